import { meets } from '../../../../local/dynamodb/expressions/evaluate';
import { parseCondition } from '../../../../local/dynamodb/expressions/parse-condition';
import type { AttributeValue, Item } from '../../../../local/dynamodb/values/attribute-value';

const ITEM: Item = {
  s: { S: 'abc' },
  n: { N: '10' },
  b: { B: 'AQID' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2'] },
  bs: { BS: ['AQ=='] },
  l: { L: [{ S: 'x' }, { N: '2' }, { L: [{ S: 'deep' }] }] },
  m: { M: { inside: { S: 'y' }, 'dotted.name': { S: 'z' } } },
  wide: { S: 'é\u{1d11e}' },
};
const NAMES = { '#d': 'dotted.name', '#c': 'constructor' };

const holds = (text: string, v: AttributeValue = { S: '' }, w: AttributeValue = { S: '' }) =>
  meets(ITEM, parseCondition(text).tree, { names: NAMES, values: { ':v': v, ':w': w } });

test.each<[string, AttributeValue, boolean]>([
  ['s = :v', { S: 'abc' }, true],
  ['s = :v', { S: 'abd' }, false],
  ['n = :v', { S: '10' }, false],
  ['n < :v', { N: '9' }, false],
  ['n > :v', { N: '9' }, true],
  ['n <= :v', { N: '10' }, true],
  ['n >= :v', { N: '10.5' }, false],
  ['b < :v', { B: 'AQIE' }, true],
  ['s < :v', { N: '999' }, false],
  ['ss = :v', { SS: ['b', 'a'] }, true],
  ['l = :v', { L: [{ S: 'x' }, { N: '2' }] }, false],
  ['m.inside = :v', { S: 'y' }, true],
  ['m.#d = :v', { S: 'z' }, true],
  ['l[2][0] = :v', { S: 'deep' }, true],
  ['l[7] = :v', { S: 'deep' }, false],
  ['absent = :v', { S: 'a' }, false],
  ['absent <> :v', { S: 'a' }, true],
  ['absent < :v', { S: 'a' }, false],
  ['yes < :v', { BOOL: true }, false],
  ['NOT s = :v', { S: 'abc' }, false],
  ['s IN (:w, :v)', { S: 'abc' }, true],
  ['absent IN (:w, :v)', { S: 'abc' }, false],
  ['begins_with(s, :v)', { S: 'ab' }, true],
  ['begins_with(s, :v)', { S: 'bc' }, false],
  ['begins_with(b, :v)', { B: 'AQI=' }, true],
  ['contains(s, :v)', { S: 'bc' }, true],
  ['contains(ss, :v)', { S: 'b' }, true],
  ['contains(ss, :v)', { S: 'c' }, false],
  ['contains(ns, :v)', { N: '2' }, true],
  ['contains(bs, :v)', { B: 'AQ==' }, true],
  ['contains(l, :v)', { N: '2' }, true],
  ['contains(l, :v)', { N: '3' }, false],
  ['contains(n, :v)', { N: '1' }, false],
  ['attribute_type(s, :v)', { S: 'S' }, true],
  ['attribute_type(nothing, :v)', { S: 'NULL' }, true],
  ['attribute_type(absent, :v)', { S: 'S' }, false],
  ['attribute_exists(m.inside)', { S: '' }, true],
  ['attribute_exists(m.another)', { S: '' }, false],
  ['attribute_exists(#c)', { S: '' }, false],
  ['attribute_not_exists(#c)', { S: '' }, true],
  ['attribute_not_exists(nothing)', { S: '' }, false],
  ['size(s) = :v', { N: '3' }, true],
  ['size(wide) = :v', { N: '3' }, true],
  ['size(b) = :v', { N: '3' }, true],
  ['size(ss) = :v', { N: '2' }, true],
  ['size(l) = :v', { N: '3' }, true],
  ['size(m) = :v', { N: '2' }, true],
  ['size(n) = :v', { N: '2' }, false],
  ['size(absent) < :v', { N: '1' }, false],
])('%s with %j is %s', (text, value, expected) => {
  expect(holds(text, value)).toBe(expected);
});

test('BETWEEN includes both bounds', () => {
  expect(holds('n BETWEEN :v AND :w', { N: '10' }, { N: '11' })).toBe(true);
  expect(holds('n BETWEEN :v AND :w', { N: '9' }, { N: '10' })).toBe(true);
  expect(holds('n BETWEEN :v AND :w', { N: '10.1' }, { N: '11' })).toBe(false);
});

test('AND binds tighter than OR, and NOT tightest', () => {
  const yes = 'attribute_exists(s)';
  const no = 'attribute_exists(absent)';
  expect(holds(`${yes} OR ${no} AND ${no}`)).toBe(true);
  expect(holds(`(${yes} OR ${no}) AND ${no}`)).toBe(false);
  expect(holds(`NOT ${no} AND ${yes}`)).toBe(true);
  expect(holds(`NOT (${no} AND ${yes})`)).toBe(true);
});
