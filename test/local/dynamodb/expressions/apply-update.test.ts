import { applyUpdate } from '../../../../local/dynamodb/expressions/apply-update';
import { parseUpdate } from '../../../../local/dynamodb/expressions/parse-update';
import type { AttributeValue, Item } from '../../../../local/dynamodb/values/attribute-value';

const list = (...values: string[]): AttributeValue => ({ L: values.map((S) => ({ S })) });
const ITEM: Item = {
  pk: { S: '1' },
  n: { N: '5' },
  s: { S: 'text' },
  l: list('a', 'b', 'c'),
  ss: { SS: ['x', 'y'] },
  m: { M: { k: { S: 'v' }, n: { N: '1' }, l: list('p', 'q') } },
};
const NAMES = { '#k': 'k.with.dots' };
type Values = { readonly [placeholder: string]: AttributeValue };

/** What the update changed: the attributes that differ from the item. */
function changed(text: string, values: Values = {}): Item {
  const after = applyUpdate(ITEM, parseUpdate(text).tree, { names: NAMES, values });
  const { pk: _, ...rest } = after;
  return Object.fromEntries(Object.entries(rest).filter(([name, value]) => value !== ITEM[name]));
}
const after = (text: string, values: Values = {}) =>
  applyUpdate(ITEM, parseUpdate(text).tree, { names: NAMES, values });

test.each<[string, Values, Item]>([
  ['SET s = :v', { ':v': { N: '1' } }, { s: { N: '1' } }],
  ['SET n = n + :v', { ':v': { N: '0.5' } }, { n: { N: '5.5' } }],
  ['SET n = n - :v', { ':v': { N: '6' } }, { n: { N: '-1' } }],
  ['SET n = :v - n', { ':v': { N: '6' } }, { n: { N: '1' } }],
  ['SET fresh = if_not_exists(fresh, :v)', { ':v': { S: 'd' } }, { fresh: { S: 'd' } }],
  ['SET x = if_not_exists(s, :v)', { ':v': { S: 'd' } }, { x: { S: 'text' } }],
  ['SET c = if_not_exists(c, :z) + :v', { ':z': { N: '0' }, ':v': { N: '1' } }, { c: { N: '1' } }],
  ['SET l = list_append(l, :v)', { ':v': list('d') }, { l: list('a', 'b', 'c', 'd') }],
  ['SET l = list_append(:v, l)', { ':v': list('d') }, { l: list('d', 'a', 'b', 'c') }],
  [
    'SET entries = list_append(if_not_exists(entries, :e), :v)',
    { ':e': { L: [] }, ':v': list('1') },
    { entries: list('1') },
  ],
  ['SET l[1] = :v', { ':v': { S: 'B' } }, { l: list('a', 'B', 'c') }],
  ['SET l[9] = :v, l[5] = :w', { ':v': { S: '9' }, ':w': { S: '5' } }, { l: list('a', 'b', 'c', '5', '9') }],
  [
    'SET m.k = :v, m.#k = :v',
    { ':v': { S: 'w' } },
    { m: { M: { k: { S: 'w' }, n: { N: '1' }, l: list('p', 'q'), 'k.with.dots': { S: 'w' } } } },
  ],
  ['SET s = n, n = :v', { ':v': { N: '1' } }, { s: { N: '5' }, n: { N: '1' } }],
  ['ADD n :v', { ':v': { N: '2' } }, { n: { N: '7' } }],
  ['ADD fresh :v', { ':v': { N: '2' } }, { fresh: { N: '2' } }],
  ['ADD ss :v', { ':v': { SS: ['y', 'z'] } }, { ss: { SS: ['x', 'y', 'z'] } }],
  ['ADD m.n :v', { ':v': { N: '2' } }, { m: { M: { k: { S: 'v' }, n: { N: '3' }, l: list('p', 'q') } } }],
  ['DELETE ss :v', { ':v': { SS: ['x', 'q'] } }, { ss: { SS: ['y'] } }],
  ['SET a = :v REMOVE b ADD c :n', { ':v': { S: '1' }, ':n': { N: '1' } }, { a: { S: '1' }, c: { N: '1' } }],
  ['REMOVE l[0], l[2]', {}, { l: list('b') }],
  ['SET l[0] = :v REMOVE l[1]', { ':v': { S: 'A' } }, { l: list('A', 'c') }],
  ['REMOVE m.k, m.l[0]', {}, { m: { M: { n: { N: '1' }, l: list('q') } } }],
])('%s', (text, values, expected) => {
  expect(changed(text, values)).toEqual(expected);
});

test('removes attributes, and sets that become empty', () => {
  expect(after('REMOVE s, absent')).not.toHaveProperty('s');
  expect(after('DELETE ss :v', { ':v': { SS: ['x', 'y'] } })).not.toHaveProperty('ss');
  expect(after('DELETE absent :v', { ':v': { SS: ['x'] } })).toEqual(ITEM);
  expect(after('REMOVE l[7]')).toEqual(ITEM);
});

test('leaves the old item as it was', () => {
  const before = structuredClone(ITEM);

  after('SET m.l[0] = :v, l[0] = :v REMOVE s ADD n :n', { ':v': { S: '!' }, ':n': { N: '1' } });

  expect(ITEM).toEqual(before);
});

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_PATH = 'The document path provided in the update expression is invalid for update';

test.each<[string, Values, string]>([
  [
    'SET n = absent + :v',
    { ':v': { N: '1' } },
    'The provided expression refers to an attribute that does not exist in the item',
  ],
  ['SET n = s + :v', { ':v': { N: '1' } }, WRONG_TYPE],
  ['SET l = list_append(s, :v)', { ':v': { L: [] } }, WRONG_TYPE],
  ['ADD s :v', { ':v': { N: '1' } }, WRONG_TYPE],
  ['ADD ss :v', { ':v': { NS: ['1'] } }, WRONG_TYPE],
  ['DELETE ss :v', { ':v': { NS: ['1'] } }, WRONG_TYPE],
  ['SET absent.k = :v', { ':v': { N: '1' } }, NO_PATH],
  ['SET s[0] = :v', { ':v': { N: '1' } }, NO_PATH],
  ['SET l.k = :v', { ':v': { N: '1' } }, NO_PATH],
  ['REMOVE absent.k', {}, NO_PATH],
  [
    'ADD n :v',
    { ':v': { N: `0.${'0'.repeat(37)}1` } },
    'Attempting to store more than 38 significant digits in a Number',
  ],
])('refuses %s', (text, values, message) => {
  expect(() => after(text, values)).toThrow(message);
});

const nested = (levels: number): AttributeValue =>
  levels === 0 ? { S: 'deep' } : { M: { inner: nested(levels - 1) } };

test('an update may nest 32 levels deep and no deeper', () => {
  expect(after('SET m.deep = :v', { ':v': nested(31) }).m).toBeDefined();
  expect(() => after('SET m.deep = :v', { ':v': nested(32) })).toThrow('Nesting Levels have exceeded supported limits');
});

test('of two faults, the first in the order of evaluation is told', () => {
  expect(() => after('SET a = s + missing_')).toThrow('An operand in the update expression has an incorrect data type');
  expect(() => after('SET a = missing_ + s')).toThrow('refers to an attribute that does not exist in the item');
  expect(() => after('REMOVE absent_.deep SET a = missing_')).toThrow('refers to an attribute that does not exist');
});
