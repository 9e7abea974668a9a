import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTable, n, s } from '../a-database';

const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });
const aMatchTable = (KeySchema: readonly JsonObject[]) =>
  aTable('Matches', {
    AttributeDefinitions: [
      ...['pk', 'tournament', 'region', 'bracket'].map((name) => attribute(name)),
      attribute('round', 'N'),
    ],
    GlobalSecondaryIndexes: [{ IndexName: 'byRound', KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } }],
  });

/** Partition: tournament and region. Sort key: round, then bracket. */
async function matches(): Promise<ADatabase> {
  const database = await aDatabaseWith(
    aMatchTable([hash('tournament'), hash('region'), range('round'), range('bracket')]),
  );
  const put = (pk: string, region: string, round: string, bracket: string) =>
    database.call('PutItem', {
      TableName: 'Matches',
      Item: { pk: s(pk), tournament: s('W24'), region: s(region), round: n(round), bracket: s(bracket) },
    });
  await put('1', 'east', '10', 'upper');
  await put('2', 'east', '9', 'upper');
  await put('3', 'east', '9', 'lower');
  await put('4', 'west', '9', 'lower');
  await database.call('PutItem', {
    TableName: 'Matches',
    Item: { pk: s('5'), tournament: s('W24'), region: s('east') },
  });
  return database;
}

const VALUES: { readonly [name: string]: JsonObject } = {
  ':t': s('W24'),
  ':r': s('east'),
  ':nine': n('9'),
  ':ten': n('10'),
  ':up': s('up'),
  ':lower': s('lower'),
};
const query = (condition: string, more: JsonObject = {}): JsonObject => ({
  TableName: 'Matches',
  IndexName: 'byRound',
  KeyConditionExpression: condition,
  ExpressionAttributeNames: { '#region': 'region' },
  ExpressionAttributeValues: Object.fromEntries(
    Object.entries(VALUES).filter(([name]) => new RegExp(`${name}\\b`).test(condition)),
  ),
  ...more,
});
const PARTITION = 'tournament = :t AND #region = :r';
const keysOf = ({ Items }: JsonObject) => (Items as readonly { pk: { S: string } }[]).map(({ pk }) => pk.S).join('');

describe('an index with keys of several attributes', () => {
  test.each([
    [PARTITION, '321'],
    [`${PARTITION} AND round = :nine`, '32'],
    [`${PARTITION} AND round > :nine`, '1'],
    [`${PARTITION} AND round BETWEEN :nine AND :ten`, '321'],
    [`${PARTITION} AND round = :nine AND bracket > :lower`, '2'],
    [`begins_with(bracket, :up) AND ${PARTITION} AND round = :nine`, '2'],
  ])('answers %s in the order of the sort key', async (condition, keys) => {
    const database = await matches();

    expect(keysOf(await database.call('Query', query(condition)))).toBe(keys);
  });

  test.each([
    ['tournament = :t', 'Query condition missed key schema element: region'],
    ['tournament = :t AND #region > :r', 'Query key condition not supported'],
    [`${PARTITION} AND bracket = :lower`, 'Query condition missed key schema element: round'],
    [`${PARTITION} AND round > :nine AND bracket = :lower`, 'Query key condition not supported'],
  ])('refuses %s', async (condition, message) => {
    const database = await matches();
    const names: JsonObject = condition.includes('#region') ? {} : { ExpressionAttributeNames: null };

    expect(await database.invalid('Query', query(condition, names))).toBe(message);
  });

  test('goes on from its last key, which holds every key attribute', async () => {
    const database = await matches();

    const first = await database.call('Query', query(PARTITION, { Limit: 2 }));
    const next = first.LastEvaluatedKey as JsonObject;
    const second = await database.call('Query', query(PARTITION, { ExclusiveStartKey: next }));
    const back = query(PARTITION, { ExclusiveStartKey: next, ScanIndexForward: false });

    expect(Object.keys(next)).toEqual(['tournament', 'region', 'round', 'bracket', 'pk']);
    expect(keysOf(second)).toBe('1');
    expect(keysOf(await database.call('Query', back))).toBe('3');
    const { bracket: _, ...partial } = next;
    expect(await database.invalid('Query', query(PARTITION, { ExclusiveStartKey: partial }))).toBe(
      'The provided starting key is invalid',
    );
  });

  test('follows its items: a changed attribute moves the entry, a missing one removes it', async () => {
    const database = await matches();
    const update = (UpdateExpression: string, values?: JsonObject) =>
      database.call('UpdateItem', {
        TableName: 'Matches',
        Key: { pk: s('3') },
        UpdateExpression,
        ...(values && { ExpressionAttributeValues: values }),
      });
    const all = async () => keysOf(await database.call('Query', query(PARTITION)));

    await update('SET round = :x', { ':x': n('11') });
    expect(await all()).toBe('213');
    await update('REMOVE bracket');
    expect(await all()).toBe('21');
    await expect(update('SET round = :x', { ':x': s('final') })).rejects.toThrow(
      'Type mismatch for Index Key round Expected: N Actual: S IndexName: byRound',
    );
  });

  test('has a sort key of 1024 bytes in all its attributes together', async () => {
    const database = await aDatabaseWith(
      aMatchTable([hash('tournament'), range('region'), range('bracket'), range('round')]),
    );
    const put = (length: number) => ({
      TableName: 'Matches',
      Item: {
        ...{ pk: s('1'), tournament: s('W24'), round: n('1') },
        ...{ region: s('r'.repeat(24)), bracket: s('b'.repeat(length)) },
      },
    });

    await database.call('PutItem', put(1000));

    expect(await database.invalid('PutItem', put(1001))).toBe(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
    const grown = {
      TableName: 'Matches',
      Key: { pk: s('1') },
      UpdateExpression: 'SET bracket = :b',
      ExpressionAttributeValues: { ':b': s('b'.repeat(1001)) },
    };
    expect(await database.invalid('UpdateItem', grown)).toContain('secondary index key beyond allowed size limits');
  });

  test.each([
    [
      'a partition key behind a sort key',
      [hash('tournament'), range('round'), hash('region')],
      'A HASH KeySchemaElement follows',
    ],
    ['a key twice', [hash('tournament'), hash('tournament')], 'have the same name'],
    ['five of a kind', ['pk', 'tournament', 'region', 'bracket', 'round'].map(hash), 'More than 4 HASH'],
    ['nine', Array.from({ length: 9 }, () => hash('pk')), 'Member must have length less than or equal to 8'],
  ])('has not %s', async (_what, schema, message) => {
    const database = await aDatabaseWith();

    expect(await database.invalid('CreateTable', aMatchTable(schema))).toContain(message);
  });
});
