import type { JsonObject } from '../../../lib/units';
import { s } from '../dynamodb/a-database';
import { keysOf, type Records, refusalOf, type Shard, theStream } from './the-stream';

const HOUR = 60 * 60_000;
type TheStream = Awaited<ReturnType<typeof theStream>>;

const number = (position: number) => `1${String(position).padStart(20, '0')}`;
const rangesOf = (shards: readonly Shard[]) =>
  shards.map(({ SequenceNumberRange: { StartingSequenceNumber, EndingSequenceNumber } }) => [
    Number(StartingSequenceNumber.slice(1)),
    EndingSequenceNumber === undefined ? 'open' : Number(EndingSequenceNumber.slice(1)),
  ]);
const described = async ({ call, streamArn }: TheStream, more: JsonObject) =>
  (await call('DescribeStream', { StreamArn: streamArn, ...more })).StreamDescription as JsonObject;
const idsOf = ({ Shards }: JsonObject) => (Shards as readonly JsonObject[]).map(({ ShardId }) => ShardId);

/** Every record of a shard, from its trim horizon to its end or to what there is. */
async function drain({ iterator, records }: TheStream, shardId: string): Promise<readonly unknown[]> {
  const keys: unknown[] = [];
  let next: string | undefined = await iterator('TRIM_HORIZON', undefined, shardId);
  while (next !== undefined) {
    const page: Records = await records(next, { Limit: 2 });
    keys.push(...keysOf(page));
    next = page.Records.length === 0 ? undefined : page.NextShardIterator;
  }
  return keys;
}

test('closes a shard after four hours, and goes on in its child', async () => {
  const stream = await theStream();
  await stream.put('a', 'b');
  await stream.clock.advance(4 * HOUR - 1);
  await stream.put('c');
  const [alone] = await stream.shards();
  expect(rangesOf(await stream.shards())).toEqual([[1, 'open']]);

  await stream.clock.advance(1);
  await stream.put('d');
  const [parent, child, ...others] = await stream.shards();

  expect(others).toEqual([]);
  expect(rangesOf(await stream.shards())).toEqual([
    [1, 3],
    [4, 'open'],
  ]);
  expect(parent?.ShardId).toBe(alone?.ShardId);
  expect(parent).not.toHaveProperty('ParentShardId');
  expect(child?.ParentShardId).toBe(parent?.ShardId);
  expect(child?.ShardId).toMatch(/^shardId-\d{20}-[0-9a-f]{8}$/);
});

test('an open iterator comes to its end when the shard is closed, and never reads the child', async () => {
  const { put, clock, iterator, records } = await theStream();
  await put('a');
  const waiting = await records(await iterator('TRIM_HORIZON'));
  expect(waiting.NextShardIterator).toBeDefined();
  await clock.advance(4 * HOUR - 10 * 60_000);
  const latest = await iterator('LATEST');
  await put('b');
  await clock.advance(10 * 60_000);
  await put('c');

  const last = await records(latest);

  expect(keysOf(last)).toEqual([s('b')]);
  expect(last).not.toHaveProperty('NextShardIterator');
});

test('whoever follows parents to their children sees every record of a day once, in order', async () => {
  const stream = await theStream();
  const hours = Array.from({ length: 23 }, (_, hour) => `hour-${hour}`);
  for (const hour of hours) {
    await stream.put(hour);
    await stream.clock.advance(HOUR);
  }

  const shards = await stream.shards();
  const seen: unknown[] = [];
  let shard = shards.find(({ ParentShardId }) => ParentShardId === undefined);
  while (shard !== undefined) {
    const { ShardId } = shard;
    seen.push(...(await drain(stream, ShardId)));
    shard = shards.find(({ ParentShardId }) => ParentShardId === ShardId);
  }

  expect(shards).toHaveLength(6);
  expect(seen).toEqual(hours.map(s));
});

test('a shard that was never written to is closed too, and read to its end at once', async () => {
  const stream = await theStream();
  await stream.put('a');
  await stream.clock.advance(9 * HOUR);
  await stream.put('b');

  const [, empty, newest] = await stream.shards();
  const { iterator, records } = stream;
  const page = await records(await iterator('TRIM_HORIZON', undefined, empty?.ShardId));

  expect(rangesOf(await stream.shards())).toEqual([
    [1, 1],
    [2, 2],
    [2, 'open'],
  ]);
  expect(page.Records).toEqual([]);
  expect(page).not.toHaveProperty('NextShardIterator');
  expect(await drain(stream, newest?.ShardId ?? '')).toEqual([s('b')]);
});

test('tells of a shard until all that it could hold has expired, with where it began, and its child names it still', async () => {
  const stream = await theStream();
  const [first] = await stream.shards();
  await stream.put(...Array.from({ length: 300 }, (_, at) => `a${at}`));
  await stream.clock.advance(4 * HOUR - 1_000);
  await stream.put('b');
  await stream.clock.advance(24 * HOUR);
  await stream.put(...Array.from({ length: 300 }, (_, at) => `c${at}`));
  expect((await stream.shards())[0]).toEqual({
    ShardId: first?.ShardId,
    SequenceNumberRange: { StartingSequenceNumber: number(1), EndingSequenceNumber: number(301) },
  });
  expect(await drain(stream, first?.ShardId ?? '')).toEqual([s('b')]);

  await stream.clock.advance(1_000);

  const [oldest] = await stream.shards();
  expect(oldest?.ParentShardId).toBe(first?.ShardId);
  expect(await refusalOf(stream.iterator('TRIM_HORIZON', undefined, first?.ShardId))).toBe('ResourceNotFoundException');
});

test('takes a sequence number only for the shard that it is of', async () => {
  const { put, clock, shards, iterator, records } = await theStream();
  await put('a', 'b');
  await clock.advance(4 * HOUR);
  await put('c');
  const [parent, child] = await shards();
  const at = (position: number, shard: Shard | undefined, type = 'AT_SEQUENCE_NUMBER') =>
    iterator(type, number(position), shard?.ShardId);

  expect(keysOf(await records(await at(2, parent)))).toEqual([s('b')]);
  expect(keysOf(await records(await at(3, child)))).toEqual([s('c')]);
  expect((await records(await at(2, parent, 'AFTER_SEQUENCE_NUMBER'))).Records).toEqual([]);
  expect(await refusalOf(at(3, parent))).toBe('ValidationException');
  expect(await refusalOf(at(2, child))).toBe('ValidationException');
  expect((await records(await iterator('LATEST', undefined, parent?.ShardId))).Records).toEqual([]);
});

test('describes shards a page at a time, and the children of one', async () => {
  const stream = await theStream();
  await stream.clock.advance(9 * HOUR);
  const [first, second, third] = (await stream.shards()).map(({ ShardId }) => ShardId);

  const page = await described(stream, { Limit: 2 });
  const rest = await described(stream, { Limit: 2, ExclusiveStartShardId: page.LastEvaluatedShardId ?? null });
  const children = await described(stream, { ShardFilter: { Type: 'CHILD_SHARDS', ShardId: first ?? null } });
  const none = await described(stream, { ShardFilter: { Type: 'CHILD_SHARDS', ShardId: third ?? null } });

  expect([idsOf(page), page.LastEvaluatedShardId]).toEqual([[first, second], second]);
  expect([idsOf(rest), rest.LastEvaluatedShardId]).toEqual([[third], undefined]);
  expect(idsOf(children)).toEqual([second]);
  expect(idsOf(none)).toEqual([]);
});

test('a stream that was disabled opens no shard any more', async () => {
  const stream = await theStream();
  await stream.put('a');
  await stream.clock.advance(5 * HOUR);
  await stream.put('b');
  await stream.database.call('UpdateTable', { TableName: 'Orders', StreamSpecification: { StreamEnabled: false } });
  await stream.clock.advance(10 * HOUR);

  expect(rangesOf(await stream.shards())).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
