import type { JsonObject } from '../../../lib/units';
import { compare } from '../../../verify/dynamodb/compare';
import { differential, stale } from '../../../verify/dynamodb/differential';
import { knownDifference } from '../../../verify/dynamodb/known-differences';
import { type Answer, answerOf } from '../../../verify/dynamodb/request';

const scan = { operation: 'Scan', input: { TableName: 'Items' } };
const query = { operation: 'Query', input: { TableName: 'Items' } };
const answered = (output: JsonObject): Answer => answerOf(200, output);
const refused = (type: string, message: string): Answer => answerOf(400, { __type: `com.amazonaws#${type}`, message });

test('the model and dynalite part only where it is known, and everywhere where it is known', async () => {
  const report = await differential({ seed: 1, runs: 5 });

  expect(report.failures).toEqual([]);
  expect(stale(report)).toEqual([]);
  expect(report.runs).toBe(5);
}, 60_000);

test('a scan has no order and a query has one', () => {
  const [one, other] = [
    answered({ Items: [{ pk: { S: 'a' } }, { pk: { S: 'b' } }] }),
    answered({ Items: [{ pk: { S: 'b' } }, { pk: { S: 'a' } }] }),
  ];

  expect(compare(scan, one, other)).toBeUndefined();
  expect(compare(query, one, other)).toBeDefined();
});

test('sets have no order, and lists have one', () => {
  const items = (value: JsonObject) => answered({ Items: [{ v: value }] });

  expect(compare(query, items({ SS: ['a', 'b'] }), items({ SS: ['b', 'a'] }))).toBeUndefined();
  expect(compare(query, items({ L: [{ S: 'a' }, { S: 'b' }] }), items({ L: [{ S: 'b' }, { S: 'a' }] }))).toBeDefined();
});

test('errors are compared in status, type and message, but for what a set of names is printed like', () => {
  const one = refused('ValidationException', 'unused: keys: {:a, :b}');

  expect(compare(scan, one, refused('ValidationException', 'unused: keys: {:b, :a}'))).toBeUndefined();
  expect(compare(scan, one, refused('ValidationException', 'unused: keys: {:a, :c}'))).toBeDefined();
  expect(compare(scan, one, refused('SerializationException', 'unused: keys: {:a, :b}'))).toBeDefined();
  expect(compare(scan, one, answered({}))).toBeDefined();
});

test('a difference is known only with both of its answers', () => {
  const difference = (model: string, dynalite: string) => knownDifference({ request: query, model, dynalite });
  const told = '400 x ValidationException: Invalid FilterExpression: Syntax error; token: "=", near: "= ="';

  expect(
    difference(told, '400 x ValidationException: Invalid FilterExpression: Syntax error; Expected "a"')?.name,
  ).toMatch(/^syntax errors/);
  expect(difference(told, '{"Count":0}')).toBeUndefined();
});
