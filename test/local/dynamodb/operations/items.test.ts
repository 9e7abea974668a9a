import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTable, aTableWithRange, n, s } from '../a-database';

const key = (pk: string) => ({ TableName: 'Orders', Key: { pk: s(pk) } });
let database: ADatabase;

beforeEach(async () => {
  database = await aDatabaseWith(aTable('Orders'), aTableWithRange('Lines', 'N'));
});

const put = (item: object, more: object = {}) =>
  database.call('PutItem', { TableName: 'Orders', Item: { pk: s('1'), ...item }, ...more });
const get = async (pk: string) => (await database.call('GetItem', key(pk))).Item;

describe('PutItem and GetItem', () => {
  test('reads what was written, with numbers in one spelling', async () => {
    await put({ total: n('1e2'), tags: { SS: ['b', 'a'] }, empty: s('') });

    expect(await get('1')).toEqual({ pk: s('1'), total: n('100'), tags: { SS: ['b', 'a'] }, empty: s('') });
    expect(await database.call('GetItem', key('2'))).toEqual({});
  });

  test('replaces the whole item, and returns the old one when asked', async () => {
    await put({ a: s('x') });

    expect(await put({ b: s('y') }, { ReturnValues: 'ALL_OLD' })).toEqual({ Attributes: { pk: s('1'), a: s('x') } });
    expect(await get('1')).toEqual({ pk: s('1'), b: s('y') });
  });

  test('does not write when the condition fails, and shows the item when asked', async () => {
    await put({ state: s('PAID') });
    const again = {
      TableName: 'Orders',
      Item: { pk: s('1') },
      ConditionExpression: 'attribute_not_exists(pk)',
    };

    const plain = await database.refusal('PutItem', again);
    const shown = await database.refusal('PutItem', { ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });

    expect(plain).toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      fields: {},
    });
    expect(shown.fields).toEqual({ Item: { pk: s('1'), state: s('PAID') } });
    expect(await get('1')).toEqual({ pk: s('1'), state: s('PAID') });
  });

  test('writes numbers in one spelling, and leaves the request as it was', async () => {
    const Item = { pk: s('1'), list: { L: [n('1.50'), { M: { deep: n('007') } }] }, text: s('1.50') };
    const before = structuredClone(Item);

    await database.call('PutItem', { TableName: 'Orders', Item });

    expect(Item).toEqual(before);
    expect(await get('1')).toEqual({ pk: s('1'), list: { L: [n('1.5'), { M: { deep: n('7') } }] }, text: s('1.50') });
  });

  test('takes attributes by any name, those of every object included', async () => {
    const Item = JSON.parse('{"pk":{"S":"1"},"__proto__":{"N":"1.0"},"constructor":{"M":{"__proto__":{"N":"2.0"}}}}');

    await database.call('PutItem', { TableName: 'Orders', Item });

    expect(JSON.stringify(await get('1'))).toBe(
      '{"pk":{"S":"1"},"__proto__":{"N":"1"},"constructor":{"M":{"__proto__":{"N":"2"}}}}',
    );
  });

  test('takes some words for flags', async () => {
    await put({ on: { BOOL: 'true' }, off: { BOOL: 'No' }, nothing: { NULL: '1' } });

    const { Item } = await database.call('GetItem', { ...key('1'), ConsistentRead: 'YES' });

    expect(Item).toEqual({ pk: s('1'), on: { BOOL: true }, off: { BOOL: false }, nothing: { NULL: true } });
    expect((await database.refusal('GetItem', { ...key('1'), ConsistentRead: 'perhaps' })).message).toBe(
      'Unexpected token received from parser',
    );
  });

  test('takes no attribute without a name', async () => {
    const message = await database.invalid('PutItem', { TableName: 'Orders', Item: { pk: s('1'), '': s('x') } });

    expect(message).toBe('One or more parameter values were invalid: Attribute name must not be empty');
  });

  test('projects', async () => {
    await put({ a: s('x'), m: { M: { k: s('v'), o: s('w') } } });

    const answer = await database.call('GetItem', { ...key('1'), ProjectionExpression: 'm.k' });

    expect(answer).toEqual({ Item: { m: { M: { k: s('v') } } } });
  });

  test('takes the ARN of the table for its name', async () => {
    await put({});

    const TableName = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';

    expect(await database.call('GetItem', { TableName, Key: { pk: s('1') } })).toEqual({ Item: { pk: s('1') } });
  });

  test('calls the table in its answer as the request does', async () => {
    const TableName = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';
    const Item = { pk: s('1') };
    const asked = { ReturnConsumedCapacity: 'TOTAL' };

    const written = await database.call('PutItem', { TableName, Item, ...asked });
    const read = await database.call('BatchGetItem', { RequestItems: { [TableName]: { Keys: [Item] } }, ...asked });
    const both = await database.call('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }], ...asked });

    expect(written.ConsumedCapacity).toMatchObject({ TableName });
    expect(read).toMatchObject({ Responses: { [TableName]: [Item] }, ConsumedCapacity: [{ TableName }] });
    expect(both.ConsumedCapacity).toMatchObject([{ TableName }]);
  });

  const MISMATCH = 'The provided key element does not match the schema';
  const EMPTY =
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk';

  test.each<[string, object, string]>([
    ['no key', { Item: { a: s('x') } }, 'One or more parameter values were invalid: Missing the key pk in the item'],
    [
      'a key of another type',
      { Item: { pk: n('1') } },
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
    ],
    ['an empty key', { Item: { pk: s('') } }, EMPTY],
    [
      'a key that is too long',
      { Item: { pk: s('x'.repeat(2049)) } },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
    [
      'an item that is too large',
      { Item: { pk: s('1'), a: s('x'.repeat(400 * 1024 - 3)) } },
      'Item size has exceeded the maximum allowed size',
    ],
    [
      'ReturnValues it cannot answer',
      { Item: { pk: s('1') }, ReturnValues: 'ALL_NEW' },
      'ReturnValues can only be ALL_OLD or NONE',
    ],
  ])('PutItem refuses %s', async (_what, more, message) => {
    expect(await database.invalid('PutItem', { TableName: 'Orders', ...more })).toBe(message);
  });

  test('takes an item and a key of exactly the greatest size', async () => {
    await put({ a: s('x'.repeat(400 * 1024 - 4)) });
    await put({ pk: s('x'.repeat(2048)) });

    expect(await get('x'.repeat(2048))).toEqual({ pk: s('x'.repeat(2048)) });
  });

  test.each<[JsonObject, string]>([
    [{}, MISMATCH],
    [{ pk: n('1') }, MISMATCH],
    [{ pk: s('1'), more: s('2') }, MISMATCH],
    [{ pk: s('') }, EMPTY],
  ])('GetItem refuses the key %j', async (Key, message) => {
    expect(await database.invalid('GetItem', { TableName: 'Orders', Key })).toBe(message);
  });

  test('refuses a path into a key attribute', async () => {
    const nested =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk";

    expect(await database.invalid('GetItem', { ...key('1'), ProjectionExpression: 'a, pk.b' })).toBe(nested);
  });

  test('refuses a sort key that is too long', async () => {
    const byBytes = await aDatabaseWith(aTableWithRange('Lines'));
    const Item = { pk: s('1'), sk: s('x'.repeat(1025)) };

    expect(await byBytes.invalid('PutItem', { TableName: 'Lines', Item })).toBe(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
  });

  test('says of a missing table only that a resource was not found', async () => {
    const { code, message } = await database.refusal('GetItem', { TableName: 'None', Key: { pk: s('1') } });

    expect([code, message]).toEqual(['ResourceNotFoundException', 'Requested resource not found']);
  });

  test('collects the faults of a request in the order of its members', async () => {
    const message = await database.invalid('PutItem', { TableName: 'a;', ReturnValues: 'HI' });

    expect(message).toBe(
      "4 validation errors detected: Value 'a;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; " +
        "Value 'a;' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3; " +
        "Value null at 'item' failed to satisfy constraint: Member must not be null; " +
        "Value 'HI' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    );
  });

  test.each<[object, string]>([
    [{ TableName: 5 }, 'NUMBER_VALUE cannot be converted to String'],
    [{ TableName: 'Orders', Item: 'x' }, 'Unexpected field type'],
    [{ TableName: 'Orders', Item: { pk: { S: true } } }, 'TRUE_VALUE cannot be converted to String'],
    [
      { TableName: 'Orders', Item: { pk: { B: 'abc' } } },
      'Base64 encoded length is expected a multiple of 4 bytes but found: 3',
    ],
  ])('answers a SerializationException to %j', async (request, message) => {
    const error = await database.refusal('PutItem', { ...request });

    expect([error.code, error.message]).toEqual(['SerializationException', message]);
  });
});

describe('UpdateItem', () => {
  const update = (UpdateExpression: string, values: object, more: object = {}) =>
    database.call('UpdateItem', {
      ...key('1'),
      UpdateExpression,
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
      ...more,
    });

  test('creates the item when there is none', async () => {
    await update('ADD hits :one', { ':one': n('1') });
    await database.call('UpdateItem', key('2'));

    expect(await get('1')).toEqual({ pk: s('1'), hits: n('1') });
    expect(await get('2')).toEqual({ pk: s('2') });
  });

  test('makes no item of what only takes away', async () => {
    const removed = await update('REMOVE a', {}, { ReturnValues: 'ALL_NEW' });
    await update('DELETE tags :t REMOVE a', { ':t': { SS: ['x'] } });
    await database.call('UpdateItem', { ...key('1'), AttributeUpdates: { a: { Action: 'DELETE' } } });

    expect(removed).toEqual({});
    expect(await get('1')).toBeUndefined();
  });

  test.each([
    ['NONE', undefined],
    ['ALL_OLD', { pk: s('1'), a: s('old'), b: s('kept') }],
    ['ALL_NEW', { pk: s('1'), a: s('new'), b: s('kept'), c: s('new') }],
    ['UPDATED_OLD', { a: s('old') }],
    ['UPDATED_NEW', { a: s('new'), c: s('new') }],
  ])('returns %s', async (ReturnValues, attributes) => {
    await put({ a: s('old'), b: s('kept') });

    const answer = await update('SET a = :v, c = :v', { ':v': s('new') }, { ReturnValues });

    expect(answer.Attributes).toEqual(attributes);
  });

  test('leaves the item alone when the condition fails', async () => {
    await put({ version: n('1') });

    const error = await database.refusal('UpdateItem', {
      ...key('1'),
      UpdateExpression: 'SET version = :new',
      ConditionExpression: 'version = :old',
      ExpressionAttributeValues: { ':new': n('3'), ':old': n('2') },
    });

    expect(error.code).toBe('ConditionalCheckFailedException');
    expect(await get('1')).toEqual({ pk: s('1'), version: n('1') });
  });

  test('refuses to change the key and to grow beyond the greatest size', async () => {
    const request = { ...key('1'), ExpressionAttributeValues: { ':v': s('x'.repeat(399 * 1024)) } };
    await database.call('UpdateItem', { ...request, UpdateExpression: 'SET a = :v' });

    expect(await database.invalid('UpdateItem', { ...request, UpdateExpression: 'SET pk = :v' })).toBe(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    );
    expect(await database.invalid('UpdateItem', { ...request, UpdateExpression: 'SET b = :v' })).toBe(
      'Item size to update has exceeded the maximum allowed size',
    );
  });
});

describe('DeleteItem', () => {
  test('deletes, returns the old item when asked, and is content when there is none', async () => {
    await put({ a: s('x') });

    const first = await database.call('DeleteItem', { ...key('1'), ReturnValues: 'ALL_OLD' });
    const second = await database.call('DeleteItem', { ...key('1'), ReturnValues: 'ALL_OLD' });

    expect(first).toEqual({ Attributes: { pk: s('1'), a: s('x') } });
    expect(second).toEqual({});
    expect(database.items('Orders')).toEqual([]);
  });

  test('keeps the item when the condition fails', async () => {
    await put({ a: s('x') });

    const error = await database.refusal('DeleteItem', { ...key('1'), ConditionExpression: 'attribute_not_exists(a)' });

    expect(error.code).toBe('ConditionalCheckFailedException');
    expect(await get('1')).toBeDefined();
  });
});

describe('consumed capacity', () => {
  const consumed = async (operation: string, request: object, detail = 'TOTAL') =>
    (await database.call(operation, { ...request, ReturnConsumedCapacity: detail })).ConsumedCapacity;
  const kilobytes = (count: number) => ({ pk: s('1'), a: s('x'.repeat(count * 1024 - 4)) });

  test('counts a write unit for each started KB of the larger image', async () => {
    const write = (item: object) => consumed('PutItem', { TableName: 'Orders', Item: item });

    expect(await write(kilobytes(1))).toEqual({ TableName: 'Orders', CapacityUnits: 1 });
    expect(await write(kilobytes(3))).toMatchObject({ CapacityUnits: 3 });
    expect(await write({ pk: s('1') })).toMatchObject({ CapacityUnits: 3 });
    expect(await consumed('DeleteItem', key('1'))).toMatchObject({ CapacityUnits: 1 });
  });

  test('counts a read unit for each started 4 KB, and half when eventually consistent', async () => {
    await put(kilobytes(4));
    expect(await consumed('GetItem', { ...key('1'), ConsistentRead: true })).toMatchObject({ CapacityUnits: 1 });
    await put(kilobytes(5));

    expect(await consumed('GetItem', { ...key('1'), ConsistentRead: true })).toMatchObject({ CapacityUnits: 2 });
    expect(await consumed('GetItem', key('1'))).toMatchObject({ CapacityUnits: 1 });
    expect(await consumed('GetItem', key('none'))).toMatchObject({ CapacityUnits: 0.5 });
  });

  test('splits by table when asked for indexes', async () => {
    expect(await consumed('GetItem', key('1'), 'INDEXES')).toEqual({
      TableName: 'Orders',
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0.5 },
    });
  });
});
