/**
 * Whatever an expression says and whatever it is given: a value, or an error of the language; and an end.
 * More runs: FUZZ_RUNS=10000 npx jest <this file>.
 */
import fc from 'fast-check';
import type { Json } from '../../../../lib/units';
import { compileQuery, isJsonata } from '../../../../local/stepfunctions/jsonata/expression';
import { compileFieldValue } from '../../../../local/stepfunctions/paths/compile-path';
import { ExpressionError } from '../../../../local/stepfunctions/paths/scanner';
import { StateError } from '../../../../local/stepfunctions/state-error';
import { aScope } from '../a-scope';
import { runs } from '../any-machine';

const anyJson = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

/** Pieces of a language, put together in any order. */
const piecesOf = (...pieces: readonly string[]) =>
  fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
    ),
    {
      maxLength: 12,
    },
  );

const aPath = piecesOf(
  '$',
  '$$',
  '.',
  '..',
  '*',
  'a',
  '[',
  ']',
  '0',
  '-1',
  ':',
  '?(',
  ')',
  '@',
  '==',
  "'b'",
  '=~',
  '/a+/',
  '&&',
  '!',
  '<',
  '1e3',
).map((pieces) => `$${pieces.join('')}`);
const anIntrinsic = piecesOf(
  'States.Format(',
  'States.Array(',
  'States.MathAdd(',
  'States.JsonMerge(',
  'States.UUID()',
  "'{}'",
  ',',
  ')',
  '$.a',
  '$',
  '1',
  '-2',
  "'\\'x'",
  ' ',
  'States.StringSplit(',
  'null',
).map((pieces) => pieces.join(''));
const aQuery = piecesOf(
  '$states',
  '.input',
  '.a',
  '[0]',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '$sum(',
  '$map(',
  'function($x){',
  '$x',
  ':=',
  ';',
  '1',
  '"s"',
  '+',
  '..',
  '~>',
  '?',
  ':',
  '$string(',
  '$match(',
  '/a/',
  ',',
  '%',
  '**',
  '^(',
  '$now()',
  '$partition(',
  '$range(',
).map((pieces) => `{% ${pieces.join(' ')} %}`);

/** What compiling and evaluating comes to; anything but an error of the language is thrown on. */
const attempt = (work: () => unknown) => {
  try {
    return { kind: 'value', value: work() } as const;
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof StateError)
      return { kind: error.name, value: undefined } as const;
    throw error;
  }
};

/** A value that its text gives again: no hole, no function, no number without a text. */
function expectJson(value: unknown): void {
  const text = JSON.stringify(value);
  expect(JSON.stringify(JSON.parse(text))).toBe(text);
}

test('any path or intrinsic function finds a value, or says in the language’s words why not', () => {
  fc.assert(
    fc.property(fc.oneof(aPath, anIntrinsic), anyJson, (text, input) => {
      const { kind, value } = attempt(() => compileFieldValue(text, 'x.$')(aScope(input)));

      if (kind === 'value') expectJson(value);
    }),
    runs(1_000),
  );
});

test('any JSONata expression finds a value, or says in the language’s words why not', () => {
  fc.assert(
    fc.property(aQuery, anyJson, (text, input) => {
      expect(isJsonata(text)).toBe(true);
      const { kind, value } = attempt(() => compileQuery(text).evaluate(aScope(input), 'Output'));

      if (kind === 'value' && value !== undefined) expectJson(value);
    }),
    runs(500),
  );
});

const MANY = 100_000;
test.each([
  ['parentheses', `$.a[?${'('.repeat(MANY)}@.b${')'.repeat(MANY)}]`],
  ['negations', `$.a[?(${'!'.repeat(MANY)}@.b)]`],
  ['lists', `$.a[?(@.b in ${'['.repeat(MANY)}${']'.repeat(MANY)})]`],
  ['filters', `$.a${'[?(@.a'.repeat(MANY)}${')]'.repeat(MANY)}`],
  ['functions', `${'States.Array('.repeat(MANY)}${')'.repeat(MANY)}`],
  ['a pattern that is none', '$.a[?(@.b =~ /(/)]'],
  ['a number that is none', '$.a[?(@.b == 01)]'],
  ['a number that is none, of a function', 'States.MathAdd(01, 1)'],
])('%s are refused, not fallen over', (_what, text) => {
  expect(attempt(() => compileFieldValue(text, 'x.$')).kind).toBe('ExpressionError');
});

test.each([
  ['parentheses', `${'('.repeat(MANY)}1${')'.repeat(MANY)}`],
  ['sums', `1${'+1'.repeat(MANY)}`],
  ['signs', `${'-'.repeat(MANY)}1`],
])('JSONata: %s are refused, not fallen over', (_what, text) => {
  expect(attempt(() => compileQuery(`{% ${text} %}`)).kind).toBe('ExpressionError');
});
