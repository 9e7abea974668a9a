import './environment';

import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as cancelOrder } from '../../lambdas/cancel-order';
import { handler as completeOrder } from '../../lambdas/complete-order';
import { handler as createOrder } from '../../lambdas/create-order';
import { handler as processPayment } from '../../lambdas/process-payment';
import { handler as refundPayment } from '../../lambdas/refund-payment';
import { handler as releaseInventory } from '../../lambdas/release-inventory';
import { handler as reserveInventory } from '../../lambdas/reserve-inventory';
import { cancelled, refused } from '../lib/aws/transactions';
import { anOrder } from '../lib/order/an-order';
import { aCall, applied, COMPENSATED, CONTEXT, captureLog, RESULTS, sent, TOMBSTONE } from './calls';

type Handler = (event: unknown, context: typeof CONTEXT) => Promise<unknown>;

const ACTIONS: readonly [name: string, handler: Handler, result: unknown][] = [
  ['CreateOrder', createOrder, RESULTS.CreateOrder],
  ['ProcessPayment', processPayment, RESULTS.ProcessPayment],
  ['ReserveInventory', reserveInventory, RESULTS.ReserveInventory],
  ['CompleteOrder', completeOrder, { orderId: 'order-1', status: 'COMPLETED' }],
];
const COMPENSATIONS: readonly [name: string, step: string, handler: Handler][] = [
  ['CancelOrder', 'CreateOrder', cancelOrder],
  ['RefundPayment', 'ProcessPayment', refundPayment],
  ['ReleaseInventory', 'ReserveInventory', releaseInventory],
];

const dynamodb = mockClient(DynamoDBDocumentClient);
const order = anOrder();
let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  dynamodb.reset();
  log = captureLog();
});
afterEach(() => log.release());

describe.each(ACTIONS)('the function %s', (name, handler, result) => {
  it('answers the bare result of one transaction in its own table', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});

    const answer = await handler(aCall(name, 'act', order), CONTEXT);

    expect(answer).toEqual(result);
    expect(dynamodb.calls()).toHaveLength(1);
    const items = sent(dynamodb);
    expect(items[0]?.Put?.Item).toMatchObject({ pk: 'saga#order-1', sk: `fence#${name}`, status: 'APPLIED' });
    expect(new Set(items.map(({ Put, Update }) => (Put ?? Update)?.TableName))).toEqual(new Set(['Service']));
    expect(items[items.length - 1]?.Put?.Item).toMatchObject({ kind: 'outbox', payload: { order } });
  });

  it('answers a repetition with the stored result', async () => {
    const stored = { ...(result as object), stored: true };
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(applied(order, stored))));

    expect(await handler(aCall(name, 'act', order, { attempt: 1 }), CONTEXT)).toEqual(stored);
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it.each([
    ['another payload', applied({ ...order, currency: 'USD' }, null), 'KeyReused'],
    ['a tombstone', TOMBSTONE, 'StepFenced'],
    ['a compensated fence', COMPENSATED, 'StepFenced'],
  ])('has no effect where it finds %s', async (_, fence, errorName) => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(fence)));

    await expect(handler(aCall(name, 'act', order), CONTEXT)).rejects.toMatchObject({ name: errorName });
    expect(log.lines()).toMatchObject([{ level: 'WARN', outcome: 'failed', errorName }]);
  });

  it('refuses a malformed event for good, and calls nothing', async () => {
    const event = aCall(name, 'act', { ...order, currency: 'euro' });

    await expect(handler(event, CONTEXT)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: 'state.input: currency must match /^[A-Z]{3}$/',
    });
    expect(dynamodb.calls()).toHaveLength(0);
  });

  it('logs one line that says which saga, step and attempt, and nothing of the customer', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});

    await handler(aCall(name, 'act', order, { attempt: 2 }), CONTEXT);

    expect(log.lines()).toHaveLength(1);
    expect(log.lines()[0]).toMatchObject({
      level: 'INFO',
      service: 'service',
      saga: 'PlaceOrder',
      sagaId: 'order-1',
      step: name,
      function: name,
      attempt: 2,
      outcome: 'succeeded',
      requestId: 'request-1',
    });
    expect(log.text()).not.toContain(order.customerId);
  });
});

describe.each(COMPENSATIONS)('the function %s', (name, step, handler) => {
  it('undoes its step in one transaction, without the answer of its action', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});

    const answer = await handler(aCall(step, 'undo', order, { results: {} }), CONTEXT);

    expect(answer).toEqual({ outcome: 'undone' });
    expect(dynamodb.calls()).toHaveLength(1);
    const items = sent(dynamodb);
    expect(items[0]?.Update?.Key).toEqual({ pk: 'saga#order-1', sk: `fence#${step}` });
  });

  it('buries an action that never ran', async () => {
    dynamodb.on(TransactWriteCommand).rejectsOnce(cancelled(refused())).resolves({});

    const answer = await handler(aCall(step, 'undo', order, { results: {} }), CONTEXT);

    expect(answer).toEqual({ outcome: 'nothingToUndo' });
    const [fence, ...told] = sent(dynamodb, 1).map(({ Put }) => Put?.Item);
    expect(fence).toMatchObject({ sk: `fence#${step}`, status: 'TOMBSTONE' });
    expect(told.map((item) => [item?.kind, item?.type, item?.payload.reason])).toEqual(
      name === 'RefundPayment' ? [['outbox', 'payment.failed', 'NeverCharged']] : [],
    );
  });

  it('answers a repetition as the first time', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(COMPENSATED)));

    expect(await handler(aCall(step, 'undo', order), CONTEXT)).toEqual({ outcome: 'undone' });
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it('says so when the row is not as its action left it', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled('none', refused()));

    await expect(handler(aCall(step, 'undo', order), CONTEXT)).rejects.toMatchObject({ name: 'WriteRefused' });
    expect(log.lines()).toMatchObject([{ level: 'ERROR', function: name, errorName: 'WriteRefused' }]);
  });

  it('logs one line, and nothing of the customer', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});

    await handler(aCall(step, 'undo', order, { attempt: 1 }), CONTEXT);

    expect(log.lines()).toMatchObject([
      { sagaId: 'order-1', step, function: name, intent: 'undo', attempt: 1, outcome: 'undone' },
    ]);
    expect(log.text()).not.toContain(order.customerId);
  });
});
