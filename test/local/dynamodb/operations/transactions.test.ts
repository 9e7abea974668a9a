import type { JsonObject } from '../../../../lib/units';
import { MemoryStore } from '../../../../local/store/memory';
import { ADatabase, aDatabaseWith, aTable, aTableWithRange, n, s } from '../a-database';

let database: ADatabase;
beforeEach(async () => {
  database = await aDatabaseWith(aTable('Orders'), aTableWithRange('Lines'));
  await database.call('PutItem', { TableName: 'Orders', Item: { pk: s('1'), stock: n('5') } });
});

const put = (pk: string, more: JsonObject = {}) => ({ Put: { TableName: 'Orders', Item: { pk: s(pk) }, ...more } });
const take = (count: string, more: JsonObject = {}) => ({
  Update: {
    TableName: 'Orders',
    Key: { pk: s('1') },
    UpdateExpression: 'SET stock = stock - :n',
    ConditionExpression: 'stock >= :n',
    ExpressionAttributeValues: { ':n': n(count) },
    ...more,
  },
});
const IF_NEW = { ConditionExpression: 'attribute_not_exists(pk)' };
const write = (...TransactItems: JsonObject[]) => database.call('TransactWriteItems', { TransactItems });
const refused = (...TransactItems: JsonObject[]) => database.refusal('TransactWriteItems', { TransactItems });
const stock = async () => {
  const { Item } = await database.call('GetItem', { TableName: 'Orders', Key: { pk: s('1') } });
  return (Item as { stock: { N: string } }).stock.N;
};
const NONE = { Code: 'None' };
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const invalid = (Message: string) => ({ Code: 'ValidationError', Message });

describe('TransactWriteItems', () => {
  test('does all actions over several tables at once', async () => {
    await database.call('PutItem', { TableName: 'Orders', Item: { pk: s('gone') } });

    await write(
      take('2'),
      { Put: { TableName: 'Lines', Item: { pk: s('1'), sk: s('a') } } },
      { Delete: { TableName: 'Orders', Key: { pk: s('gone') } } },
      {
        ConditionCheck: {
          TableName: 'Orders',
          Key: { pk: s('none') },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    );

    expect(await stock()).toBe('3');
    expect(database.items('Lines')).toEqual([{ pk: s('1'), sk: s('a') }]);
    expect(database.items('Orders')).toHaveLength(1);
  });

  test('does nothing when one action is refused, and gives every reason in the order of the actions', async () => {
    const error = await refused(put('2', IF_NEW), take('6'), put('3'), {
      ConditionCheck: { TableName: 'Orders', Key: { pk: s('9') }, ConditionExpression: 'attribute_exists(pk)' },
    });

    expect(error).toMatchObject({
      code: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed]',
    });
    expect(error.fields.CancellationReasons).toEqual([NONE, FAILED, NONE, FAILED]);
    expect(database.items('Orders')).toEqual([{ pk: s('1'), stock: n('5') }]);
  });

  test('shows the item that made a condition fail to the action that asked', async () => {
    const ask = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

    const error = await refused(
      put('1', { ...IF_NEW, ...ask }),
      put('2', { ConditionExpression: 'attribute_exists(pk)', ...ask }),
    );

    expect(error.fields.CancellationReasons).toEqual([{ ...FAILED, Item: { pk: s('1'), stock: n('5') } }, FAILED]);
  });

  test('cancels for what only the item or the schema shows to be invalid', async () => {
    const error = await refused(
      put('2'),
      {
        Update: {
          TableName: 'Orders',
          Key: { pk: s('1') },
          UpdateExpression: 'SET a = b',
        },
      },
      { Put: { TableName: 'Orders', Item: { pk: n('7') } } },
      { Delete: { TableName: 'Lines', Key: { pk: s('1') } } },
    );

    expect(error.fields.CancellationReasons).toEqual([
      NONE,
      invalid('The provided expression refers to an attribute that does not exist in the item'),
      invalid('One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N'),
      invalid('The provided key element does not match the schema'),
    ]);
    expect(database.items('Orders')).toHaveLength(1);
  });

  const tooMany = Array.from({ length: 101 }, (_, at) => put(`${at}`));
  test.each<[string, JsonObject[], string | RegExp]>([
    [
      'no actions',
      [],
      "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'more than 100 actions',
      tooMany,
      /^1 validation error detected: Value '\[.+\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    ],
    [
      'one item twice',
      [put('2'), { Delete: { TableName: 'Orders', Key: { pk: s('2') } } }],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'two actions in one',
      [{ ...put('2'), ...take('1') }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    ['no action in one', [{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
    [
      'an empty key',
      [put('2'), put('')],
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
    [
      'a wrong expression',
      [put('2', { ConditionExpression: 'a =' })],
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="',
    ],
    [
      'a check without condition',
      [{ ConditionCheck: { TableName: 'Orders', Key: { pk: s('1') } } }],
      "1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a missing table',
      [{ Put: { TableName: 'None', Item: { pk: s('1') } } }],
      'ResourceNotFoundException: Requested resource not found',
    ],
  ])('refuses %s as a whole', async (_what, TransactItems, message) => {
    const answer = await database.invalid('TransactWriteItems', { TransactItems });

    if (typeof message === 'string') expect(answer).toBe(message);
    else expect(answer).toMatch(message);
  });

  test('takes 100 actions', async () => {
    await write(...Array.from({ length: 100 }, (_, at) => put(`n${at}`)));

    expect(database.items('Orders')).toHaveLength(101);
  });

  test('refuses more than 4 MB', async () => {
    const big = (at: number) => ({
      Put: { TableName: 'Orders', Item: { pk: s(`${at}`), a: s('x'.repeat(399 * 1024)) } },
    });

    const message = await database.invalid('TransactWriteItems', {
      TransactItems: Array.from({ length: 11 }, (_, at) => big(at)),
    });

    expect(message).toContain('4 MB');
    expect(database.items('Orders')).toHaveLength(1);
  });

  test('costs double', async () => {
    const { ConsumedCapacity } = await database.call('TransactWriteItems', {
      TransactItems: [
        take('1'),
        put('2'),
        { Put: { TableName: 'Lines', Item: { pk: s('1'), sk: s('x'.repeat(1000)), a: s('x'.repeat(100)) } } },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    });

    expect(ConsumedCapacity).toEqual([
      { TableName: 'Orders', CapacityUnits: 4, WriteCapacityUnits: 4 },
      { TableName: 'Lines', CapacityUnits: 4, WriteCapacityUnits: 4 },
    ]);
  });

  test('two that race are done one after the other', async () => {
    const results = await Promise.allSettled([write(take('3')), write(take('3'))]);

    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected']);
    expect(await stock()).toBe('2');
  });
});

describe('client request tokens', () => {
  const TEN_MINUTES = 10 * 60 * 1000;
  const withToken = (ClientRequestToken: string, ...TransactItems: JsonObject[]) => ({
    ClientRequestToken,
    TransactItems,
  });

  test.each([
    [TEN_MINUTES - 1000, '4'],
    [TEN_MINUTES + 1000, '3'],
  ])('the same request %i ms later leaves %s in stock', async (later, left) => {
    // Not at the beginning of ten minutes of the clock.
    await database.clock.advance(7 * 60 * 1000);
    await database.call('TransactWriteItems', withToken('t-1', take('1')));

    await database.clock.advance(later);
    const answer = await database.call('TransactWriteItems', withToken('t-1', take('1')));

    expect(answer).toEqual({});
    expect(await stock()).toBe(left);
  });

  test.each([
    [TEN_MINUTES - 1000, 'IdempotentParameterMismatchException'],
    [TEN_MINUTES + 1000, 'done'],
  ])('another request under the same token %i ms later is %s', async (later, outcome) => {
    await database.call('TransactWriteItems', withToken('t-1', take('1')));

    await database.clock.advance(later);
    const answer = database.call('TransactWriteItems', withToken('t-1', take('2')));

    expect(
      await answer.then(
        () => 'done',
        (error) => error.code,
      ),
    ).toBe(outcome);
  });

  test('knows the request whatever the order of its members', async () => {
    const values = (first: string, second: string) =>
      Object.fromEntries([
        [first, n('1')],
        [second, n('2')],
      ]);
    const add = (ExpressionAttributeValues: JsonObject) => ({
      Update: {
        TableName: 'Orders',
        Key: { pk: s('1') },
        UpdateExpression: 'ADD stock :a, other1 :b',
        ExpressionAttributeValues,
      },
    });
    await database.call('TransactWriteItems', withToken('t-1', add({ ':a': n('1'), ':b': n('2') })));

    await database.call('TransactWriteItems', withToken('t-1', add({ ':b': n('2'), ':a': n('1') })));
    const other = await database.refusal('TransactWriteItems', withToken('t-1', add(values(':b', ':a'))));

    expect(await stock()).toBe('6');
    expect(other.code).toBe('IdempotentParameterMismatchException');
  });

  test('is not used up by a transaction that was cancelled', async () => {
    await database.refusal('TransactWriteItems', withToken('t-1', take('6')));
    await database.call('UpdateItem', {
      TableName: 'Orders',
      Key: { pk: s('1') },
      UpdateExpression: 'ADD stock :n',
      ExpressionAttributeValues: { ':n': n('1') },
    });

    await database.call('TransactWriteItems', withToken('t-1', take('6')));

    expect(await stock()).toBe('0');
  });

  test('replays with the read units that telling so costs', async () => {
    const request = { ...withToken('t-1', take('1')), ReturnConsumedCapacity: 'TOTAL' };

    const first = await database.call('TransactWriteItems', request);
    const second = await database.call('TransactWriteItems', request);

    expect(first.ConsumedCapacity).toEqual([{ TableName: 'Orders', CapacityUnits: 2, WriteCapacityUnits: 2 }]);
    expect(second.ConsumedCapacity).toEqual([{ TableName: 'Orders', CapacityUnits: 2, ReadCapacityUnits: 2 }]);
  });

  test('outlives a restart, and goes when it is old', async () => {
    const store = new MemoryStore();
    const first = new ADatabase(store);
    await first.call('CreateTable', aTable('Orders'));
    await first.call('TransactWriteItems', withToken('t-1', put('2')));
    database = new ADatabase(store);
    expect((await refusedUnder('t-1', put('3'))).code).toBe('IdempotentParameterMismatchException');
    const tokens = () => [...store.range({ from: '', to: '\u00ff' })].filter(([key]) => key.includes('token')).length;

    await database.clock.advance(3 * TEN_MINUTES);
    await database.call('TransactWriteItems', withToken('t-2', put('4')));

    expect(tokens()).toBe(1);
  });

  const refusedUnder = (token: string, ...items: JsonObject[]) =>
    database.refusal('TransactWriteItems', withToken(token, ...items));

  test('refuses a token of more than 36 characters', async () => {
    const token = 'x'.repeat(37);

    expect((await refusedUnder(token, put('2'))).message).toBe(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`,
    );
  });
});

describe('TransactGetItems', () => {
  const get = (pk: string, more: JsonObject = {}) => ({ Get: { TableName: 'Orders', Key: { pk: s(pk) }, ...more } });
  const read = (...TransactItems: JsonObject[]) => ({ TransactItems });

  test('answers in the order of the request, with nothing where there is nothing', async () => {
    await write(put('2'));

    const answer = await database.call('TransactGetItems', {
      ...read(get('none'), get('1', { ProjectionExpression: 'stock' }), get('2')),
      ReturnConsumedCapacity: 'TOTAL',
    });

    expect(answer).toEqual({
      Responses: [{}, { Item: { stock: n('5') } }, { Item: { pk: s('2') } }],
      ConsumedCapacity: [{ TableName: 'Orders', CapacityUnits: 6, ReadCapacityUnits: 6 }],
    });
  });

  test('is cancelled by a key that does not fit', async () => {
    const error = await database.refusal(
      'TransactGetItems',
      read(get('1'), { Get: { TableName: 'Lines', Key: { pk: s('1') } } }),
    );

    expect(error.code).toBe('TransactionCanceledException');
    expect(error.fields.CancellationReasons).toEqual([
      NONE,
      invalid('The provided key element does not match the schema'),
    ]);
  });

  test('refuses one item twice', async () => {
    expect(await database.invalid('TransactGetItems', read(get('1'), get('1')))).toBe(
      'Transaction request cannot include multiple operations on one item',
    );
  });
});
