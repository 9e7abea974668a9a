/** Behind the bus: events that come twice, early, spoiled or to nobody, through the deployed rules, queues and functions. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import type { OrderRequest } from '../../lib/order/order';
import type { JsonObject } from '../../lib/units';
import type { FaultSpec } from '../../local/faults';
import type { Local } from '../../local/start';
import { applied, OPENING, openShops, type Shop, UNTOUCHED } from './shop';

/** The first call of each function compiles it. */
jest.setTimeout(30_000);

let local: Local;
let shop: Shop;
let conducted: Shop;

beforeAll(async () => {
  ({ local, choreographed: shop, conducted } = await openShops());
}, 60_000);
afterAll(() => local.stop());
afterEach(() => local.faults.clear());

const TOO_MANY = OPENING + 1;
const CANCELLED = { ...UNTOUCHED, order: 'CANCELLED' };
const REFUNDED = { ...CANCELLED, payment: 'REFUNDED' };

describe('an event that nobody can read', () => {
  test('ends with its body in the queue for poison, while other orders go on', async () => {
    const detail = { type: 'order.created', note: 'written by hand' };
    await put(shop, 'order.created', detail);

    const order = await shop.place('beside-poison');
    await local.idle();

    expect(await shop.found(order)).toEqual(applied());
    expect(shop.messages('PaymentsDeadLetters')).toEqual([]);
    expect(shop.messages('PaymentsDeadLettersPoison')).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
        requestPayload: expect.objectContaining({ detail }),
        responsePayload: expect.objectContaining({ errorType: 'InvalidRequest' }),
      }),
    ]);
  });

  test('ends in the dead-letter queue of each reaction that it was meant for', async () => {
    const detail = { type: 'order.completed', data: 'nothing of use' };

    await put(shop, 'order.completed', detail);
    await local.idle();

    for (const queue of ['MailsDeadLetters', 'SalesDeadLetters']) {
      expect(shop.messages(queue)).toEqual([
        expect.objectContaining({ requestPayload: expect.objectContaining({ detail }) }),
      ]);
    }
  });
});

describe('a consumer that may not run', () => {
  test('answers every event once it is throttled no more', async () => {
    for (const name of ['ProcessPayment', 'ReserveInventory', 'CompleteOrder']) {
      local.faults.add(callsOf(shop, name, { kind: 'notApplied', error: THROTTLED, times: 6 }));
    }

    const order = await shop.place('throttled');
    await local.idle();

    expect(await shop.found(order)).toEqual(applied());
  });

  test('is given up when it is shut, and the order is cancelled', async () => {
    const FunctionName = shop.functionArn('ReserveInventory');
    await local.clients.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );

    const order = await shop.place('shut');
    await local.idle();
    await local.clients.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));

    expect(await shop.found(order)).toEqual(REFUNDED);
    expect(shop.told(order).find(({ type }) => type === 'inventory.failed')?.data).toMatchObject({ reason: 'GaveUp' });
  });

  test('is given up at last when the one that gives up failed too, once its messages are moved back', async () => {
    local.faults.add(callsOf(shop, 'ReserveInventory', { kind: 'notApplied', error: BROKEN, times: 3 }));
    local.faults.add(callsOf(shop, 'InventoryGiveUp', { kind: 'notApplied', error: BROKEN, times: 5 }));

    const order = await shop.place('stuck');
    await local.idle();

    expect(await shop.found(order)).toMatchObject({ order: 'PENDING', payment: 'CHARGED' });
    expect(shop.messages('InventoryDeadLettersPoison')).toHaveLength(1);

    const SourceArn = shop.arn('InventoryDeadLettersPoisonQueue');
    await local.clients.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    await local.idle();

    expect(await shop.found(order)).toEqual(REFUNDED);
    expect(shop.messages('InventoryDeadLettersPoison')).toEqual([]);
  });
});

describe('events that come again, or too early', () => {
  test.each([
    ['completed', 1, applied()],
    ['undone', TOO_MANY, REFUNDED],
  ])('change nothing of an order that was %s, in whatever order they come', async (name, quantity, end) => {
    const order = await shop.place(`again-${name}`, quantity);
    await local.idle();
    const told = shop.told(order);
    const outbox = await shop.outbox(order);

    for (const event of [...told, ...told].toReversed()) await putAgain(shop, event);
    await local.idle();

    expect(await shop.found(order)).toEqual(end);
    expect(shop.told(order)).toHaveLength(3 * told.length);
    expect(await shop.outbox(order)).toEqual(outbox);
  });

  test('undo an order whose refund is asked for before its charge, and charge nothing afterwards', async () => {
    const failed = await shop.place('failed-before', TOO_MANY);
    await local.idle();
    const [failure = {}] = shop.told(failed).filter(({ type }) => type === 'inventory.failed');
    const late = shop.functionArn('ProcessPayment');
    local.faults.add(callsOf(shop, 'ProcessPayment', { kind: 'notApplied', error: THROTTLED, times: 6 }));

    const order = await shop.place('early-refund');
    await putAgain(shop, JSON.parse(JSON.stringify(failure).replaceAll('failed-before', 'early-refund')));
    await local.idle();

    expect(await shop.found(order)).toEqual(CANCELLED);
    expect(shop.told(order).map(({ type }) => type)).toEqual([
      'inventory.failed',
      'order.created',
      'payment.failed',
      'order.cancelled',
    ]);
    expect(lastLineOf(late)).toMatchObject({ sagaId: 'early-refund', outcome: 'fenced' });
  });
});

describe.each([
  ['choreographed', () => shop],
  ['conducted', () => conducted],
] as const)('a reaction that always fails, beside a %s order', (style, of) => {
  let order: OrderRequest;

  test('neither fails the order nor delays it, nor another reaction', async () => {
    local.faults.add(callsOf(of(), 'SendConfirmation', { kind: 'notApplied', error: BROKEN, times: 3 }));

    order = await of().place(`unconfirmed-${style}`);
    await local.idle();

    expect(await of().found(order)).toEqual({ ...applied(), mails: 0 });
    expect(await millisToComplete(of(), order)).toBeLessThan(1_000);
  });

  test('leaves the event in its dead-letter queue, with why it failed', () => {
    expect(of().missed('MailsDeadLetters').filter(isOf(order))).toMatchObject([{ type: 'order.completed' }]);
    expect(of().messages('MailsDeadLetters')).toContainEqual(
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
        responsePayload: expect.objectContaining({ errorType: BROKEN.name }),
      }),
    );
  });

  test('has its effect once when the event is put again, however often, and no other reaction has it twice', async () => {
    const [event = {}] = of().missed('MailsDeadLetters').filter(isOf(order));

    for (let times = 0; times < 3; times++) await putAgain(of(), event);
    await local.idle();

    expect(await of().found(order)).toEqual(applied());
  });
});

const THROTTLED = { name: 'Lambda.TooManyRequestsException', message: 'Rate Exceeded.' };
const BROKEN = { name: 'TypeError', message: 'something is not a function' };

const callsOf = (
  { functionArn }: Shop,
  name: string,
  fault: Pick<FaultSpec, 'kind' | 'error' | 'times'>,
): FaultSpec => ({
  target: { service: 'lambda', operation: 'Invoke', resource: functionArn(name) },
  ...fault,
});

async function put(to: Shop, type: string, detail: JsonObject, source = 'backstep.orders'): Promise<void> {
  const entry = { EventBusName: to.bus, Source: source, DetailType: type, Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await local.clients.events.send(new PutEventsCommand({ Entries: [entry] }));
  if (FailedEntryCount !== 0) throw new Error(`the bus refused '${type}'`);
}

const putAgain = (to: Shop, envelope: JsonObject): Promise<void> =>
  put(to, String(envelope.type), envelope, String(envelope.source));

const isOf =
  ({ orderId }: OrderRequest) =>
  ({ sagaId }: JsonObject): boolean =>
    sagaId === orderId;

async function millisToComplete(of: Shop, { orderId }: OrderRequest): Promise<number> {
  const rows = await local.items(of.table('Orders'));
  const order = rows.find(({ pk, sk }) => pk === `order#${orderId}` && sk === 'order');
  return Number(order?.completedAt) - Number(order?.createdAt);
}

function lastLineOf(functionArn: string): JsonObject {
  const lines = local.world.services.lambda.logs.of(functionArn.split(':').at(-1) ?? '');
  return JSON.parse(lines.at(-1)?.text ?? '{}');
}
