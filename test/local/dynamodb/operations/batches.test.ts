import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTable, aTableWithRange, n, s } from '../a-database';

let database: ADatabase;
beforeEach(async () => {
  database = await aDatabaseWith(aTable('Orders'), aTableWithRange('Lines'));
});

const put = (Item: JsonObject) => ({ PutRequest: { Item } });
const remove = (Key: JsonObject) => ({ DeleteRequest: { Key } });
const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));
const MISMATCH = 'The provided key element does not match the schema';
const DUPLICATES = 'Provided list of item keys contains duplicates';

describe('BatchWriteItem', () => {
  test('puts and deletes over several tables', async () => {
    await database.call('PutItem', { TableName: 'Orders', Item: { pk: s('old') } });

    const answer = await database.call('BatchWriteItem', {
      RequestItems: {
        Orders: [put({ pk: s('new'), a: n('1.0') }), remove({ pk: s('old') })],
        Lines: [put({ pk: s('new'), sk: s('1') })],
      },
      ReturnConsumedCapacity: 'TOTAL',
    });

    expect(answer).toEqual({
      UnprocessedItems: {},
      ConsumedCapacity: [
        { TableName: 'Orders', CapacityUnits: 2 },
        { TableName: 'Lines', CapacityUnits: 1 },
      ],
    });
    expect(database.items('Orders')).toEqual([{ pk: s('new'), a: n('1') }]);
    expect(database.items('Lines')).toEqual([{ pk: s('new'), sk: s('1') }]);
  });

  test.each<[string, JsonObject, string]>([
    [
      'no tables',
      {},
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    ['the same item twice', { Orders: [put({ pk: s('1') }), remove({ pk: s('1') })] }, DUPLICATES],
    [
      'neither put nor delete',
      { Orders: [{}] },
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    ['a missing key', { Orders: [put({ a: s('1') })] }, MISMATCH],
    ['a key of the wrong type', { Orders: [put({ pk: n('1') })] }, MISMATCH],
    ['a wrong key to delete', { Orders: [remove({ pk: n('1') })] }, MISMATCH],
    [
      'more than 25 over several tables',
      {
        Orders: many(20, (at) => put({ pk: s(`${at}`) })),
        Lines: many(6, (at) => put({ pk: s(`${at}`), sk: s('1') })),
      },
      'Too many items requested for the BatchWriteItem call',
    ],
    ['a missing table', { None: [put({ pk: s('1') })] }, 'ResourceNotFoundException: Requested resource not found'],
  ])('refuses %s, and writes nothing', async (_what, RequestItems, message) => {
    expect(await database.invalid('BatchWriteItem', { RequestItems })).toBe(message);
    expect(database.items('Orders')).toEqual([]);
  });

  test('refuses more than 25 requests for a table, and none', async () => {
    const constraint =
      "at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]";

    const tooMany = await database.invalid('BatchWriteItem', {
      RequestItems: { Orders: many(26, (at) => put({ pk: s(`${at}`) })) },
    });
    const none = await database.invalid('BatchWriteItem', { RequestItems: { Orders: [] } });

    expect(tooMany).toMatch(
      /^1 validation error detected: Value '\{Orders=\[com\.amazonaws\.dynamodb\.v20120810\.WriteRequest@/,
    );
    expect(tooMany).toContain(constraint);
    expect(none).toBe(`1 validation error detected: Value '{Orders=[]}' ${constraint}`);
    await database.call('BatchWriteItem', { RequestItems: { Orders: many(25, (at) => put({ pk: s(`${at}`) })) } });
    expect(database.items('Orders')).toHaveLength(25);
  });
});

describe('BatchGetItem', () => {
  beforeEach(async () => {
    for (const pk of ['1', '2']) {
      await database.call('PutItem', { TableName: 'Orders', Item: { pk: s(pk), a: s('x'), b: s('y') } });
    }
  });

  test('reads what is there from several tables', async () => {
    const answer = await database.call('BatchGetItem', {
      RequestItems: {
        Orders: { Keys: [{ pk: s('2') }, { pk: s('none') }], ProjectionExpression: 'pk, a', ConsistentRead: true },
        Lines: { Keys: [{ pk: s('1'), sk: s('1') }] },
      },
      ReturnConsumedCapacity: 'TOTAL',
    });

    expect(answer).toEqual({
      Responses: { Orders: [{ pk: s('2'), a: s('x') }], Lines: [] },
      UnprocessedKeys: {},
      ConsumedCapacity: [
        { TableName: 'Orders', CapacityUnits: 2 },
        { TableName: 'Lines', CapacityUnits: 0.5 },
      ],
    });
  });

  test('leaves unprocessed what is beyond 16 MB', async () => {
    const Keys = many(45, (at) => ({ pk: s(`big-${at}`) }));
    for (const key of Keys) {
      await database.call('PutItem', { TableName: 'Orders', Item: { ...key, a: s('x'.repeat(390 * 1024)) } });
    }

    const answer = await database.call('BatchGetItem', { RequestItems: { Orders: { Keys } } });

    const unprocessed = (answer.UnprocessedKeys as { Orders: { Keys: unknown[] } }).Orders.Keys;
    expect((answer.Responses as { Orders: unknown[] }).Orders).toHaveLength(42);
    expect(unprocessed).toEqual(Keys.slice(42));
  });

  const keys = (count: number) => many(count, (at) => ({ pk: s(`${at}`) }));
  test.each<[string, JsonObject, string]>([
    ['the same key twice', { Orders: { Keys: [{ pk: s('1') }, { pk: s('1') }] } }, DUPLICATES],
    ['a wrong key', { Orders: { Keys: [{ pk: n('1') }] } }, MISMATCH],
    [
      'no keys',
      { Orders: { Keys: [] } },
      "1 validation error detected: Value '[]' at 'requestItems.Orders.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'more than 100 keys of a table',
      { Orders: { Keys: keys(101) } },
      "1 validation error detected: Value at 'RequestItems.Orders.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
    ],
    [
      'what cannot be the name of a table',
      { Orders: { Keys: keys(1) }, 'a b': { Keys: keys(1) } },
      "1 validation error detected: Value '{Orders=com.amazonaws.dynamodb.v20120810.KeysAndAttributes@10000000, a b=com.amazonaws.dynamodb.v20120810.KeysAndAttributes@10000000}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]",
    ],
    [
      'more than 100 keys in all',
      { Orders: { Keys: keys(60) }, Lines: { Keys: keys(41) } },
      'Too many items requested for the BatchGetItem call',
    ],
  ])('refuses %s', async (_what, RequestItems, message) => {
    expect(await database.invalid('BatchGetItem', { RequestItems })).toBe(message);
  });
});
