import { parseProjection } from '../../../../local/dynamodb/expressions/parse-projection';
import { project } from '../../../../local/dynamodb/expressions/project';
import type { Item } from '../../../../local/dynamodb/values/attribute-value';

const ITEM: Item = {
  a: { S: '1' },
  l: { L: [{ S: 'x' }, { S: 'y' }, { M: { k: { S: 'z' }, o: { N: '1' } } }] },
  m: { M: { k: { S: 'v' }, 'a.b': { S: 'w' }, deep: { M: { n: { N: '2' } } } } },
};
const picked = (text: string) => project(ITEM, parseProjection(text).tree, { names: { '#ab': 'a.b' }, values: {} });

test.each<[string, Item]>([
  ['a', { a: { S: '1' } }],
  ['a, absent', { a: { S: '1' } }],
  ['absent', {}],
  ['m.k', { m: { M: { k: { S: 'v' } } } }],
  ['m.#ab, m.deep.n', { m: { M: { 'a.b': { S: 'w' }, deep: { M: { n: { N: '2' } } } } } }],
  ['l[2].k, l[0]', { l: { L: [{ S: 'x' }, { M: { k: { S: 'z' } } }] } }],
  ['l[9], a', { a: { S: '1' } }],
  ['a.b', {}],
  ['m[0]', {}],
])('%s', (text, expected) => {
  expect(picked(text)).toEqual(expected);
});

test.each([
  ['a,', 'Syntax error; token: "<EOF>", near: ","'],
  ['a b', 'Syntax error; token: "b", near: "a b"'],
  ['user', 'Attribute name is a reserved keyword; reserved keyword: user'],
])('refuses %s', (text, message) => {
  expect(() => parseProjection(text)).toThrow(message);
});
