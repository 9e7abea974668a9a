/** Every comparison operator of a Choice state: what it holds for, and that a value of another type never compares. */
import type { ChoiceRule } from '../../../lib/asl/language';
import type { Json } from '../../../lib/units';
import { COMPARISON_OPERATORS, compileCondition } from '../../../local/stepfunctions/interpreter/choice-rules';
import { aScope } from './a-scope';

const holds = (rule: ChoiceRule, input: Json) => compileCondition(rule)(aScope(input));

const EARLY = '2026-01-01T00:00:00Z';
const LATE = '2026-01-01T00:00:00.001Z';

/** Of each family: a smaller value, a greater one, and some of other types. */
const FAMILIES: readonly [string, Json, Json, readonly Json[]][] = [
  ['String', 'A', 'B', [null, 1, true, {}, []]],
  ['Numeric', 1, 1.5, [null, '1', true, {}, []]],
  ['Timestamp', EARLY, LATE, [null, 1, 'yesterday', '2026-01-01', {}]],
];

describe.each(FAMILIES)('%s comparisons', (family, low, high, others) => {
  test.each<[string, readonly boolean[]]>([
    ['Equals', [false, true, false]],
    ['LessThan', [true, false, false]],
    ['LessThanEquals', [true, true, false]],
    ['GreaterThan', [false, false, true]],
    ['GreaterThanEquals', [false, true, true]],
  ])('%s of a smaller, an equal and a greater value', (comparison, expected) => {
    const pairs = [
      { v: low, w: high },
      { v: low, w: low },
      { v: high, w: low },
    ];

    const literal = pairs.map((pair) => holds({ Variable: '$.v', [family + comparison]: pair.w }, pair));
    const byPath = pairs.map((pair) => holds({ Variable: '$.v', [`${family}${comparison}Path`]: '$.w' }, pair));

    expect(literal).toEqual(expected);
    expect(byPath).toEqual(expected);
    for (const other of others)
      expect(holds({ Variable: '$.v', [family + comparison]: low }, { v: other })).toBe(false);
  });
});

test.each<[string, Json, Json, boolean]>([
  ['BooleanEquals', true, true, true],
  ['BooleanEquals', false, false, true],
  ['BooleanEquals', true, false, false],
  ['BooleanEquals', true, 'true', false],
  ['StringMatches', 'log-*.txt', 'log-2026.txt', true],
  ['StringMatches', 'log-*.txt', 'log-2026_txt', false],
  ['StringMatches', '*.*', 'a.b', true],
  ['StringMatches', 'a\\*b', 'a*b', true],
  ['StringMatches', 'a\\*b', 'axb', false],
  ['StringMatches', '*', '', true],
  ['StringMatches', '*', 1, false],
  ['IsNull', true, null, true],
  ['IsNull', false, null, false],
  ['IsNull', true, 0, false],
  ['IsNumeric', true, 0, true],
  ['IsNumeric', true, '0', false],
  ['IsString', true, '', true],
  ['IsBoolean', true, false, true],
  ['IsTimestamp', true, EARLY, true],
  ['IsTimestamp', true, '2026-02-30T00:00:00Z', false],
  ['IsTimestamp', false, 'soon', true],
  ['IsPresent', true, null, true],
])('%s %j of %j is %s', (operator, operand, value, expected) => {
  expect(holds({ Variable: '$.v', [operator]: operand }, { v: value })).toBe(expected);
});

test('IsPresent is the only test that a missing variable passes without an error', () => {
  expect(holds({ Variable: '$.v', IsPresent: true }, {})).toBe(false);
  expect(holds({ Variable: '$.v', IsPresent: false }, {})).toBe(true);
  expect(() => holds({ Variable: '$.v', IsNull: true }, {})).toThrow(/Invalid path '\$\.v'/);
  expect(() => holds({ Variable: '$.a', NumericEqualsPath: '$.v' }, { a: 1 })).toThrow(/Invalid path '\$\.v'/);
});

test('And and Or stop at the first rule that decides', () => {
  const missing: ChoiceRule = { Variable: '$.none', NumericEquals: 1 };
  const yes: ChoiceRule = { Variable: '$.a', NumericEquals: 1 };

  expect(holds({ Or: [yes, missing] }, { a: 1 })).toBe(true);
  expect(holds({ And: [{ Not: yes }, missing] }, { a: 1 })).toBe(false);
  expect(() => holds({ And: [yes, missing] }, { a: 1 })).toThrow(/Invalid path/);
});

test('the language has 39 operators', () => {
  expect(COMPARISON_OPERATORS.size).toBe(39);
});

test('refuses a rule without a comparison', () => {
  expect(() => compileCondition({ Variable: '$.a' })).toThrow(/no comparison operator/);
  expect(() => compileCondition({ NumericEquals: 1 })).toThrow(/needs a Variable/);
});
