import type { JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { seededEntropy } from '../../../../local/entropy';
import { keyOf, keysOfCalls, numberOf, Sources } from './fixture';
import { aMapping, failAll, open, poisonedBy, SECOND } from './stream-mapping';

test('goes on in a new process after what an earlier one had finished', async () => {
  const first = await aMapping({ BatchSize: 2 });
  await first.put('a', 'b', 'c');
  await first.settle();
  first.handler = () => new Promise(() => undefined);
  await first.put('d');
  first.close();

  const second = new Sources(first.store, new VirtualClock(first.clock.now(), 'hold'));
  open.push(second);
  await second.settle();

  expect(keysOfCalls(first.calls)).toEqual(['a b', 'c']);
  expect(keysOfCalls(second.calls)).toEqual(['d']);
});

test('delivers again what a process had in hand when it died', async () => {
  const first = await aMapping();
  let release: (value: null) => void = () => undefined;
  first.handler = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await first.put('a');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  first.close();
  release(null);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  const second = new Sources(first.store, new VirtualClock(first.clock.now(), 'hold'));
  open.push(second);
  await second.settle();

  expect([keysOfCalls(first.calls), keysOfCalls(second.calls)]).toEqual([['a'], ['a']]);
});

/** Fails every item's first record once, and takes as long as it likes. */
test.each([2, 10])('keeps the order of each item with %i lanes at work at once', async (ParallelizationFactor) => {
  const world = await aMapping({ ParallelizationFactor, BatchSize: 3 });
  const failed = new Set<string>();
  const seen = new Map<string, number[]>();
  let [working, most] = [0, 0];
  world.handler = async (records) => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setImmediate(resolve));
    working--;
    const fresh = records.find((record) => !failed.has(keyOf(record)));
    if (fresh !== undefined) {
      failed.add(keyOf(fresh));
      throw new Error('once');
    }
    for (const record of records) {
      const versions = seen.get(keyOf(record)) ?? [];
      seen.set(keyOf(record), [...versions, Number(numberOf(record))]);
    }
    return null;
  };

  const keys = Array.from({ length: 12 }, (_, index) => `item-${index}`);
  for (let round = 0; round < 5; round++) await world.put(...keys);
  await world.clock.advance(600 * SECOND);

  expect([...seen.values()].every((versions) => versions.length === 5)).toBe(true);
  for (const versions of seen.values()) expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(seen.size).toBe(12);
  expect(most).toBeGreaterThan(1);
});

test('loses nothing when the number of lanes changes', async () => {
  const world = await aMapping({ ParallelizationFactor: 4, BatchSize: 1 });
  world.handler = poisonedBy('item-3');
  const keys = Array.from({ length: 8 }, (_, index) => `item-${index}`);
  await world.put(...keys);
  await world.settle();

  world.handler = () => null;
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, ParallelizationFactor: 2 });
  world.calls.length = 0;
  await world.settle();

  expect(keysOfCalls(world.calls)).toContain('item-3');
});

test('stops when it is disabled, and goes on where it was', async () => {
  const world = await aMapping();
  await world.put('a');
  await world.settle();
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: false });
  await world.put('b');
  await world.clock.advance(60 * SECOND);
  expect(keysOfCalls(world.calls)).toEqual(['a']);

  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: true });
  await world.settle();

  expect(keysOfCalls(world.calls)).toEqual(['a', 'b']);
});

test('stops when it is deleted', async () => {
  const world = await aMapping();
  await world.call('DeleteEventSourceMapping', { UUID: world.uuid });

  await world.put('a');
  await world.settle();

  expect(world.calls).toEqual([]);
});

test('sends at most 6 MB at a time', async () => {
  const world = await aMapping();
  for (const key of Array.from({ length: 20 }, (_, index) => `k${index}`)) {
    await world.dynamodb.call(
      'PutItem',
      { TableName: 'Orders', Item: { pk: { S: key }, blob: { S: 'x'.repeat(390_000) } } },
      { kind: 'client' },
    );
  }
  await world.settle();

  const sizes = world.calls.map(({ records }) => Buffer.byteLength(JSON.stringify({ Records: records })));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
  expect(world.calls.flatMap(({ records }) => records)).toHaveLength(20);
  expect(world.calls).toHaveLength(2);
});

test('makes no batch of two shards, and leaves a child until its parent is done', async () => {
  const world = await aMapping({ MaximumRetryAttempts: 1, BatchSize: 10 });
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: false });
  await world.put('a', 'b');
  await world.clock.advance(4 * 60 * 60 * SECOND);
  await world.put('c');
  const poison = poisonedBy('a');
  world.handler = (records) => poison(records);

  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: true });
  await world.clock.advance(60 * SECOND);

  expect(keysOfCalls(world.calls)).toEqual(['a b', 'a b', 'c']);
});

test('no lane begins a child before every lane is done with its parent', async () => {
  const world = await aMapping({ ParallelizationFactor: 10, MaximumRetryAttempts: 3, BatchSize: 2 });
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: false });
  const keys = (shard: string) => Array.from({ length: 20 }, (_, index) => `${shard}-${index}`);
  for (const shard of ['first', 'second', 'third']) {
    await world.put(...keys(shard));
    await world.clock.advance(4 * 60 * 60 * SECOND);
  }
  world.handler = poisonedBy('first-7', 'second-3');

  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: true });
  await world.clock.advance(120 * SECOND);
  await world.put('fourth');
  await world.settle();

  const order = world.calls.flatMap(({ records }) => records.map((record) => keyOf(record).split('-')[0]));
  expect(order.filter((shard, at) => shard !== order[at - 1])).toEqual(['first', 'second', 'third', 'fourth']);
  const seen = new Set(world.calls.flatMap(({ records }) => records.map(keyOf)));
  expect([...seen].sort()).toEqual([...['first', 'second', 'third'].flatMap(keys), 'fourth'].sort());
});

test.each([
  1, 2, 3, 4, 5, 6, 7, 8,
])('lanes that wait for each other at the ends of shards all go on (seed %i)', async (seed) => {
  const world = await aMapping({ ParallelizationFactor: 4, MaximumRetryAttempts: 1, BatchSize: 1 });
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: false });
  const { fraction } = seededEntropy(seed);
  const put: string[] = [];
  for (let shard = 0; shard < 5; shard++) {
    const keys = Array.from({ length: Math.floor(fraction() * 4) }, () => `${shard}-${Math.floor(fraction() * 9)}`);
    await world.put(...keys);
    put.push(...keys);
    await world.clock.advance(4 * 60 * 60 * SECOND);
  }
  world.handler = poisonedBy('0-1', '1-2', '2-3');

  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: true });
  await world.clock.advance(300 * SECOND);

  const order = world.calls.flatMap(({ records }) => records.map((record) => Number(keyOf(record)[0])));
  expect(order).toEqual([...order].sort());
  expect(new Set(world.calls.flatMap(({ records }) => records.map(keyOf)))).toEqual(new Set(put));
});

test('names the shard of the records that it discards', async () => {
  const world = new Sources();
  const queue = await world.createQueue('failures');
  await aMapping({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: queue } } }, world);
  world.handler = failAll;
  await world.put('a');
  await world.settle();
  await world.clock.advance(4 * 60 * 60 * SECOND);

  await world.put('b');
  await world.clock.advance(SECOND);

  const shards = world.bodiesIn(queue).map(({ DDBStreamBatchInfo }) => (DDBStreamBatchInfo as JsonObject).shardId);
  expect(new Set(shards).size).toBe(2);
});
