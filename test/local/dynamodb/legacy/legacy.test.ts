/** The parameters from before expressions do what the expressions do that they stand for. */
import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTableWithRange, n, s } from '../a-database';

const TableName = 'Lines';
const KEY = { pk: s('p'), sk: n('1') };
let database: ADatabase;

beforeEach(async () => {
  database = await aDatabaseWith(aTableWithRange(TableName, 'N'));
  for (const sk of ['1', '2', '3']) {
    await database.call('PutItem', { TableName, Item: { ...KEY, sk: n(sk), a: s(`a${sk}`), tags: { SS: ['x'] } } });
  }
});

const update = (AttributeUpdates: JsonObject) =>
  database.call('UpdateItem', { TableName, Key: KEY, AttributeUpdates, ReturnValues: 'ALL_NEW' });

test('AttributeUpdates put, add and delete', async () => {
  const { Attributes } = await update({
    a: { Action: 'DELETE' },
    b: { Value: s('new') },
    count1: { Action: 'ADD', Value: n('2') },
    tags: { Action: 'ADD', Value: { SS: ['x', 'y'] } },
    list1: { Action: 'ADD', Value: { L: [s('z')] } },
  });
  const { Attributes: after } = await update({ tags: { Action: 'DELETE', Value: { SS: ['x'] } } });

  const changed = { ...KEY, b: s('new'), count1: n('2'), list1: { L: [s('z')] } };
  expect(Attributes).toEqual({ ...changed, tags: { SS: ['x', 'y'] } });
  expect(after).toEqual({ ...changed, tags: { SS: ['y'] } });
});

test.each<[JsonObject, boolean]>([
  [{ a: { Value: s('a1') } }, true],
  [{ a: { Value: s('a2') } }, false],
  [{ a: { Exists: false } }, false],
  [{ none: { Exists: false } }, true],
  [{ a: { ComparisonOperator: 'BEGINS_WITH', AttributeValueList: [s('a')] } }, true],
  [{ a: { ComparisonOperator: 'NE', AttributeValueList: [s('a1')] } }, false],
  [{ a: { ComparisonOperator: 'IN', AttributeValueList: [s('x'), s('a1')] } }, true],
  [{ a: { ComparisonOperator: 'BETWEEN', AttributeValueList: [s('a0'), s('a2')] } }, true],
  [{ a: { ComparisonOperator: 'NOT_NULL' } }, true],
  [{ a: { ComparisonOperator: 'NULL' } }, false],
  [{ tags: { ComparisonOperator: 'CONTAINS', AttributeValueList: [s('x')] } }, true],
  [{ tags: { ComparisonOperator: 'NOT_CONTAINS', AttributeValueList: [s('x')] } }, false],
  [{ a: { Value: s('a1') }, none: { Value: s('a1') } }, false],
])('a deletion that expects %j happens: %s', async (Expected, happens) => {
  const done = await database.call('DeleteItem', { TableName, Key: KEY, Expected }).then(
    () => true,
    (error) => error.code !== 'ConditionalCheckFailedException',
  );

  expect(done).toBe(happens);
  expect(database.items(TableName)).toHaveLength(happens ? 2 : 3);
});

test('ConditionalOperator OR needs one expectation to hold', async () => {
  const Expected = { a: { Value: s('a1') }, none: { Value: s('a1') } };

  await database.call('PutItem', { TableName, Item: KEY, Expected, ConditionalOperator: 'OR' });

  expect(database.items(TableName)).toContainEqual(KEY);
});

test('KeyConditions, QueryFilter and AttributesToGet query', async () => {
  const answer = await database.call('Query', {
    TableName,
    KeyConditions: {
      pk: { ComparisonOperator: 'EQ', AttributeValueList: [s('p')] },
      sk: { ComparisonOperator: 'GE', AttributeValueList: [n('2')] },
    },
    QueryFilter: { a: { ComparisonOperator: 'EQ', AttributeValueList: [s('a3')] } },
    AttributesToGet: ['a'],
  });

  expect(answer).toEqual({ Items: [{ a: s('a3') }], Count: 1, ScannedCount: 2 });
});

test('ScanFilter and AttributesToGet scan, get and batch-get', async () => {
  const ScanFilter = { a: { ComparisonOperator: 'EQ', AttributeValueList: [s('a3')] } };
  const AttributesToGet = ['sk'];

  const scanned = await database.call('Scan', { TableName, ScanFilter, AttributesToGet });
  const got = await database.call('GetItem', { TableName, Key: KEY, AttributesToGet });
  const batch = await database.call('BatchGetItem', {
    RequestItems: { [TableName]: { Keys: [KEY], AttributesToGet } },
  });

  expect(scanned.Items).toEqual([{ sk: n('3') }]);
  expect(got.Item).toEqual({ sk: n('1') });
  expect(batch.Responses).toEqual({ [TableName]: [{ sk: n('1') }] });
});

const INVALID = 'One or more parameter values were invalid: ';
const eq = (value: JsonObject) => ({ ComparisonOperator: 'EQ', AttributeValueList: [value] });

test.each<[string, JsonObject, string]>([
  [
    'PutItem',
    { Item: KEY, Expected: { a: eq(s('1')) }, ConditionExpression: 'a = b' },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}',
  ],
  [
    'PutItem',
    { Item: KEY, Expected: { a: {} } },
    `${INVALID}Value must be provided when Exists is null for Attribute: a`,
  ],
  [
    'PutItem',
    { Item: KEY, Expected: { a: { Exists: false, Value: s('1') } } },
    `${INVALID}Value cannot be used when Exists is false for Attribute: a`,
  ],
  [
    'PutItem',
    { Item: KEY, Expected: { a: { ComparisonOperator: 'EQ' } } },
    `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a`,
  ],
  [
    'PutItem',
    { Item: KEY, Expected: { a: eq(s('1')) }, ConditionalOperator: 'OR' },
    'ConditionalOperator can only be used when Filter or Expected has two or more elements',
  ],
  [
    'PutItem',
    { Item: KEY, ConditionalOperator: 'OR' },
    'ConditionalOperator cannot be used without Filter or Expected',
  ],
  ['GetItem', { Key: KEY, AttributesToGet: ['a', 'a'] }, `${INVALID}Duplicate value in attribute name: a`],
  [
    'UpdateItem',
    { Key: KEY, AttributeUpdates: { a: { Action: 'ADD', Value: s('1') } } },
    `${INVALID}ADD action is not supported for the type S`,
  ],
  [
    'UpdateItem',
    { Key: KEY, AttributeUpdates: { a: { Action: 'PUT' } } },
    `${INVALID}Only DELETE action is allowed when no attribute value is specified`,
  ],
  [
    'UpdateItem',
    { Key: KEY, AttributeUpdates: { sk: { Value: n('2') } } },
    `${INVALID}Cannot update attribute sk. This attribute is part of the key`,
  ],
  [
    'Query',
    { KeyConditions: { pk: { ComparisonOperator: 'NE', AttributeValueList: [s('p')] } } },
    'Attempted conditional constraint is not an indexable operation',
  ],
  [
    'Query',
    { KeyConditions: { pk: { ComparisonOperator: 'BETWEEN', AttributeValueList: [s('p')] } } },
    `${INVALID}Invalid number of argument(s) for the BETWEEN ComparisonOperator`,
  ],
  [
    'Query',
    { KeyConditions: { pk: eq(s('p')) }, QueryFilter: { sk: eq(n('1')) } },
    'QueryFilter can only contain non-primary key attributes: Primary key attribute: sk',
  ],
  [
    'Scan',
    { ScanFilter: { a: { ComparisonOperator: 'GT', AttributeValueList: [{ SS: ['x'] }] } } },
    `${INVALID}ComparisonOperator GT is not valid for SS AttributeValue type`,
  ],
])('%s refuses %j', async (operation, request, message) => {
  expect(await database.invalid(operation, { TableName, ...request })).toBe(message);
});
