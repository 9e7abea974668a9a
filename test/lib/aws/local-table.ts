/** A service's table, or the ledger's, in the local model of DynamoDB, with the official client on it. */
import { CreateTableCommand, DynamoDBClient, type Projection } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OPEN_INDEX } from '../../../lib/aws/saga-item';
import { VirtualClock } from '../../../local/clock';
import { createDynamoDB } from '../../../local/dynamodb/dynamodb';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import { CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import { directClientConfig } from '../../../local/wire/direct';
import { createRouter } from '../../../local/wire/router';

interface Index {
  /** Also its partition key. */
  readonly name: string;
  readonly sortKey: string;
  readonly projection: Projection;
}
const UNSENT: Index = { name: 'unsent', sortKey: 'createdAt', projection: { ProjectionType: 'ALL' } };
/** As lib/constructs/saga-ledger.ts has it. */
const OPEN: Index = {
  name: OPEN_INDEX,
  sortKey: 'since',
  projection: {
    ProjectionType: 'INCLUDE',
    NonKeyAttributes: [
      'sagaId',
      'saga',
      'version',
      'style',
      'acceptedAt',
      'state',
      'revision',
      'executionArn',
      'recoveries',
      'failure',
    ],
  },
};

export const aLocalLedgerTable = (tableName: string): Promise<DynamoDBDocumentClient> => aLocalTable(tableName, OPEN);

export async function aLocalTable(tableName: string, index = UNSENT): Promise<DynamoDBDocumentClient> {
  const clock = new VirtualClock();
  const entropy = seededEntropy(1);
  const region = 'eu-west-1';
  const dynamodb = createDynamoDB({ store: new MemoryStore(), clock, entropy, region, account: '111122223333' });
  const router = createRouter({ dynamodb }, new FaultList(clock));
  const transport = { router, caller: CLIENT, nextRequestId: () => entropy.uuid() };
  const client = new DynamoDBClient(directClientConfig(transport, region));
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: index.name, AttributeType: 'S' },
        { AttributeName: index.sortKey, AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.name, KeyType: 'HASH' },
            { AttributeName: index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: index.projection,
        },
      ],
    }),
  );
  return DynamoDBDocumentClient.from(client);
}
