import './environment';

import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as cancelOrder } from '../../lambdas/cancel-order-choreographed';
import { handler as completeOrder } from '../../lambdas/complete-order-choreographed';
import { handler as giveUpInventory } from '../../lambdas/give-up-inventory';
import { handler as giveUpOrders } from '../../lambdas/give-up-orders';
import { handler as giveUpPayments } from '../../lambdas/give-up-payments';
import { handler as placeOrder } from '../../lambdas/place-order-choreographed';
import { handler as processPayment } from '../../lambdas/process-payment-choreographed';
import { handler as recordSale } from '../../lambdas/record-sale';
import { handler as refundPayment } from '../../lambdas/refund-payment-choreographed';
import { handler as reserveInventory } from '../../lambdas/reserve-inventory-choreographed';
import { handler as sendConfirmation } from '../../lambdas/send-confirmation';
import { envelopeOf } from '../../lib/saga/envelope';
import { sagaId } from '../../lib/saga/rule';
import type { JsonObject } from '../../lib/units';
import { cancelled, refused } from '../lib/aws/transactions';
import { anOrder } from '../lib/order/an-order';
import { anEvent } from '../lib/saga/an-event';
import { CONTEXT, captureLog, sent, TOMBSTONE } from './calls';

const order = anOrder();
const FAILURE = { reason: 'OutOfStock', message: 'too few' };

/** As EventBridge delivers it: the event `e-1` of the order `order-1`. */
function onTheBus(type: string, specifics: JsonObject = {}) {
  const given = { id: 'e-1', sagaId: sagaId('order-1'), type, payload: { order, ...specifics } };
  return {
    version: '0',
    'detail-type': type,
    detail: envelopeOf(anEvent('order#order-1', 1, given), 'backstep.service'),
  };
}
const queued = (event: object) => ({ Records: [{ messageId: 'm-1', body: JSON.stringify(event) }] });

const dynamodb = mockClient(DynamoDBDocumentClient);
let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(TransactWriteCommand).resolves({});
  log = captureLog();
});
afterEach(() => log.release());

const PAID = { paymentId: 'order-1.ProcessPayment', charged: 30_00 };
const ACTIONS = [
  ['ProcessPayment', processPayment, onTheBus('order.created', { total: 30_00 }), 'payment.processed'],
  ['ReserveInventory', reserveInventory, onTheBus('payment.processed', PAID), 'inventory.reserved'],
  ['CompleteOrder', completeOrder, onTheBus('inventory.reserved', { reservationId: 'r' }), 'order.completed'],
] as const;
const COMPENSATIONS = [
  ['RefundPayment', 'ProcessPayment', refundPayment, onTheBus('inventory.failed', FAILURE), 'payment.refunded'],
  ['CancelOrder', 'CreateOrder', cancelOrder, onTheBus('payment.failed', FAILURE), 'order.cancelled'],
  [
    'CancelOrder',
    'CreateOrder',
    cancelOrder,
    onTheBus('payment.refunded', { paymentId: 'p', refunded: 30_00 }),
    'order.cancelled',
  ],
] as const;
const FUNCTIONS = [
  ...ACTIONS,
  ...COMPENSATIONS.map(([name, , handler, event, tells]) => [name, handler, event, tells] as const),
];

describe.each(FUNCTIONS)('the function %s on an event', (name, handler, event, tells) => {
  it('commits fence, event and the record of what it answers in one transaction of its own table', async () => {
    expect(await handler(event, CONTEXT)).toBeUndefined();

    expect(dynamodb.calls()).toHaveLength(1);
    const items = sent(dynamodb);
    const [told, record] = items.slice(-2).map(({ Put }) => Put?.Item);
    expect(told).toMatchObject({ kind: 'outbox', type: tells, causationId: 'e-1', style: 'choreographed' });
    expect(record).toMatchObject({ pk: 'event#e-1', sk: `processed#${name}`, expiresAt: expect.any(Number) });
    expect(new Set(items.map(({ Put, Update }) => (Put ?? Update)?.TableName))).toEqual(new Set(['Service']));
  });

  it('has no effect a second time, which is success', async () => {
    await handler(event, CONTEXT);
    const others = Array<'none'>(sent(dynamodb).length - 1).fill('none');
    dynamodb.on(TransactWriteCommand).rejects(cancelled(...others, refused()));

    expect(await handler(event, CONTEXT)).toBeUndefined();
    expect(log.lines()[1]).toMatchObject({ level: 'INFO', function: name, outcome: 'alreadyProcessed' });
  });

  it('throws what may pass, so that the event comes again', async () => {
    dynamodb.on(TransactWriteCommand).rejects(new Error('socket hang up'));

    await expect(handler(event, CONTEXT)).rejects.toThrow('socket hang up');
  });

  it('logs which saga and event it was, and nothing of the customer', async () => {
    await handler(event, CONTEXT);

    expect(log.lines()).toMatchObject([{ function: name, sagaId: 'order-1', eventId: 'e-1', service: 'service' }]);
    expect(log.text()).not.toContain(order.customerId);
  });
});

it.each(
  ACTIONS,
)('the function %s is fenced where its compensation came first, which is success', async (_, handler, event) => {
  dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(TOMBSTONE)));

  expect(await handler(event, CONTEXT)).toBeUndefined();
  expect(log.lines()).toMatchObject([{ level: 'INFO', outcome: 'fenced' }]);
});

it('the functions take events from a queue as well', async () => {
  expect(await processPayment(queued(onTheBus('order.created', { total: 30_00 })), CONTEXT)).toEqual({
    batchItemFailures: [],
  });
  expect(dynamodb.calls()).toHaveLength(1);
});

describe('the choreographed door', () => {
  it('keeps the saga, then creates the order', async () => {
    dynamodb.on(PutCommand).resolves({});

    const answer = await placeOrder(order, CONTEXT);

    expect(answer).toEqual({ orderId: 'order-1', sagaId: 'order-1', status: 'accepted' });
    expect(dynamodb.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'Sagas',
      Item: { pk: 'saga#order-1', saga: 'PlaceOrder', style: 'choreographed', state: 'RUNNING' },
    });
    expect(sent(dynamodb)[0]?.Put?.Item).toMatchObject({ sk: 'fence#CreateOrder', status: 'APPLIED' });
    expect(sent(dynamodb).at(-1)?.Put?.Item).toMatchObject({ type: 'order.created', style: 'choreographed' });
  });
});

describe('the functions that give up', () => {
  it.each([
    ['payments', giveUpPayments, onTheBus('order.created', { total: 30_00 }), 'ProcessPayment', 'payment.failed'],
    ['inventory', giveUpInventory, onTheBus('payment.processed', PAID), 'ReserveInventory', 'inventory.failed'],
  ] as const)('of %s fence an action that never ran, and tell its failure', async (_, handler, event, step, tells) => {
    expect(await handler(queued(event), CONTEXT)).toEqual({ batchItemFailures: [] });

    expect(sent(dynamodb).map(({ Put }) => Put?.Item)).toMatchObject([
      { pk: 'saga#order-1', sk: `fence#${step}`, status: 'TOMBSTONE' },
      { kind: 'outbox', type: tells, payload: { reason: 'GaveUp' }, causationId: 'e-1' },
    ]);
  });

  it.each([
    ['payments', giveUpPayments, onTheBus('inventory.failed', FAILURE), 'ProcessPayment', ['payment.failed']],
    ['orders', giveUpOrders, onTheBus('payment.failed', FAILURE), 'CreateOrder', []],
    ['orders', giveUpOrders, onTheBus('inventory.reserved', { reservationId: 'r' }), 'CompleteOrder', []],
  ] as const)('of %s park what cannot be failed, beside a fence that they only check', async (_, handler, event, step, tells) => {
    expect(await handler(queued(event), CONTEXT)).toEqual({ batchItemFailures: [] });

    const [fence, park, ...told] = sent(dynamodb);
    expect(fence?.ConditionCheck?.Key).toEqual({ pk: 'saga#order-1', sk: `fence#${step}` });
    expect(park?.Put?.Item).toMatchObject({ pk: 'saga#order-1', sk: `park#${step}`, event: { id: 'e-1' } });
    expect(told.map(({ Put }) => Put?.Item?.type)).toEqual(tells);
    expect(log.lines().find((line) => '_aws' in line)).toMatchObject({ Service: 'service', StepsParked: 1 });
  });

  it('leave what they do not answer to the next dead-letter queue', async () => {
    const answer = await giveUpOrders(queued(onTheBus('order.created', { total: 30_00 })), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
    expect(dynamodb.calls()).toEqual([]);
  });
});

describe('the reactions to a completed order', () => {
  const completed = onTheBus('order.completed');

  it('write the mail and the record of the event in one transaction', async () => {
    await sendConfirmation(completed, CONTEXT);

    expect(sent(dynamodb).map(({ Put }) => Put?.Item)).toMatchObject([
      { pk: 'event#e-1', sk: 'processed#SendConfirmation' },
      { pk: 'mail#order-1', to: 'customer-77', subject: 'Your order order-1' },
    ]);
  });

  it('count the sale and record the event in one transaction', async () => {
    await recordSale(completed, CONTEXT);

    const [record, sale] = sent(dynamodb);
    expect(record?.Put?.Item).toMatchObject({ pk: 'event#e-1', sk: 'processed#RecordSale' });
    expect(sale?.Update).toMatchObject({
      TableName: 'Service',
      Key: { pk: 'sales#2023-11-14', sk: 'sku#book' },
      UpdateExpression: 'SET #f0 = :v0, #f1 = :v1 ADD #f2 :v2, #f3 :v3',
      ExpressionAttributeValues: { ':v2': 2, ':v3': 30_00 },
    });
  });

  it.each([
    ['SendConfirmation', sendConfirmation],
    ['RecordSale', recordSale],
  ])('have no effect a second time: %s', async (_, handler) => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(), 'none'));

    expect(await handler(completed, CONTEXT)).toBeUndefined();
    expect(log.lines()).toMatchObject([{ level: 'INFO', outcome: 'alreadyProcessed' }]);
  });
});
