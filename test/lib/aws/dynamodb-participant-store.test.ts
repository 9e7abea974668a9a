import { DynamoDBClient, InternalServerError } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoDbParticipantStore } from '../../../lib/aws/dynamodb-participant-store';
import { CONTENTION } from '../../../lib/aws/transact';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import type { Write } from '../../../lib/saga/write';
import { participantStoreContract } from '../saga/participant-store-contract';
import { aLocalTable } from './local-table';
import { APPLIED, AT, aTransaction, cancelled, refused } from './transactions';

const NEVER = {
  wait: () => Promise.reject(new Error('it waited')),
  fraction: () => 0,
};

participantStoreContract('the table in the model of DynamoDB', async () => {
  const documents = await aLocalTable('Payments');
  return {
    store: dynamoDbParticipantStore(documents, 'Payments', NEVER),
    async readRow(key) {
      const { Item } = await documents.send(new GetCommand({ TableName: 'Payments', Key: key, ConsistentRead: true }));
      if (Item === undefined) return undefined;
      const { pk, sk, ...row } = Item;
      return row;
    },
    async readOutbox() {
      const { Items = [] } = await documents.send(new ScanCommand({ TableName: 'Payments' }));
      return Items.filter(({ kind }) => kind === 'outbox').map(
        ({ pk, sk, kind, unsent, ...record }) => record as OutboxRecord,
      );
    },
  };
});

describe('a commit to DynamoDB', () => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const dynamodb = mockClient(documents);
  const waits: number[] = [];
  const store = dynamoDbParticipantStore(documents, 'Payments', {
    wait: async (millis) => {
      waits.push(millis);
    },
    fraction: () => 0.5,
  });
  beforeEach(() => {
    dynamodb.reset();
    waits.length = 0;
  });
  const aChange: Write = { kind: 'change', key: { pk: 'a', sk: 'b' }, when: [{ field: 'n', atLeast: 1 }] };

  it('is one call', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});

    const outcome = await store.commit(aTransaction());

    expect(outcome).toEqual({ kind: 'committed' });
    expect(dynamodb.calls()).toHaveLength(1);
    expect(dynamodb.commandCalls(TransactWriteCommand)[0]?.args[0].input).toEqual({
      TransactItems: [
        {
          Put: {
            TableName: 'Payments',
            Item: {
              pk: 'saga#saga-1',
              sk: 'fence#Charge',
              status: 'APPLIED',
              requestHash: 'abc',
              at: AT,
              result: '{"paymentId":"p-1"}',
            },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });
  });

  it('tells of a processed message, before anything else that did not hold', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(), refused(), refused()));
    const message = { eventId: 'e', functionName: 'Charge', at: AT };

    const outcome = await store.commit(aTransaction({ writes: [aChange], message }));

    expect(outcome).toEqual({ kind: 'messageProcessed' });
  });

  it('tells of the fence that was found, before any refused write', async () => {
    const item = {
      status: { S: 'APPLIED' },
      requestHash: { S: 'abc' },
      at: { N: String(AT) },
      result: { S: '{"paymentId":"p-1"}' },
    };
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(item), refused()));

    const outcome = await store.commit(aTransaction({ writes: [aChange] }));

    expect(outcome).toEqual({ kind: 'fenceFound', fence: APPLIED });
  });

  it('tells that there was no fence', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused()));

    const outcome = await store.commit(aTransaction({ fence: { kind: 'compensate', at: AT } }));

    expect(outcome).toEqual({ kind: 'fenceFound', fence: undefined });
  });

  it('tells of the first of several refused writes', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled('none', 'none', refused(), refused()));

    const outcome = await store.commit(aTransaction({ writes: [aChange, aChange, aChange] }));

    expect(outcome).toEqual({ kind: 'writeRefused', index: 1 });
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it.each([
    'TransactionConflict',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
  ])('waits and tries again after %s', async (Code) => {
    dynamodb.on(TransactWriteCommand).rejectsOnce(cancelled('none', { Code })).resolves({});

    const outcome = await store.commit(aTransaction({ writes: [aChange] }));

    expect(outcome).toEqual({ kind: 'committed' });
    expect(dynamodb.calls()).toHaveLength(2);
    expect(waits).toEqual([CONTENTION.baseMillis / 2]);
  });

  it('believes no refused write while another action was in conflict', async () => {
    dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled({ Code: 'TransactionConflict' }, refused()))
      .rejectsOnce(cancelled(refused({ status: { S: 'TOMBSTONE' }, at: { N: String(AT) } }), refused()));

    const outcome = await store.commit(aTransaction({ writes: [aChange] }));

    expect(outcome).toEqual({ kind: 'fenceFound', fence: { status: 'TOMBSTONE', at: AT } });
  });

  it('believes the fence although a write was in conflict', async () => {
    const item = { status: { S: 'TOMBSTONE' }, at: { N: String(AT) } };
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(item), { Code: 'TransactionConflict' }));

    const outcome = await store.commit(aTransaction({ writes: [aChange] }));

    expect(outcome.kind).toBe('fenceFound');
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it('gives up on a conflict that outlasts its tries, having waited longer each time', async () => {
    const conflict = cancelled({ Code: 'TransactionConflict' });
    dynamodb.on(TransactWriteCommand).rejects(conflict);

    const commit = store.commit(aTransaction());

    await expect(commit).rejects.toBe(conflict);
    expect(dynamodb.calls()).toHaveLength(CONTENTION.tries);
    expect(waits).toEqual([10, 20, 40, 80, 160, 250, 250]);
  });

  it('never overwrites an event: its refusal is no outcome but an error', async () => {
    const collision = cancelled('none', refused());
    dynamodb.on(TransactWriteCommand).rejects(collision);
    const record: OutboxRecord = {
      id: 'saga-1.Charge.1',
      sagaId: aTransaction().key.sagaId,
      style: 'orchestrated',
      aggregate: 'payment#1',
      sequence: 1,
      type: 'payment.processed',
      payload: {},
      createdAt: AT,
      causationId: 'saga-1.Charge',
      correlationId: 'saga-1',
    };

    await expect(store.commit(aTransaction({ outbox: [record] }))).rejects.toBe(collision);
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it.each([
    ['an item that DynamoDB finds invalid', cancelled({ Code: 'ValidationError', Message: 'an item is too large' })],
    ['an error of the service', new InternalServerError({ message: 'Internal server error', $metadata: {} })],
    ['a lost connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('throws %s as it came, without another call', async (_, error) => {
    dynamodb.on(TransactWriteCommand).rejects(error);

    await expect(store.commit(aTransaction())).rejects.toBe(error);
    expect(dynamodb.calls()).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('refuses what can never fit before any call', async () => {
    const writes = Array.from({ length: 100 }, () => aChange);

    await expect(store.commit(aTransaction({ writes }))).rejects.toThrow('a transaction takes 100');
    expect(dynamodb.calls()).toHaveLength(0);
  });
});
