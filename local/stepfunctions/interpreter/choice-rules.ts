/** The rules of a Choice state. Step Functions Developer Guide, "Choice workflow state": comparison operators. */
import type { ChoiceRule } from '../../../lib/asl/language';
import type { Json } from '../../../lib/units';
import type { Scope } from '../expression';
import { compileLookup } from '../paths/compile-path';
import { ExpressionError } from '../paths/scanner';
import { runtimeError } from '../state-error';
import { parseTimestamp } from '../timestamp';
import { matchesWildcards } from './wildcards';

export type Condition = (scope: Scope) => boolean;
type Compare = (value: Json, operand: Json) => boolean;
type Lookup = (scope: Scope) => Json | undefined;

export function compileCondition(rule: ChoiceRule): Condition {
  if (rule.And !== undefined) {
    const all = rule.And.map(compileCondition);
    return (scope) => all.every((condition) => condition(scope));
  }
  if (rule.Or !== undefined) {
    const any = rule.Or.map(compileCondition);
    return (scope) => any.some((condition) => condition(scope));
  }
  if (rule.Not !== undefined) {
    const condition = compileCondition(rule.Not);
    return (scope) => !condition(scope);
  }
  return compileComparison(rule);
}

function compileComparison(rule: ChoiceRule): Condition {
  const { Variable: variable } = rule;
  if (variable === undefined) throw new ExpressionError('a choice rule needs a Variable, or And, Or or Not');
  const lookup = compileLookup(variable);
  const operator = Object.keys(rule).find((field) => field in TESTS || field in COMPARISONS || isPathOperator(field));
  if (operator === undefined) throw new ExpressionError(`the rule for ${variable} has no comparison operator`);
  const operand = rule[operator] as Json;
  if (operator === 'IsPresent') return (scope) => (lookup(scope) !== undefined) === operand;
  const test = TESTS[operator];
  if (test !== undefined) return (scope) => test(found(lookup, scope, variable)) === operand;
  const compare = COMPARISONS[operator];
  if (compare !== undefined) return (scope) => compare(found(lookup, scope, variable), operand);
  return compilePathComparison(operator.slice(0, -'Path'.length), lookup, variable, String(operand));
}

const isPathOperator = (field: string) => field.endsWith('Path') && field.slice(0, -'Path'.length) in COMPARISONS;

function compilePathComparison(operator: string, lookup: Lookup, variable: string, path: string): Condition {
  const compare = COMPARISONS[operator] ?? never;
  const operand = compileLookup(path);
  return (scope) => compare(found(lookup, scope, variable), found(operand, scope, path));
}

function found(lookup: Lookup, scope: Scope, path: string): Json {
  const value = lookup(scope);
  if (value !== undefined) return value;
  throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
}

const TESTS: { readonly [operator: string]: ((value: Json) => boolean) | undefined } = {
  IsPresent: () => true,
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
};

const never: Compare = () => false;

/** A value of another type than the operator's never compares. */
const numeric =
  (holds: (a: number, b: number) => boolean): Compare =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' && holds(a, b);
const text =
  (holds: (a: string, b: string) => boolean): Compare =>
  (a, b) =>
    typeof a === 'string' && typeof b === 'string' && holds(a, b);
const timestamp = (holds: (a: number, b: number) => boolean): Compare =>
  text((a, b) => {
    const [left, right] = [parseTimestamp(a), parseTimestamp(b)];
    return left !== undefined && right !== undefined && holds(left, right);
  });

const ORDERINGS = {
  Equals: <T>(a: T, b: T) => a === b,
  LessThan: <T>(a: T, b: T) => a < b,
  GreaterThan: <T>(a: T, b: T) => a > b,
  LessThanEquals: <T>(a: T, b: T) => a <= b,
  GreaterThanEquals: <T>(a: T, b: T) => a >= b,
} as const;

const COMPARISONS: { readonly [operator: string]: Compare | undefined } = {
  ...Object.fromEntries(
    Object.entries(ORDERINGS).flatMap(([name, holds]): [string, Compare][] => [
      [`String${name}`, text(holds)],
      [`Numeric${name}`, numeric(holds)],
      [`Timestamp${name}`, timestamp(holds)],
    ]),
  ),
  BooleanEquals: (a, b) => typeof a === 'boolean' && a === b,
  StringMatches: text(matchesWildcards),
};

export const COMPARISON_OPERATORS: ReadonlySet<string> = new Set([
  ...Object.keys(TESTS),
  ...Object.keys(COMPARISONS),
  ...Object.keys(COMPARISONS)
    .filter((operator) => operator !== 'StringMatches')
    .map((operator) => `${operator}Path`),
]);
