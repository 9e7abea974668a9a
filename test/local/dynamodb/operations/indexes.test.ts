import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTableWithRange, n, s } from '../a-database';

const attribute = (AttributeName: string, AttributeType: string) => ({ AttributeName, AttributeType });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });

const TABLE = aTableWithRange('Orders', 'S', {
  AttributeDefinitions: [
    attribute('pk', 'S'),
    attribute('sk', 'S'),
    attribute('customer', 'S'),
    attribute('amount', 'N'),
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byCustomer',
      KeySchema: [hash('customer'), range('amount')],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
    },
    { IndexName: 'keysOnly', KeySchema: [hash('customer')], Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  LocalSecondaryIndexes: [
    { IndexName: 'byAmount', KeySchema: [hash('pk'), range('amount')], Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
});

let database: ADatabase;
beforeEach(async () => {
  database = await aDatabaseWith(TABLE);
});

const put = (pk: string, sk: string, more: JsonObject = {}) =>
  database.call('PutItem', { TableName: 'Orders', Item: { pk: s(pk), sk: s(sk), ...more } });
const byCustomer = (more: JsonObject = {}) =>
  database.call('Query', {
    TableName: 'Orders',
    IndexName: 'byCustomer',
    KeyConditionExpression: 'customer = :c',
    ExpressionAttributeValues: { ':c': s('ann') },
    ...more,
  });
const totals = async (more: JsonObject = {}) => {
  const { Items } = await byCustomer(more);
  if (!Array.isArray(Items)) throw new Error('no items');
  return Items.map((item) => item.amount.N);
};

test('holds only items with its keys, with the attributes it projects, in order', async () => {
  await put('1', 'a', { customer: s('ann'), amount: n('20'), note: s('x'), other: s('y') });
  await put('2', 'b', { customer: s('ann'), amount: n('3') });
  await put('3', 'c', { customer: s('ann') });
  await put('4', 'd', { amount: n('5') });

  expect((await byCustomer()).Items).toEqual([
    { pk: s('2'), sk: s('b'), customer: s('ann'), amount: n('3') },
    { pk: s('1'), sk: s('a'), customer: s('ann'), amount: n('20'), note: s('x') },
  ]);
});

test('follows updates and deletions of the item', async () => {
  const Key = { pk: s('1'), sk: s('a') };
  await put('1', 'a', { customer: s('ann'), amount: n('20') });

  await database.call('UpdateItem', {
    TableName: 'Orders',
    Key,
    UpdateExpression: 'ADD amount :d',
    ExpressionAttributeValues: { ':d': n('-15') },
  });
  expect(await totals()).toEqual(['5']);

  await database.call('UpdateItem', { TableName: 'Orders', Key, UpdateExpression: 'REMOVE customer' });
  expect(await totals()).toEqual([]);

  await put('1', 'a', { customer: s('ann'), amount: n('7') });
  await database.call('DeleteItem', { TableName: 'Orders', Key });
  expect(await totals()).toEqual([]);
});

test('pages through items with equal index keys', async () => {
  for (const sk of ['a', 'b', 'c', 'd', 'e']) await put('1', sk, { customer: s('ann'), amount: n('1') });
  const seen: unknown[] = [];
  let start: JsonObject = {};
  for (;;) {
    const page = await byCustomer({ Limit: 2, ...start });
    if (!Array.isArray(page.Items)) throw new Error('no items');
    seen.push(...page.Items.map((item) => item.sk.S));
    if (page.LastEvaluatedKey === undefined) break;
    expect(Object.keys(page.LastEvaluatedKey as JsonObject).sort()).toEqual(['amount', 'customer', 'pk', 'sk']);
    start = { ExclusiveStartKey: page.LastEvaluatedKey };
  }

  expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a local index fetches from its table what it does not hold', async () => {
  await put('1', 'a', { amount: n('2'), note: s('x') });
  const query = (more: JsonObject) =>
    database.call('Query', {
      TableName: 'Orders',
      IndexName: 'byAmount',
      KeyConditionExpression: 'pk = :p AND amount > :t',
      ExpressionAttributeValues: { ':p': s('1'), ':t': n('1') },
      ConsistentRead: true,
      ...more,
    });
  const keys = { pk: s('1'), sk: s('a'), amount: n('2') };

  expect((await query({})).Items).toEqual([keys]);
  expect((await query({ Select: 'ALL_ATTRIBUTES' })).Items).toEqual([{ ...keys, note: s('x') }]);
  expect((await query({ ProjectionExpression: 'note' })).Items).toEqual([{ note: s('x') }]);
});

test('a local index charges a read of the table for each item that it fetches', async () => {
  await put('1', 'a', { amount: n('2'), note: s('x'.repeat(5000)) });
  await put('1', 'b', { amount: n('3') });
  const capacity = async (ProjectionExpression: string) => {
    const answer = await database.call('Query', {
      TableName: 'Orders',
      IndexName: 'byAmount',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': s('1') },
      ProjectionExpression,
      ReturnConsumedCapacity: 'INDEXES',
    });
    return answer.ConsumedCapacity;
  };
  const index = { LocalSecondaryIndexes: { byAmount: { CapacityUnits: 0.5 } } };

  expect(await capacity('amount')).toMatchObject({ CapacityUnits: 0.5, Table: { CapacityUnits: 0 }, ...index });
  expect(await capacity('note')).toMatchObject({ CapacityUnits: 2, Table: { CapacityUnits: 1.5 }, ...index });
});

test('scans an index', async () => {
  await put('1', 'a', { customer: s('ann'), note: s('x') });
  await put('2', 'b');

  const answer = await database.call('Scan', { TableName: 'Orders', IndexName: 'keysOnly' });

  expect(answer.Items).toEqual([{ pk: s('1'), sk: s('a'), customer: s('ann') }]);
});

test.each<[JsonObject, string]>([
  [{ ConsistentRead: true }, 'Consistent reads are not supported on global secondary indexes'],
  [
    { Select: 'ALL_ATTRIBUTES' },
    'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index byCustomer because its projection type is not ALL',
  ],
  [
    { ProjectionExpression: 'other1, note' },
    'One or more parameter values were invalid: Global secondary index byCustomer does not project [other1]',
  ],
  [{ ExclusiveStartKey: { pk: s('1'), sk: s('a') } }, 'The provided starting key is invalid'],
])('refuses %j', async (more, message) => {
  expect(
    await database.invalid('Query', {
      TableName: 'Orders',
      IndexName: 'byCustomer',
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': s('ann') },
      ...more,
    }),
  ).toBe(message);
});

test('refuses index keys that cannot be', async () => {
  const Key = { pk: s('1'), sk: s('a') };
  const update = (UpdateExpression: string, values: JsonObject) =>
    database.invalid('UpdateItem', { TableName: 'Orders', Key, UpdateExpression, ExpressionAttributeValues: values });
  const mismatch =
    'One or more parameter values were invalid: Type mismatch for Index Key amount Expected: N Actual: S IndexName: byCustomer';

  expect(await database.invalid('PutItem', { TableName: 'Orders', Item: { ...Key, amount: s('x') } })).toBe(mismatch);
  expect(await update('SET amount = :v', { ':v': s('x') })).toBe(mismatch);
  expect(await update('SET amount = if_not_exists(amount, :v)', { ':v': s('x') })).toBe(mismatch);
  expect(await database.invalid('UpdateItem', { TableName: 'Orders', Key, UpdateExpression: 'SET amount = sk' })).toBe(
    'The update expression attempted to update the secondary index key to unsupported type',
  );
  expect(await update('SET customer = :v', { ':v': s('x'.repeat(2049)) })).toBe(
    'The update expression attempted to update the secondary index key beyond allowed size limits',
  );
  expect(await update('SET customer = :v', { ':v': s('') })).toBe(
    'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
  );
  expect(await database.invalid('PutItem', { TableName: 'Orders', Item: { ...Key, customer: s('') } })).toBe(
    'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byCustomer, IndexKey: customer',
  );
});

test('counts the writes to each index', async () => {
  const capacity = async (more: JsonObject) => {
    const Item = { pk: s('1'), sk: s('a'), ...more };
    const answer = await database.call('PutItem', { TableName: 'Orders', Item, ReturnConsumedCapacity: 'INDEXES' });
    return answer.ConsumedCapacity;
  };

  expect(await capacity({ customer: s('ann'), amount: n('1') })).toEqual({
    TableName: 'Orders',
    CapacityUnits: 4,
    Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { byCustomer: { CapacityUnits: 1 }, keysOnly: { CapacityUnits: 1 } },
    LocalSecondaryIndexes: { byAmount: { CapacityUnits: 1 } },
  });
  expect(await capacity({ customer: s('bob'), amount: n('1') })).toMatchObject({
    CapacityUnits: 5,
    GlobalSecondaryIndexes: { byCustomer: { CapacityUnits: 2 }, keysOnly: { CapacityUnits: 2 } },
  });
  expect(await capacity({ customer: s('bob'), amount: n('1'), unseen: s('x') })).toMatchObject({ CapacityUnits: 1 });
});
