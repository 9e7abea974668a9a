/** A service's table in the local model of DynamoDB, with the official client on it. */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { VirtualClock } from '../../../local/clock';
import { createDynamoDB } from '../../../local/dynamodb/dynamodb';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import { CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import { directClientConfig } from '../../../local/wire/direct';
import { createRouter } from '../../../local/wire/router';

export async function aLocalTable(tableName: string): Promise<DynamoDBDocumentClient> {
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
        { AttributeName: 'unsent', AttributeType: 'S' },
        { AttributeName: 'createdAt', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'unsent',
          KeySchema: [
            { AttributeName: 'unsent', KeyType: 'HASH' },
            { AttributeName: 'createdAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  return DynamoDBDocumentClient.from(client);
}
