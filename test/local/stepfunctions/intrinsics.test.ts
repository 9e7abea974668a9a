/** Intrinsic functions, with the examples of the Step Functions Developer Guide, "Intrinsics for JSONPath states". */
import type { Json } from '../../../lib/units';
import { seededEntropy } from '../../../local/entropy';
import { compileIntrinsic } from '../../../local/stepfunctions/intrinsics/compile-intrinsic';
import { StateError } from '../../../local/stepfunctions/state-error';
import { aScope } from './a-scope';

const evaluate = (text: string, input: Json = {}, seed = 1) =>
  compileIntrinsic(text)(aScope(input, { chance: seededEntropy(seed), context: () => ({ State: { Name: 'S' } }) }));

const errorOf = (text: string, input: Json = {}): StateError => {
  try {
    evaluate(text, input);
  } catch (error) {
    if (error instanceof StateError) return error;
    throw error;
  }
  throw new Error(`${text} did not fail`);
};

const NINE = { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9], lookingFor: 5 };

test.each<[string, Json, Json]>([
  ['States.Array($.Id)', { Id: 123456 }, [123456]],
  ['States.Array()', {}, []],
  ["States.Array('a', 1, true, null, $.x)", { x: { y: 1 } }, ['a', 1, true, null, { y: 1 }]],
  ['States.ArrayPartition($.inputArray,4)', NINE, [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
  ['States.ArrayContains($.inputArray, $.lookingFor)', NINE, true],
  ['States.ArrayContains($.a, $.b)', { a: [{ x: [1] }], b: { x: [2] } }, false],
  ['States.ArrayContains($.a, $.b)', { a: [{ x: [1], y: 2 }], b: { y: 2, x: [1] } }, true],
  ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
  ['States.ArrayRange(3, 0, -1)', {}, [3, 2, 1, 0]],
  ['States.ArrayRange(1, 8, 3)', {}, [1, 4, 7]],
  ['States.ArrayGetItem($.inputArray, 5)', NINE, 6],
  ['States.ArrayLength($.inputArray)', NINE, 9],
  ['States.ArrayUnique($.inputArray)', { inputArray: [1, 2, 3, 3, 3, 3, 3, 3, 4] }, [1, 2, 3, 4]],
  ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
  ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
  ["States.Hash('input data', 'SHA-1')", {}, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  ["States.Hash('input data', 'MD5')", {}, '812f45842bc6d66ee14572ce20db8e86'],
  [
    'States.JsonMerge($.json1, $.json2, false)',
    { json1: { a: { a1: 1, a2: 2 }, b: 2 }, json2: { a: { a3: 1, a4: 2 }, c: 3 } },
    { a: { a3: 1, a4: 2 }, b: 2, c: 3 },
  ],
  ['States.StringToJson($.s)', { s: '{"foo": ["bar"]}' }, { foo: ['bar'] }],
  ['States.JsonToString($.v)', { v: { foo: 'bar', n: [1, null] } }, '{"foo":"bar","n":[1,null]}'],
  ['States.MathAdd(111, -1)', {}, 110],
  ["States.StringSplit('1,2,3,4,5', ',')", {}, ['1', '2', '3', '4', '5']],
  ["States.StringSplit('This.is+a,test=string', '.+,=')", {}, ['This', 'is', 'a', 'test', 'string']],
  ["States.Format('Hello, my name is {}.', 'Arnav')", {}, 'Hello, my name is Arnav.'],
  [
    'States.Format($.template, $.name)',
    { template: 'Hello, my name is {}.', name: 'Arnav' },
    'Hello, my name is Arnav.',
  ],
  ["States.Format('{} {} {}', 1.5, true, null)", {}, '1.5 true null'],
  ["States.Format('\\{\\}: {} it\\'s', 'x')", {}, "{}: x it's"],
  ["States.Format('{}', $.o)", { o: { a: 1, b: ['x', { c: null }] } }, '{a=1, b=[x, {c=null}]}'],
  ["States.Format('{}', $$.State.Name)", {}, 'S'],
  ["States.ArrayGetItem(States.StringSplit('a-b', '-'), States.MathAdd(0, 1))", {}, 'b'],
])('%s', (text, input, expected) => {
  expect(evaluate(text, input)).toEqual(expected);
});

test('States.MathRandom stays below its end, and repeats with a seed', () => {
  const drawn = Array.from({ length: 50 }, (_, seed) => evaluate('States.MathRandom(1, 4)', {}, seed));

  expect(new Set(drawn)).toEqual(new Set([1, 2, 3]));
  expect(evaluate('States.MathRandom(1, 999, 7)', {}, 1)).toBe(evaluate('States.MathRandom(1, 999, 7)', {}, 2));
});

test('States.UUID is a version 4 UUID, another each time', () => {
  const twice = evaluate('States.Array(States.UUID(), States.UUID())') as readonly string[];

  expect(twice[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(twice[0]).not.toBe(twice[1]);
});

test('an argument that finds nothing is a runtime error in the words of the service', () => {
  const { error, cause } = errorOf("States.Format('{} to {}', $.from, $.to)", { from: 1 });

  expect(error).toBe('States.Runtime');
  expect(cause).toBe(
    "The function 'States.Format('{} to {}', $.from, $.to)' had the following error: The JsonPath argument for the field '$.to' could not be found in the input '{\"from\":1}'",
  );
});

test.each<[string, Json, RegExp]>([
  ['States.ArrayPartition($.a, 0)', { a: [1] }, /chunk size must be a positive integer/],
  ['States.ArrayGetItem($.a, 1)', { a: [1] }, /index 1 is out of bounds for an array of 1/],
  ['States.ArrayRange(0, 1000, 1)', {}, /at most 1000 elements/],
  ['States.ArrayLength($.a)', { a: 'text' }, /argument 1 must be an array/],
  ['States.JsonMerge($.a, $.a, true)', { a: {} }, /only shallow merging/],
  ["States.StringToJson('{')", {}, /JSON/],
  ["States.Format('{} {}', 1)", {}, /more \{\} than arguments/],
  ["States.Format('{}', 1, 2)", {}, /more arguments than \{\}/],
  ["States.Base64Decode('*')", {}, /not valid Base64/],
  ["States.Hash('x', 'SHA-3')", {}, /algorithm must be one of MD5, SHA-1/],
  ['States.MathAdd(1)', {}, /expected 2 arguments but received 1/],
])('%s fails as an intrinsic function', (text, input, reason) => {
  const { error, cause } = errorOf(text, input);

  expect(error).toBe('States.IntrinsicFailure');
  expect(cause).toMatch(reason);
});

test('a range of 1000 elements is still allowed', () => {
  expect(evaluate('States.ArrayRange(1, 1000, 1)')).toHaveLength(1000);
});

test.each([
  'States.None()',
  'States.Format',
  "States.Format('open",
  'States.Array(1,)',
  'States.Array(1) 2',
  'States.Array(x)',
])('refuses %s, which is no call', (text) => {
  expect(() => compileIntrinsic(text)).toThrow(/States|position/);
});

test('functions are nested at most ten deep', () => {
  const nested = (depth: number): string => (depth === 1 ? 'States.Array(1)' : `States.Array(${nested(depth - 1)})`);

  expect(() => compileIntrinsic(nested(10))).not.toThrow();
  expect(() => compileIntrinsic(nested(11))).toThrow(/nested at most 10 deep/);
});
