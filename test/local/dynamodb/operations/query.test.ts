import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTable, aTableWithRange, n, s } from '../a-database';

let database: ADatabase;

async function filled(type: 'S' | 'N' | 'B', keys: readonly JsonObject[]): Promise<void> {
  database = await aDatabaseWith(aTableWithRange('Lines', type));
  for (const [at, sk] of keys.entries()) {
    await database.call('PutItem', { TableName: 'Lines', Item: { pk: s('p'), sk, at: n(String(at)) } });
  }
  await database.call('PutItem', { TableName: 'Lines', Item: { pk: s('other'), sk: keys[0] ?? {} } });
}

async function sortKeys(condition: string, values: JsonObject, more: JsonObject = {}): Promise<unknown[]> {
  const { Items } = await database.call('Query', {
    TableName: 'Lines',
    KeyConditionExpression: `pk = :p${condition === '' ? '' : ` AND ${condition}`}`,
    ExpressionAttributeValues: { ':p': s('p'), ...values },
    ...more,
  });
  if (!Array.isArray(Items)) throw new Error('no items');
  return Items.map((item) => Object.values(item.sk)[0]);
}

describe('a sort key of strings', () => {
  beforeEach(() => filled('S', ['b', 'a', 'ab', 'abc', 'b\u0000', 'é', '\u0001', 'ac'].map(s)));

  test.each<[string, JsonObject, string[]]>([
    ['', {}, ['\u0001', 'a', 'ab', 'abc', 'ac', 'b', 'b\u0000', 'é']],
    ['sk = :a', { ':a': s('ab') }, ['ab']],
    ['sk < :a', { ':a': s('ab') }, ['\u0001', 'a']],
    ['sk <= :a', { ':a': s('ab') }, ['\u0001', 'a', 'ab']],
    ['sk > :a', { ':a': s('b') }, ['b\u0000', 'é']],
    ['sk >= :a', { ':a': s('b') }, ['b', 'b\u0000', 'é']],
    [':a < sk', { ':a': s('b') }, ['b\u0000', 'é']],
    ['begins_with(sk, :a)', { ':a': s('ab') }, ['ab', 'abc']],
    ['begins_with(sk, :a)', { ':a': s('b') }, ['b', 'b\u0000']],
    ['sk BETWEEN :a AND :b', { ':a': s('ab'), ':b': s('b') }, ['ab', 'abc', 'ac', 'b']],
    ['sk = :a', { ':a': s('none') }, []],
  ])('finds %s with %j in order', async (condition, values, expected) => {
    expect(await sortKeys(condition, values)).toEqual(expected);
    expect(await sortKeys(condition, values, { ScanIndexForward: false })).toEqual([...expected].reverse());
  });

  test('pages with Limit, forward and backward, without losing or repeating an item', async () => {
    for (const ScanIndexForward of [true, false]) {
      const seen: unknown[] = [];
      let start: JsonObject = {};
      for (let pages = 0; pages < 20; pages++) {
        const answer = await database.call('Query', {
          TableName: 'Lines',
          KeyConditionExpression: 'pk = :p',
          ExpressionAttributeValues: { ':p': s('p') },
          ScanIndexForward,
          Limit: 3,
          ...start,
        });
        if (!Array.isArray(answer.Items)) throw new Error('no items');
        seen.push(...answer.Items.map((item) => item.sk.S));
        if (answer.LastEvaluatedKey === undefined) break;
        start = { ExclusiveStartKey: answer.LastEvaluatedKey };
      }
      const all = await sortKeys('', {}, { ScanIndexForward });

      expect(seen).toEqual(all);
    }
  });
});

test('orders a sort key of numbers by value', async () => {
  await filled('N', ['10', '9', '-1', '-1.5', '0', '1e3', '0.5'].map(n));

  expect(await sortKeys('', {})).toEqual(['-1.5', '-1', '0', '0.5', '9', '10', '1000']);
  expect(await sortKeys('sk > :a', { ':a': n('0.50') })).toEqual(['9', '10', '1000']);
  expect(await sortKeys('sk BETWEEN :a AND :b', { ':a': n('-1.2'), ':b': n('9') })).toEqual(['-1', '0', '0.5', '9']);
});

test('orders a sort key of binaries by bytes', async () => {
  const bytes = (...values: number[]) => ({ B: Buffer.from(values).toString('base64') });
  await filled('B', [bytes(255), bytes(1, 0), bytes(1), bytes(128, 7), bytes(0)]);
  const all = [bytes(0), bytes(1), bytes(1, 0), bytes(128, 7), bytes(255)].map((each) => each.B);

  expect(await sortKeys('', {})).toEqual(all);
  expect(await sortKeys('begins_with(sk, :a)', { ':a': bytes(1) })).toEqual(all.slice(1, 3));
});

describe('the rest of a query', () => {
  beforeEach(() => filled('N', ['1', '2', '3', '4'].map(n)));

  const query = (more: JsonObject) =>
    database.call('Query', {
      TableName: 'Lines',
      KeyConditionExpression: 'pk = :p',
      ...more,
      ExpressionAttributeValues: { ':p': s('p'), ...(more.ExpressionAttributeValues as JsonObject) },
    });

  test('filters after counting what was read', async () => {
    const answer = await query({
      FilterExpression: '#at >= :two',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':two': n('2') },
      Limit: 3,
    });

    expect(answer).toEqual({
      Items: [{ pk: s('p'), sk: n('3'), at: n('2') }],
      Count: 1,
      ScannedCount: 3,
      LastEvaluatedKey: { pk: s('p'), sk: n('3') },
    });
  });

  test('counts without items, and projects', async () => {
    expect(await query({ Select: 'COUNT' })).toEqual({ Count: 4, ScannedCount: 4 });
    expect((await query({ ProjectionExpression: 'sk', Limit: 1 })).Items).toEqual([{ sk: n('1') }]);
  });

  test('says there is more when it stopped at the last item', async () => {
    const full = await query({ Limit: 4 });
    const rest = await query({ ExclusiveStartKey: full.LastEvaluatedKey ?? null });

    expect(full.LastEvaluatedKey).toEqual({ pk: s('p'), sk: n('4') });
    expect(rest).toEqual({ Items: [], Count: 0, ScannedCount: 0 });
  });

  test('ends a page with the item that fills 1 MB', async () => {
    for (const sk of ['5', '6', '7', '8']) {
      await database.call('PutItem', {
        TableName: 'Lines',
        Item: { pk: s('big'), sk: n(sk), a: s('x'.repeat(350_000)) },
      });
    }
    const big = {
      KeyConditionExpression: 'pk = :p',
      TableName: 'Lines',
      ExpressionAttributeValues: { ':p': s('big') },
      ReturnConsumedCapacity: 'TOTAL',
    };

    const first = await database.call('Query', big);
    const second = await database.call('Query', { ...big, ExclusiveStartKey: first.LastEvaluatedKey ?? null });

    expect([first.Count, second.Count, second.LastEvaluatedKey]).toEqual([3, 1, undefined]);
    expect(first.ConsumedCapacity).toMatchObject({ CapacityUnits: Math.ceil((3 * 350_009) / 4096) / 2 });
  });

  const INVALID = 'Invalid condition in KeyConditionExpression: ';
  const OPERATOR = 'Invalid operator used in KeyConditionExpression: ';
  test.each<[string, JsonObject, string]>([
    ['sk = :p', {}, 'Query condition missed key schema element: pk'],
    ['pk = :p AND at = :p', {}, 'Query condition missed key schema element: sk'],
    ['pk = :p AND sk = :p AND at = :p', {}, 'Conditions can be of length 1 or 2 only'],
    ['pk = :p AND pk = :p', {}, 'KeyConditionExpressions must only contain one condition per key'],
    ['pk < :p', {}, 'Query key condition not supported'],
    [
      'pk = :p AND sk = :p',
      {},
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    ['pk = :p AND sk <> :n', { ':n': n('1') }, `${OPERATOR}<>`],
    ['pk = :p OR sk = :n', { ':n': n('1') }, `${OPERATOR}OR`],
    ['NOT pk = :p', {}, `${OPERATOR}NOT`],
    ['pk = :p AND sk IN (:n)', { ':n': n('1') }, `${OPERATOR}IN`],
    ['pk = :p AND contains(sk, :n)', { ':n': n('1') }, `${OPERATOR}contains`],
    ['pk = :p AND size(sk) = :n', { ':n': n('1') }, 'KeyConditionExpressions cannot contain nested operations'],
    ['pk = :p AND sk.a = :n', { ':n': n('1') }, 'KeyConditionExpressions cannot have conditions on nested attributes'],
    ['pk = sk AND sk = :p', {}, `${INVALID}Multiple attribute names used in one condition`],
    [
      'pk = :p AND :n BETWEEN sk AND :n',
      { ':n': n('1') },
      `${INVALID}BETWEEN operator must have the key attribute as its first operand`,
    ],
    ['pk = :p and', {}, 'Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "and"'],
  ])('refuses the key condition %s', async (KeyConditionExpression, values, message) => {
    const names = KeyConditionExpression.includes('at =') ? { '#at': 'at' } : undefined;
    expect(
      await database.invalid('Query', {
        TableName: 'Lines',
        KeyConditionExpression: KeyConditionExpression.replace('at =', '#at ='),
        ExpressionAttributeValues: { ':p': s('p'), ...values },
        ...(names && { ExpressionAttributeNames: names }),
      }),
    ).toBe(message);
  });

  test.each<[JsonObject, string]>([
    [
      { FilterExpression: 'sk = :p' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ],
    [
      { FilterExpression: 'pk.a = :p' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: pk',
    ],
    [
      { ProjectionExpression: 'pk.a' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
    [{ IndexName: 'none' }, 'The table does not have the specified index: none'],
    [
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [{ ExclusiveStartKey: { pk: s('p') } }, 'The provided starting key is invalid'],
    [{ ExclusiveStartKey: { pk: s('p'), sk: s('1') } }, 'The provided key element does not match the schema'],
    [
      { ExclusiveStartKey: { pk: s('x'), sk: n('1') } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    [
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
  ])('refuses %j', async (more, message) => {
    const request = {
      TableName: 'Lines',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': s('p') },
    };
    expect(await database.invalid('Query', { ...request, ...more })).toBe(message);
  });

  test('refuses to ask for an empty key', async () => {
    const request = { TableName: 'Lines', KeyConditionExpression: 'pk = :p' };

    expect(await database.invalid('Query', { ...request, ExpressionAttributeValues: { ':p': s('') } })).toBe(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    );
  });

  test('refuses a second condition on a table without a sort key, and none at all', async () => {
    const plain = await aDatabaseWith(aTable('Orders'));
    const values = { ExpressionAttributeValues: { ':p': s('p') } };

    expect(
      await plain.invalid('Query', { TableName: 'Orders', KeyConditionExpression: 'pk = :p AND sk = :p', ...values }),
    ).toBe('Query key condition not supported');
    expect(await plain.invalid('Query', { TableName: 'Orders' })).toBe(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  });
});
