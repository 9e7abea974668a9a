import { ConditionalCheckFailedException, DynamoDBClient, InternalServerError } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoDbLedger } from '../../../lib/aws/dynamodb-ledger';
import { encodeSaga } from '../../../lib/aws/saga-item';
import { apply } from '../../../lib/saga/ledger';
import { AT, aRecord, later, TRIP } from '../saga/a-saga';
import { ledgerContract } from '../saga/ledger-contract';
import { aLocalLedgerTable } from './local-table';

const AT_ONCE = { wait: async () => {}, fraction: () => 0 };

ledgerContract('the ledger in the model of DynamoDB', async () => {
  const documents = await aLocalLedgerTable('Sagas');
  let write: (() => Promise<unknown>) | undefined;
  documents.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const other = commandName?.startsWith('Put') ? write : undefined;
        if (other !== undefined) write = undefined;
        await other?.();
        return next(args);
      },
    { step: 'initialize' },
  );
  return {
    ledger: dynamoDbLedger(documents, 'Sagas', AT_ONCE),
    meanwhile: (other) => {
      write = other;
    },
  };
});

describe('a saga in DynamoDB', () => {
  const itemOf = async (documents: DynamoDBDocumentClient) =>
    (await documents.send(new GetCommand({ TableName: 'Sagas', Key: { pk: 'saga#trip-1', sk: 'saga' } }))).Item;

  it('stands in the index of open ones by its state and one of eight shards, while it is open', async () => {
    const documents = await aLocalLedgerTable('Sagas');
    const ledger = dynamoDbLedger(documents, 'Sagas', AT_ONCE);
    await ledger.accept(aRecord());

    expect(await itemOf(documents)).toMatchObject({ open: expect.stringMatching(/^RUNNING#[0-7]$/) });
    expect(await itemOf(documents)).not.toHaveProperty('expiresAt');

    await ledger.update(TRIP, (record) => apply(record, [{ kind: 'completed' }], later(1)));

    expect(await itemOf(documents)).not.toHaveProperty('open');
  });

  it('is deleted 90 days after its end', () => {
    expect(encodeSaga(aRecord({}, [{ kind: 'completed' }]))).toMatchObject({ expiresAt: AT / 1000 + 90 * 86_400 });
  });

  it('gives its input back as it was, also where DynamoDB has no such number or order', async () => {
    const ledger = dynamoDbLedger(await aLocalLedgerTable('Sagas'), 'Sagas', AT_ONCE);
    const input = { z: 1e300, a: [0.1, { y: null, x: 'é' }], '': 5e-324 };
    await ledger.accept(aRecord({ input }));

    expect(JSON.stringify((await ledger.find(TRIP))?.input)).toBe(JSON.stringify(input));
  });

  it('is accepted with one call, and found with one consistent read', async () => {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const dynamodb = mockClient(documents);
    dynamodb.on(PutCommand).resolves({}).on(GetCommand).resolves({});
    const ledger = dynamoDbLedger(documents, 'Sagas', AT_ONCE);

    await ledger.accept(aRecord());
    await ledger.find(TRIP);

    expect(dynamodb.calls()).toHaveLength(2);
    expect(dynamodb.commandCalls(GetCommand)[0]?.args[0].input).toEqual({
      TableName: 'Sagas',
      Key: { pk: 'saga#trip-1', sk: 'saga' },
      ConsistentRead: true,
    });
  });

  it('is left as it is by a conflict that outlasts its tries, or by a failure of DynamoDB: both are thrown', async () => {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const dynamodb = mockClient(documents);
    const item = encodeSaga(aRecord());
    const conflict = new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    const failure = new InternalServerError({ message: 'Internal server error', $metadata: {} });
    const ledger = dynamoDbLedger(documents, 'Sagas', AT_ONCE);
    const complete = () => ledger.update(TRIP, (record) => apply(record, [{ kind: 'completed' }], AT));

    dynamodb.on(GetCommand).resolves({ Item: item }).on(PutCommand).rejects(conflict);
    await expect(complete()).rejects.toBe(conflict);
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(8);

    dynamodb.on(PutCommand).rejects(failure);
    await expect(complete()).rejects.toBe(failure);
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(9);
  });
});
