import type { StreamRecord } from '../../../local/dynamodb/streams';
import { MemoryStore } from '../../../local/store/memory';
import type { Change } from '../../../local/store/store';
import { ADatabase, aDatabaseWith, aTable, n, STREAMED, s } from './a-database';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
const KEY = { TableName: 'Orders', Key: { pk: s('1') } };
const put = (database: ADatabase, pk: string, more: object = {}) =>
  database.call('PutItem', { TableName: 'Orders', Item: { pk: s(pk), ...more } });
const logOf = (database: ADatabase, after?: string) => database.dynamodb.streamRecords(ARN, after, 100);
const sequences = (records: readonly StreamRecord[]) => records.map((record) => record.dynamodb.SequenceNumber);

test('logs each write with its images, keys and size', async () => {
  const database = await aDatabaseWith(aTable('Orders', STREAMED));

  await put(database, '1', { a: n('1') });
  await database.call('UpdateItem', {
    ...KEY,
    UpdateExpression: 'SET a = :v',
    ExpressionAttributeValues: { ':v': n('2') },
  });
  await database.call('DeleteItem', KEY);

  const before = { pk: s('1'), a: n('1') };
  const after = { pk: s('1'), a: n('2') };
  const common = {
    ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
    Keys: { pk: s('1') },
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  };
  expect(logOf(database)).toMatchObject([
    {
      eventName: 'INSERT',
      dynamodb: { ...common, NewImage: before, SequenceNumber: '100000000000000000001', SizeBytes: 9 },
    },
    {
      eventName: 'MODIFY',
      dynamodb: {
        ...common,
        NewImage: after,
        OldImage: before,
        SequenceNumber: '100000000000000000002',
        SizeBytes: 15,
      },
    },
    {
      eventName: 'REMOVE',
      dynamodb: { ...common, OldImage: after, SequenceNumber: '100000000000000000003', SizeBytes: 9 },
    },
  ]);
  expect(logOf(database)[0]).toMatchObject({
    eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
  });
});

test.each([
  ['KEYS_ONLY', []],
  ['NEW_IMAGE', ['NewImage']],
  ['OLD_IMAGE', ['OldImage']],
  ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
])('a %s stream shows %j', async (StreamViewType, images) => {
  const database = await aDatabaseWith(
    aTable('Orders', { StreamSpecification: { StreamEnabled: true, StreamViewType } }),
  );
  await put(database, '1');

  await put(database, '1', { a: s('x') });

  const shown = Object.keys(logOf(database)[1]?.dynamodb ?? {});
  expect(shown.filter((name) => name.endsWith('Image')).sort()).toEqual(images);
});

test('leaves no record of a write that changes nothing, or that was refused', async () => {
  const database = await aDatabaseWith(aTable('Orders', STREAMED));
  await put(database, '1', { tags: { SS: ['a', 'b'] } });

  await put(database, '1', { tags: { SS: ['b', 'a'] } });
  await database.call('DeleteItem', { TableName: 'Orders', Key: { pk: s('none') } });
  await database.refusal('DeleteItem', { ...KEY, ConditionExpression: 'attribute_not_exists(pk)' });

  expect(logOf(database)).toHaveLength(1);
});

test('reads on behind a sequence number, as many as asked', async () => {
  const database = await aDatabaseWith(aTable('Orders', STREAMED));
  for (const pk of ['1', '2', '3', '4']) await put(database, pk);
  const all = sequences(logOf(database));

  expect(sequences(database.dynamodb.streamRecords(ARN, undefined, 2))).toEqual(all.slice(0, 2));
  expect(sequences(database.dynamodb.streamRecords(ARN, all[1], 1))).toEqual(all.slice(2, 3));
  expect(database.dynamodb.streamRecords(ARN, all[3], 10)).toEqual([]);
  expect(database.dynamodb.streamRecords(ARN, undefined, 0)).toEqual([]);
});

test('goes on with the sequence after a restart, and keeps the stream of a deleted table', async () => {
  const store = new MemoryStore();
  const first = new ADatabase(store);
  await first.call('CreateTable', aTable('Orders', STREAMED));
  await put(first, '1');

  const second = new ADatabase(store);
  await put(second, '2');
  await second.call('DeleteTable', { TableName: 'Orders' });

  expect(sequences(logOf(second))).toEqual(['100000000000000000001', '100000000000000000002']);
});

test('forgets records of which no shard tells any more, but never the newest', async () => {
  const database = await aDatabaseWith(aTable('Orders', STREAMED));
  for (let at = 0; at < 511; at++) await put(database, `old-${at}`);
  await database.clock.advance((24 + 4) * 60 * 60 * 1000 + 1000);

  await put(database, 'new');

  expect(logOf(database).map((record) => record.dynamodb.Keys)).toEqual([{ pk: s('new') }]);
});

/** A store whose commits can be held back, as a disk holds them back. */
class SlowStore extends MemoryStore {
  private readonly waiting: (() => void)[] = [];
  held = false;

  override async commit(changes: readonly Change[]): Promise<void> {
    await super.commit(changes);
    if (this.held) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

test('tells subscribers in order, once the write is on disk, and not after they stopped', async () => {
  const store = new SlowStore();
  const database = new ADatabase(store);
  await database.call('CreateTable', aTable('Orders', STREAMED));
  const told: unknown[] = [];
  const stop = database.dynamodb.subscribe('Orders', (records) =>
    told.push(...records.map((each) => each.dynamodb.Keys.pk)),
  );

  store.held = true;
  const writes = [put(database, '1'), put(database, '2')];
  await new Promise(setImmediate);
  expect(told).toEqual([]);
  store.release();
  await Promise.all(writes);
  expect(told).toEqual([s('1'), s('2')]);

  store.held = false;
  stop();
  await put(database, '3');
  expect(told).toHaveLength(2);
});
