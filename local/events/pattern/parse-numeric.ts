/** `numeric`: one comparison, or a lower bound followed by an upper one. */
import { type Condition, comparable } from './condition';
import { refuse } from './invalid-pattern';
import type { LocatedJson, Place } from './located-json';

const MAX = 5e9;
const OUT_OF_RANGE = 'Value must be between -5.0E9 and 5.0E9, inclusive';

export function parseNumeric(value: LocatedJson): Condition {
  if (value.kind !== 'array') return refuse('Value of numeric must be an array.', value.at);
  const [operator, operand, ...rest] = value.items;
  if (operator?.kind !== 'string') {
    return refuse(
      `Invalid member in numeric match: ${operator === undefined ? ']' : textOf(operator)}`,
      operator?.at ?? value.end,
    );
  }
  const comparison = comparisons[operator.value];
  if (comparison === undefined) {
    return refuse(`Unrecognized numeric range operator: ${operator.value}`, operand?.at ?? value.end);
  }
  const bound = numberOf(operand, operator.value === '=' ? 'equals' : operator.value, value.end);
  const [next] = rest;
  if (next === undefined) return comparison(bound, operand?.at ?? value.end);
  if (operator.value !== '>' && operator.value !== '>=') {
    return refuse('Too many elements in numeric expression', next.at);
  }
  return completeRange(bound, operator.value === '>=', rest, value.end);
}

const comparisons: { readonly [operator: string]: (bound: number, at: Place) => Condition } = {
  '=': (bound, at) => {
    const value = bounded(bound, at);
    return { kind: 'numeric', lower: { value, inclusive: true }, upper: { value, inclusive: true } };
  },
  '>': (bound, at) => range(bound, false, MAX, true, at),
  '>=': (bound, at) => range(bound, true, MAX, true, at),
  '<': (bound, at) => range(-MAX, true, bound, false, at),
  '<=': (bound, at) => range(-MAX, true, bound, true, at),
};

function completeRange(bottom: number, fromInclusive: boolean, rest: readonly LocatedJson[], end: Place): Condition {
  const [operator, operand, excess] = rest;
  if (operator?.kind !== 'string') {
    return refuse(
      `Bad value in numeric range: ${operator === undefined ? ']' : textOf(operator)}`,
      operator?.at ?? end,
    );
  }
  if (operator.value !== '<' && operator.value !== '<=') {
    return refuse(`Bad numeric range operator: ${operator.value}`, operator.at);
  }
  const top = numberOf(operand, operator.value, end);
  if (excess !== undefined) return refuse('Too many terms in numeric range expression', excess.at);
  return range(bottom, fromInclusive, top, operator.value === '<=', end);
}

function range(bottom: number, fromInclusive: boolean, top: number, toInclusive: boolean, at: Place): Condition {
  if (bottom >= top) return refuse('Bottom must be less than top', at);
  return {
    kind: 'numeric',
    lower: { value: bounded(bottom, at), inclusive: fromInclusive },
    upper: { value: bounded(top, at), inclusive: toInclusive },
  };
}

export function bounded(value: number, at: Place): number {
  return comparable(value) ?? refuse(OUT_OF_RANGE, at);
}

function numberOf(json: LocatedJson | undefined, operator: string, end: Place): number {
  return json?.kind === 'number' ? json.value : refuse(`Value of ${operator} must be numeric`, json?.at ?? end);
}

function textOf(json: LocatedJson): string {
  if (json.kind === 'object') return '{';
  return json.kind === 'array' ? '[' : String(json.value);
}
