import { MemoryStore } from '../../../local/store/memory';
import type { Range } from '../../../local/store/store';
import { ADatabase, aDatabaseWith, aTable, n, STREAMED, s } from './a-database';

const NOW = Date.UTC(2026, 0, 1) / 1000;
const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
const FIVE_YEARS = 5 * 365 * 24 * 60 * 60;
let database: ADatabase;

beforeEach(async () => {
  database = await aDatabaseWith(aTable('Orders', STREAMED));
  await database.call('UpdateTimeToLive', {
    TableName: 'Orders',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
  });
});

const put = (pk: string, expiresAt?: object) =>
  database.call('PutItem', {
    TableName: 'Orders',
    Item: { pk: s(pk), ...(expiresAt && { expiresAt: { ...expiresAt } }) },
  });
const keys = () =>
  database
    .items('Orders')
    .map((item) => Object.values(item.pk ?? {})[0])
    .sort();

test('deletes what has expired, to the second, and nothing else', async () => {
  await put('past', n(`${NOW - 10}`));
  await put('now', n(`${NOW + 100}`));
  await put('next', n(`${NOW + 101}`));
  await put('ancient', n(`${NOW + 100 - FIVE_YEARS}`));
  await put('text', s(`${NOW - 10}`));
  await put('none');

  await database.clock.advance(100_000);
  const gone = await database.dynamodb.expireItems();

  expect(gone).toBe(2);
  expect(keys()).toEqual(['ancient', 'next', 'none', 'text']);
});

test('says in the stream that the service deleted', async () => {
  await put('1', n(`${NOW - 10}`));

  await database.dynamodb.expireItems();

  expect(database.dynamodb.streamRecords(ARN, undefined, 10).at(-1)).toMatchObject({
    eventName: 'REMOVE',
    userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    dynamodb: { Keys: { pk: s('1') } },
  });
});

test('goes on with its pass at a write, a minute after the last', async () => {
  await put('1', n(`${NOW - 10}`));
  await database.clock.advance(59_999);
  await put('2');
  expect(keys()).toEqual(['1', '2']);

  await database.clock.advance(1);
  await put('3');
  expect(keys()).toEqual(['2', '3']);
});

test('looks at a bounded piece at a time and comes round', async () => {
  for (let at = 0; at < 1500; at++) await put(`${at}`, n(`${NOW - 10}`));

  await database.clock.advance(60_000);
  await put('a');
  expect(database.items('Orders')).toHaveLength(501);

  await database.clock.advance(60_000);
  await put('b');
  expect(keys()).toEqual(['a', 'b']);
});

test('finds what expires of what was written, written again and seen by the pass before', async () => {
  await put('later', n(`${NOW + 300}`));
  await put('sooner', n(`${NOW + 5_000}`));
  await put('sooner', n(`${NOW + 200}`));
  await put('put off', n(`${NOW + 200}`));
  await put('put off', n(`${NOW + 900}`));

  const left = [];
  for (let minute = 1; minute <= 16; minute++) {
    await database.clock.advance(60_000);
    await put('a');
    left.push(keys().length - 1);
  }

  // A pass is due when something can have expired, and looks a minute after the last.
  expect(left).toEqual([3, 3, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
});

class WatchedStore extends MemoryStore {
  ranges = 0;
  override range(range: Range) {
    this.ranges++;
    return super.range(range);
  }
}

test('looks through a table to learn what expires, and not again before that', async () => {
  const store = new WatchedStore();
  database = new ADatabase(store);
  await database.call('CreateTable', aTable('Orders'));
  await database.call('UpdateTimeToLive', {
    TableName: 'Orders',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
  });
  await put('1', n(`${NOW + 3_600}`));
  const before = store.ranges;

  const looks = [];
  for (const minutes of [1, 1, 30, 27, 1, 1]) {
    await database.clock.advance(minutes * 60_000);
    await put('2');
    looks.push(store.ranges - before);
  }

  expect(looks).toEqual([1, 1, 1, 1, 2, 2]);
});

test('leaves tables without TTL alone', async () => {
  await database.clock.advance(3_600_000);
  await database.call('UpdateTimeToLive', {
    TableName: 'Orders',
    TimeToLiveSpecification: { Enabled: false, AttributeName: 'expiresAt' },
  });
  await put('1', n(`${NOW - 10}`));

  expect(await database.dynamodb.expireItems()).toBe(0);
  expect(keys()).toEqual(['1']);
});
