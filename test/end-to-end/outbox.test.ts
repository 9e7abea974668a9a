/** From the outbox to the bus and on, through the deployed relays, sweepers, rules and consumers, while something fails. */
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shardName, UNSENT_INDEX, UNSENT_SHARDS } from '../../lib/aws/outbox-item';
import type { OrderRequest } from '../../lib/order/order';
import type { FaultSpec } from '../../local/faults';
import type { Local } from '../../local/start';
import { applied, openShops, SERVICES, type ServiceName, type Shop } from './shop';

const COMPLETION = ['order.created', 'payment.processed', 'inventory.reserved', 'order.completed'];
const FIFTEEN_DAYS_SECONDS = 15 * 24 * 60 * 60;
/** As the relay's mapping allows, after the first try. */
const RETRIES = 5;

/** The first call of each function compiles it. */
jest.setTimeout(30_000);

let local: Local;
let shop: Shop;

beforeAll(async () => {
  ({ local, choreographed: shop } = await openShops());
}, 60_000);
afterAll(() => local.stop());
afterEach(() => {
  local.faults.clear();
  shop.events.resume(shop.bus);
});

const typesTold = (order: OrderRequest) => shop.told(order).map(({ type }) => type);
const twice = (types: readonly string[]) => types.flatMap((type) => [type, type]);
const ordersOf = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}-${index}`);
const sentOf = async (order: OrderRequest) => (await shop.outbox(order)).map(({ type, sentAt }) => [type, sentAt]);

describe('a bus that is down', () => {
  test('marks nothing sent while the bus is throttled, and loses nothing', async () => {
    const refused = relayAnswers('relayedInPart');
    shop.events.pause(shop.bus, 'ThrottlingException');

    const order = await shop.place('throttled');
    await refused;

    expect(await sentOf(order)).toEqual([['order.created', undefined]]);
    expect(typesTold(order)).toEqual([]);

    shop.events.resume(shop.bus);
    await local.idle();

    expect(typesTold(order)).toEqual(COMPLETION);
    expect(await shop.found(order)).toEqual(applied());
  });

  test('leaves to the sweeper what the stream could not bring to the bus in all its tries', async () => {
    shop.events.pause(shop.bus, 'InternalFailure');

    const order = await shop.place('long-outage');
    await local.idle();
    await shop.sweep();

    expect(await sentOf(order)).toEqual([['order.created', undefined]]);
    expect(shop.messages('OrdersOutboxUnrelayed').at(-1)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: RETRIES + 1 },
      DDBStreamBatchInfo: { batchSize: 1 },
    });

    shop.events.resume(shop.bus);
    await shop.sweep();

    expect(typesTold(order)).toEqual(COMPLETION);
    expect(await shop.found(order)).toEqual(applied());
  });

  test('holds up no order but those whose entries it refuses, though they share a call', async () => {
    const names = ordersOf(10, 'half');
    const isRefused = (orderId: string) => Number(orderId.at(-1)) % 2 === 0;
    const inPart = relayAnswers('relayedInPart');
    shop.events.pause(shop.bus, 'InternalFailure', ({ Detail }) => {
      const { type, sagaId } = JSON.parse(String(Detail));
      return type === 'order.created' && isRefused(sagaId);
    });

    const orders = await Promise.all(names.map((name) => shop.place(name)));
    await local.idle();

    expect(await inPart).toMatchObject({ published: 5, unpublished: 5, reasons: ['InternalFailure'] });
    for (const order of orders) {
      if (isRefused(order.orderId)) expect(await sentOf(order)).toEqual([['order.created', undefined]]);
      else expect(await shop.found(order)).toEqual(applied());
    }

    shop.events.resume(shop.bus);
    await shop.sweep();

    for (const order of orders) expect(await shop.found(order)).toEqual(applied());
  });
});

describe('a relay that fails between the publishing of an event and its mark', () => {
  test('publishes everything again when no mark was written, and has each effect once', async () => {
    const down = { name: 'AccessDeniedException', message: 'not now' };
    for (const service of SERVICES) local.faults.add(marksOf(service, { kind: 'notApplied', error: down, times: 99 }));

    const order = await shop.place('unmarked');
    await local.idle();

    expect(typesTold(order)).toEqual(COMPLETION);
    expect((await sentOf(order)).filter(([, sentAt]) => sentAt !== undefined)).toEqual([]);

    local.faults.clear();
    await shop.sweep();

    expect(typesTold(order).toSorted()).toEqual(twice(COMPLETION).toSorted());
    expect(await shop.found(order)).toEqual(applied());
  });

  test.each([
    ['is cut off at its time-out', (service: ServiceName) => marksOf(service, { kind: 'notApplied', error: 'never' })],
    ['dies after it', (service: ServiceName) => callsOf(service, { kind: 'replyLost', error: EXITED })],
  ])('publishes each event twice when it %s, and has each effect once', async (how, faultOf) => {
    for (const service of SERVICES) local.faults.add(faultOf(service));
    // The first call after the repetition: the relay of the orders tells two events.
    local.faults.add({ ...faultOf('Orders'), skip: 1 });

    const order = await shop.place(how.replaceAll(' ', '-'));
    await local.idle();

    expect(typesTold(order).toSorted()).toEqual(twice(COMPLETION).toSorted());
    expect(await shop.found(order)).toEqual(applied());
  });
});

test('isolates a record that cannot be read, and relays those around it', async () => {
  const Item = { pk: 'order#unreadable', sk: 'event#0000000001', kind: 'outbox', unsent: shardName(0), createdAt: 1 };
  const before = shop.messages('OrdersOutboxUnrelayed').length;

  const [orders] = await Promise.all([
    Promise.all(ordersOf(6, 'around').map((name) => shop.place(name))),
    local.clients.documents.send(new PutCommand({ TableName: shop.table('Orders'), Item })),
  ]);
  await local.idle();

  const [message, ...others] = shop.messages('OrdersOutboxUnrelayed').slice(before);
  const number = await sequenceNumberOf(Item);
  expect(message).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: number, endSequenceNumber: number },
  });
  expect(others).toEqual([]);
  for (const order of orders) expect(await shop.found(order)).toEqual(applied());

  // It stays in the index, and in the sweeper's metric, until a person has looked at it.
  const Key = { pk: Item.pk, sk: Item.sk };
  await local.clients.documents.send(new DeleteCommand({ TableName: shop.table('Orders'), Key }));
});

test('has nothing unsent in the end, and keeps what is sent for 15 days', async () => {
  const rows = await shop.outbox();

  expect(await unsentRows()).toEqual([]);
  expect(rows.length).toBeGreaterThan(0);
  for (const { sentAt, expiresAt } of rows) {
    expect(expiresAt).toBe(Math.floor(Number(sentAt) / 1000) + FIFTEEN_DAYS_SECONDS);
  }
});

const EXITED = { name: 'Runtime.ExitError', message: 'RequestId: 1 Error: Runtime exited with error: signal: killed' };
type Fault = Pick<FaultSpec, 'kind' | 'error' | 'times' | 'skip'>;

/** Only the relay and the sweeper update single items of a service's table. */
const marksOf = (service: ServiceName, fault: Fault): FaultSpec => ({
  target: { service: 'dynamodb', operation: 'UpdateItem', resource: shop.table(service) },
  ...fault,
});
const callsOf = (service: ServiceName, fault: Fault): FaultSpec => ({
  target: { service: 'lambda', operation: 'Invoke', resource: shop.relayOf(service) },
  ...fault,
});

/** What the next call of the orders' relay with that outcome logs. */
function relayAnswers(outcome: string): Promise<{ readonly [field: string]: unknown }> {
  const relay = shop.relayOf('Orders').split(':').at(-1);
  return new Promise((resolve) => {
    const stop = local.world.services.lambda.logs.subscribe(({ functionName, text }) => {
      if (functionName !== relay || !text.startsWith('{')) return;
      const line = JSON.parse(text);
      if (line.outcome !== outcome) return;
      stop();
      resolve(line);
    });
  });
}

async function sequenceNumberOf({ pk }: { readonly pk: string }): Promise<string | undefined> {
  const { dynamodb } = local.world.services;
  const { Table } = await dynamodb.call('DescribeTable', { TableName: shop.table('Orders') }, { kind: 'client' });
  const { LatestStreamArn } = Table as { readonly LatestStreamArn: string };
  const records = dynamodb.streamRecords(LatestStreamArn, undefined, 10_000);
  return records.find(({ dynamodb: { Keys } }) => JSON.stringify(Keys.pk) === JSON.stringify({ S: pk }))?.dynamodb
    .SequenceNumber;
}

async function unsentRows() {
  const found = [];
  for (const service of SERVICES) {
    for (let shard = 0; shard < UNSENT_SHARDS; shard++) {
      const { Items = [] } = await local.clients.documents.send(
        new QueryCommand({
          TableName: shop.table(service),
          IndexName: UNSENT_INDEX,
          KeyConditionExpression: 'unsent = :shard',
          ExpressionAttributeValues: { ':shard': shardName(shard) },
        }),
      );
      found.push(...Items);
    }
  }
  return found;
}
