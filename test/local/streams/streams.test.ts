import type { JsonObject } from '../../../lib/units';
import { CLIENT } from '../../../local/service';
import { createStreams } from '../../../local/streams/streams';
import { aTable, STREAMED, s } from '../dynamodb/a-database';
import { keysOf, type Records, refusalOf, theStream } from './the-stream';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test('lists the stream of each table that has one', async () => {
  const { call, database, streamArn } = await theStream();
  await database.call('CreateTable', aTable('Plain'));
  await database.call('CreateTable', aTable('Stock', STREAMED));

  const first = await call('ListStreams', { Limit: 1 });
  const rest = await call('ListStreams', { ExclusiveStartStreamArn: first.LastEvaluatedStreamArn ?? '' });

  expect(first.Streams).toEqual([
    { StreamArn: streamArn, TableName: 'Orders', StreamLabel: '2026-01-01T00:00:00.000' },
  ]);
  expect(rest.Streams).toEqual([expect.objectContaining({ TableName: 'Stock' })]);
  expect(rest).not.toHaveProperty('LastEvaluatedStreamArn');
});

test('describes a stream with one open shard', async () => {
  const { describe, streamArn } = await theStream();

  expect(await describe()).toEqual({
    StreamArn: streamArn,
    StreamLabel: '2026-01-01T00:00:00.000',
    StreamStatus: 'ENABLED',
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    CreationRequestDateTime: Date.UTC(2026, 0, 1) / 1000,
    TableName: 'Orders',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    Shards: [
      {
        ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
        SequenceNumberRange: { StartingSequenceNumber: '100000000000000000001' },
      },
    ],
  });
});

test('has no shard after the one', async () => {
  const { call, shard, streamArn } = await theStream();

  const page = await call('DescribeStream', { StreamArn: streamArn, ExclusiveStartShardId: (await shard()).ShardId });

  expect((page.StreamDescription as JsonObject).Shards).toEqual([]);
});

test('reads from the trim horizon to the end, and from there what comes after', async () => {
  const { put, iterator, records } = await theStream();
  await put('a', 'b', 'c');

  const first = await records(await iterator('TRIM_HORIZON'), { Limit: 2 });
  const second = await records(first.NextShardIterator ?? '');
  await put('d');
  const third = await records(second.NextShardIterator ?? '');

  expect([first, second, third].map(keysOf)).toEqual([[s('a'), s('b')], [s('c')], [s('d')]]);
});

test('begins with LATEST after what there is', async () => {
  const { put, iterator, records } = await theStream();
  await put('a', 'b');
  const latest = await iterator('LATEST');
  await put('c');

  expect(keysOf(await records(latest))).toEqual([s('c')]);
});

test('begins at a sequence number, or after it', async () => {
  const { put, iterator, records } = await theStream();
  await put('a', 'b', 'c');
  const { Records } = await records(await iterator('TRIM_HORIZON'));
  const second = Records[1]?.dynamodb.SequenceNumber;

  expect(keysOf(await records(await iterator('AT_SEQUENCE_NUMBER', second)))).toEqual([s('b'), s('c')]);
  expect(keysOf(await records(await iterator('AFTER_SEQUENCE_NUMBER', second)))).toEqual([s('c')]);
});

test.each([
  ['KEYS_ONLY', false, false],
  ['NEW_IMAGE', true, false],
  ['OLD_IMAGE', false, true],
  ['NEW_AND_OLD_IMAGES', true, true],
])('shows of a change what %s says', async (StreamViewType, hasNew, hasOld) => {
  const { put, database, iterator, records } = await theStream({
    StreamSpecification: { StreamEnabled: true, StreamViewType },
  });
  await put('a');
  await database.call('PutItem', { TableName: 'Orders', Item: { pk: s('a'), v: s('2') } });

  const { Records } = await records(await iterator('TRIM_HORIZON'));

  expect(Records[1]).toMatchObject({ eventName: 'MODIFY', dynamodb: { Keys: { pk: s('a') }, StreamViewType } });
  expect(Records[1]?.dynamodb.NewImage).toEqual(hasNew ? { pk: s('a'), v: s('2') } : undefined);
  expect(Records[1]?.dynamodb.OldImage).toEqual(hasOld ? { pk: s('a'), v: s('1') } : undefined);
});

test('gives at most 1,000 records', async () => {
  const { put, iterator, records } = await theStream();
  await put(...Array.from({ length: 1_001 }, (_, index) => `k${index}`));
  const horizon = await iterator('TRIM_HORIZON');

  const { Records, NextShardIterator } = await records(horizon);

  expect(Records).toHaveLength(1_000);
  expect(keysOf(await records(NextShardIterator ?? ''))).toEqual([s('k1000')]);
  expect(await refusalOf(records(horizon, { Limit: 1_001 }))).toBe('ValidationException');
});

test('gives at most 1 MB of records, but always one', async () => {
  const { database, iterator, records } = await theStream();
  for (const key of ['a', 'b', 'c', 'd']) {
    await database.call('PutItem', { TableName: 'Orders', Item: { pk: s(key), v: s('x'.repeat(380_000)) } });
  }

  const first = await records(await iterator('TRIM_HORIZON'));

  expect(keysOf(first)).toEqual([s('a'), s('b')]);
  expect(keysOf(await records(first.NextShardIterator ?? ''))).toEqual([s('c'), s('d')]);
});

test('takes an iterator for 15 minutes, and no longer', async () => {
  const { put, iterator, records, clock } = await theStream();
  await put('a');
  const horizon = await iterator('TRIM_HORIZON');

  await clock.advance(15 * MINUTE);
  expect(keysOf(await records(horizon))).toEqual([s('a')]);
  await clock.advance(1);
  expect(await refusalOf(records(horizon))).toBe('ExpiredIteratorException');
});

test('keeps a record for 24 hours, and no longer', async () => {
  const { put, iterator, records, clock, shards } = await theStream();
  await put('a');
  const [first] = (await records(await iterator('TRIM_HORIZON'))).Records;
  const number = first?.dynamodb.SequenceNumber;

  await clock.advance(DAY);
  const lastChance = await iterator('AT_SEQUENCE_NUMBER', number);
  expect(keysOf(await records(lastChance))).toEqual([s('a')]);
  await clock.advance(1_000);
  await put('b');

  expect(await refusalOf(records(lastChance))).toBe('TrimmedDataAccessException');
  expect(await refusalOf(iterator('AT_SEQUENCE_NUMBER', number))).toBe('TrimmedDataAccessException');
  expect(keysOf(await records(await iterator('TRIM_HORIZON')))).toEqual([]);
  const newest = (await shards()).at(-1)?.ShardId;
  expect(keysOf(await records(await iterator('TRIM_HORIZON', undefined, newest)))).toEqual([s('b')]);
});

test('finds the trim horizon among thousands of expired records with a few reads', async () => {
  const { put, iterator, database, clock, shards } = await theStream();
  await put(...Array.from({ length: 2_000 }, (_, index) => `k${index}`));
  await clock.advance(DAY + 1_000);
  await put('new');
  const newest = (await shards()).at(-1)?.ShardId;
  let reads = 0;
  const dynamodb = {
    ...database.dynamodb,
    streamRecords: (...args: Parameters<typeof database.dynamodb.streamRecords>) => {
      reads++;
      return database.dynamodb.streamRecords(...args);
    },
  };
  const counted = createStreams({ dynamodb, clock });

  const { Records } = (await counted.call(
    'GetRecords',
    { ShardIterator: await iterator('TRIM_HORIZON', undefined, newest) },
    CLIENT,
  )) as unknown as Records;

  expect(Records).toEqual([expect.objectContaining({ dynamodb: expect.objectContaining({ Keys: { pk: s('new') } }) })]);
  expect(reads).toBeLessThan(40);
});

test('closes the shard of a stream that was disabled, and lets it be read to its end', async () => {
  const { put, database, iterator, records, describe } = await theStream();
  await put('a', 'b');
  await database.call('UpdateTable', { TableName: 'Orders', StreamSpecification: { StreamEnabled: false } });

  const first = await records(await iterator('TRIM_HORIZON'), { Limit: 1 });
  const second = await records(first.NextShardIterator ?? '');

  expect(await describe()).toMatchObject({
    StreamStatus: 'DISABLED',
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    Shards: [{ SequenceNumberRange: { EndingSequenceNumber: '100000000000000000002' } }],
  });
  expect(keysOf(second)).toEqual([s('b')]);
  expect(second.NextShardIterator).toBeUndefined();
});

test('lets the stream of a deleted table be read for another day', async () => {
  const { put, database, call, iterator, records, describe, streamArn, clock } = await theStream();
  await put('a');
  const first = await iterator('TRIM_HORIZON');
  await database.call('DeleteTable', { TableName: 'Orders' });
  await clock.advance(1);
  await database.call('CreateTable', aTable('Orders', STREAMED));

  const { Streams } = await call('ListStreams', { TableName: 'Orders' });

  expect(Streams).toMatchObject([{ StreamArn: streamArn }, { StreamLabel: '2026-01-01T00:00:00.001' }]);
  expect(await describe()).toMatchObject({ StreamStatus: 'DISABLED', KeySchema: [{ AttributeName: 'pk' }] });
  expect(keysOf(await records(first))).toEqual([s('a')]);
  await clock.advance(DAY);
  expect(await refusalOf(describe())).toBe('ResourceNotFoundException');
});

test('lets a stream that was replaced be read, until another one ends a day later', async () => {
  const { put, database, describe, clock, streamArn } = await theStream();
  const change = (more: JsonObject) => database.call('UpdateTable', { TableName: 'Orders', ...more });
  await put('a');
  await change({ StreamSpecification: { StreamEnabled: false } });
  await clock.advance(1);
  await change(STREAMED);

  expect(await describe()).toMatchObject({ StreamStatus: 'DISABLED' });
  await clock.advance(DAY);
  await database.call('DeleteTable', { TableName: 'Orders' });
  expect(database.dynamodb.streamRecords(streamArn, undefined, 10)).toEqual([]);
});

test('collects the faults of a request', async () => {
  const { call } = await theStream();

  await expect(call('GetShardIterator', { StreamArn: 'x', ShardId: 'shardId-0' })).rejects.toThrow(
    "3 validation errors detected: Value 'x' at 'streamArn' failed to satisfy constraint: Member must have length greater than or equal to 37; Value 'shardId-0' at 'shardId' failed to satisfy constraint: Member must have length greater than or equal to 28; Value null at 'shardIteratorType' failed to satisfy constraint: Member must not be null",
  );
});

test('its shard has no children', async () => {
  const { call, streamArn, shard } = await theStream();
  const { ShardId } = await shard();
  const ShardFilter = { Type: 'CHILD_SHARDS', ShardId: ShardId ?? null };

  const { StreamDescription } = await call('DescribeStream', { StreamArn: streamArn, ShardFilter });

  expect(StreamDescription).toMatchObject({ Shards: [] });
});

test('refuses what it does not know', async () => {
  const { call, streamArn, shard, iterator, records } = await theStream();
  const { ShardId } = await shard();
  const at = (more: JsonObject) => call('GetShardIterator', { StreamArn: streamArn, ShardId, ...more });

  expect(await refusalOf(call('DescribeStream', { StreamArn: `${streamArn}0` }))).toBe('ResourceNotFoundException');
  expect(await refusalOf(call('DescribeStream', {}))).toBe('ValidationException');
  const other = 'shardId-00000001414562045508-2bac9cd2';
  expect(await refusalOf(at({ ShardIteratorType: 'TRIM_HORIZON', ShardId: other }))).toBe('ResourceNotFoundException');
  expect(await refusalOf(at({ ShardIteratorType: 'NEWEST' }))).toBe('ValidationException');
  expect(await refusalOf(iterator('AT_SEQUENCE_NUMBER'))).toBe('ValidationException');
  expect(await refusalOf(iterator('AFTER_SEQUENCE_NUMBER', '100000000000000000001'))).toBe('ValidationException');
  expect(await refusalOf(records('nonsense'))).toBe('ValidationException');
  expect(await refusalOf(call('PutRecord', {}))).toBe('UnknownOperationException');
});
