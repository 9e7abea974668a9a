import { transactionItems } from '../../../lib/aws/transaction-items';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import type { Write } from '../../../lib/saga/write';
import { AT, aTransaction } from './transactions';

const STOCK = { pk: 'stock#book', sk: 'stock' };
const itemOf = (write: Write) => transactionItems('Stock', aTransaction({ writes: [write] }))[1];

describe('the actions of a transaction', () => {
  it('turn an applied fence into a compensated one', () => {
    const [fence] = transactionItems('Stock', aTransaction({ fence: { kind: 'compensate', at: AT } }));

    expect(fence).toEqual({
      Update: {
        TableName: 'Stock',
        Key: { pk: 'saga#saga-1', sk: 'fence#Charge' },
        UpdateExpression: 'SET #status = :compensated, #at = :at',
        ConditionExpression: '#status = :applied',
        ExpressionAttributeNames: { '#status': 'status', '#at': 'at' },
        ExpressionAttributeValues: { ':compensated': 'COMPENSATED', ':applied': 'APPLIED', ':at': AT },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    });
  });

  it('insert a row only where its key is free', () => {
    expect(itemOf({ kind: 'insert', key: STOCK, row: { available: 5 } })).toEqual({
      Put: {
        TableName: 'Stock',
        Item: { pk: 'stock#book', sk: 'stock', available: 5 },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  });

  it('set and add under every condition, with an alias for each name and value', () => {
    const write: Write = {
      kind: 'change',
      key: STOCK,
      set: { status: 'LOW', 'last.change': null },
      add: { available: -2, reserved: 2 },
      when: [
        { field: 'status', equals: 'OPEN' },
        { field: 'available', atLeast: 2 },
      ],
    };

    expect(itemOf(write)).toEqual({
      Update: {
        TableName: 'Stock',
        Key: STOCK,
        ConditionExpression: '#f0 = :v0 AND #f1 >= :v1',
        UpdateExpression: 'SET #f0 = :v2, #f2 = :v3 ADD #f1 :v4, #f3 :v5',
        ExpressionAttributeNames: { '#f0': 'status', '#f1': 'available', '#f2': 'last.change', '#f3': 'reserved' },
        ExpressionAttributeValues: { ':v0': 'OPEN', ':v1': 2, ':v2': 'LOW', ':v3': null, ':v4': -2, ':v5': 2 },
      },
    });
  });

  it('only check a row where nothing is to be changed', () => {
    expect(itemOf({ kind: 'change', key: STOCK, when: [{ field: 'status', equals: 'OPEN' }] })).toEqual({
      ConditionCheck: {
        TableName: 'Stock',
        Key: STOCK,
        ConditionExpression: '#f0 = :v0',
        ExpressionAttributeNames: { '#f0': 'status' },
        ExpressionAttributeValues: { ':v0': 'OPEN' },
      },
    });
  });

  it('put each event beside its aggregate, in the order of its sequence', () => {
    const record: OutboxRecord = {
      id: 'saga-1.Charge.1',
      sagaId: aTransaction().key.sagaId,
      style: 'orchestrated',
      aggregate: 'payment#1',
      sequence: 12,
      type: 'payment.processed',
      payload: { charged: 30_00 },
      createdAt: AT,
      causationId: 'saga-1.Charge',
      correlationId: 'saga-1',
    };

    const [, event] = transactionItems('Payments', aTransaction({ outbox: [record] }));

    expect(event).toEqual({
      Put: {
        TableName: 'Payments',
        Item: { pk: 'payment#1', sk: 'event#0000000012', kind: 'outbox', unsent: 'unsent#5', ...record },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  });

  it('end with the record of the event that is answered, which may go after 15 days', () => {
    const message = { eventId: 'order-1.CreateOrder.1', functionName: 'ProcessPayment', at: AT };

    const items = transactionItems('Payments', aTransaction({ message }));

    expect(items[1]).toEqual({
      Put: {
        TableName: 'Payments',
        Item: {
          pk: 'event#order-1.CreateOrder.1',
          sk: 'processed#ProcessPayment',
          at: AT,
          expiresAt: 1_700_000_000 + 15 * 86_400,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
  });

  it.each([
    ['nothing', { ConditionExpression: 'attribute_not_exists(pk)' }],
    ['APPLIED', { ConditionExpression: '#status = :applied' }],
  ] as const)('only check a fence that is expected to be %s', (found, condition) => {
    const [fence] = transactionItems('Payments', aTransaction({ fence: { kind: 'expect', found } }));

    expect(fence?.ConditionCheck).toMatchObject({
      Key: { pk: 'saga#saga-1', sk: 'fence#Charge' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...condition,
    });
  });
});
