import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTable, n, s } from '../a-database';

const COUNT = 200;
let database: ADatabase;

beforeEach(async () => {
  database = await aDatabaseWith(aTable('Orders'));
  for (let at = 0; at < COUNT; at++) {
    await database.call('PutItem', { TableName: 'Orders', Item: { pk: s(`order-${at}`), at: n(String(at)) } });
  }
});

async function keysOf(request: JsonObject): Promise<string[]> {
  const keys: string[] = [];
  let start: JsonObject = {};
  for (;;) {
    const answer = await database.call('Scan', { TableName: 'Orders', ...request, ...start });
    if (!Array.isArray(answer.Items)) throw new Error('no items');
    keys.push(...answer.Items.map((item) => item.pk.S));
    if (answer.LastEvaluatedKey === undefined) return keys;
    start = { ExclusiveStartKey: answer.LastEvaluatedKey };
  }
}

test('finds every item once, in a stable order that is not that of the keys', async () => {
  const all = await keysOf({});

  expect(new Set(all).size).toBe(COUNT);
  expect(await keysOf({ Limit: 7 })).toEqual(all);
  expect([...all].sort()).not.toEqual(all);
});

test('divides the table among the segments of a parallel scan', async () => {
  const segments = await Promise.all([0, 1, 2].map((Segment) => keysOf({ Segment, TotalSegments: 3, Limit: 11 })));

  expect(segments.flat().sort()).toEqual((await keysOf({})).sort());
  for (const segment of segments) expect(segment.length).toBeGreaterThan(COUNT / 10);
});

test('filters, keys included, and counts what it read', async () => {
  const answer = await database.call('Scan', {
    TableName: 'Orders',
    FilterExpression: 'pk = :k OR #at = :n',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':k': s('order-1'), ':n': n('2') },
    ProjectionExpression: '#at',
    ReturnConsumedCapacity: 'TOTAL',
  });

  expect(answer).toMatchObject({ Count: 2, ScannedCount: COUNT });
  expect(answer.Items).toEqual(expect.arrayContaining([{ at: n('1') }, { at: n('2') }]));
  expect(answer.ConsumedCapacity).toEqual({ TableName: 'Orders', CapacityUnits: 0.5 });
});

test.each<[JsonObject, string]>([
  [
    { Segment: 1 },
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
  ],
  [
    { TotalSegments: 1 },
    'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
  ],
  [
    { Segment: 2, TotalSegments: 2 },
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
  ],
  [
    { Select: 'SPECIFIC_ATTRIBUTES' },
    'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
  ],
  [
    { Select: 'COUNT', ProjectionExpression: 'pk' },
    'Cannot specify the ProjectionExpression when choosing to get only the Count',
  ],
  [
    { ExclusiveStartKey: { pk: n('1') } },
    'The provided starting key is invalid: The provided key element does not match the schema',
  ],
  [
    { FilterExpression: 'a.pk = b.pk AND size(pk[0]) > a' },
    "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
  ],
])('refuses %j', async (more, message) => {
  expect(await database.invalid('Scan', { TableName: 'Orders', ...more })).toBe(message);
});

test('refuses a starting key of another segment', async () => {
  const inFirst = (await keysOf({ Segment: 0, TotalSegments: 2 }))[0] ?? '';

  const message = await database.invalid('Scan', {
    TableName: 'Orders',
    Segment: 1,
    TotalSegments: 2,
    ExclusiveStartKey: { pk: s(inFirst) },
  });

  expect(message).toBe(
    'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 1',
  );
});
