/** Computes an expression over the series that its names stand for. */
import { assertNever } from '../../../lib/units';
import type { BinaryOperator, Expression } from './expression';
import { FUNCTIONS, filled, type Scope } from './functions';
import { InvalidExpression } from './parse';
import { combined, type MathValue, mapped } from './value';

const flag = (holds: boolean): number => (holds ? 1 : 0);

const OPERATORS: { readonly [O in BinaryOperator]: (a: number, b: number) => number | undefined } = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  // A division by zero has no data point.
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '^': (a, b) => a ** b,
  '<': (a, b) => flag(a < b),
  '>': (a, b) => flag(a > b),
  '<=': (a, b) => flag(a <= b),
  '>=': (a, b) => flag(a >= b),
  '==': (a, b) => flag(a === b),
  '!=': (a, b) => flag(a !== b),
  AND: (a, b) => flag(a !== 0 && b !== 0),
  OR: (a, b) => flag(a !== 0 || b !== 0),
};

/** `resultOf` answers what an id stands for. Throws `InvalidExpression`. */
export function evaluate(expression: Expression, resultOf: (id: string) => MathValue, scope: Scope): MathValue {
  const inner = (each: Expression) => evaluate(each, resultOf, scope);
  switch (expression.kind) {
    case 'number':
      return expression;
    case 'text':
      throw new InvalidExpression(`unexpected text '${expression.value}'`);
    case 'name':
      return resultOf(expression.name);
    case 'list':
      return { kind: 'list', series: expression.items.flatMap((item) => seriesOf(inner(item), scope)) };
    case 'negative':
      return mapped(inner(expression.operand), (point) => -point);
    case 'binary':
      return combined(inner(expression.left), inner(expression.right), OPERATORS[expression.operator]);
    case 'call':
      return call(expression, inner, scope);
    default:
      return assertNever(expression);
  }
}

function call(
  { name, args }: Extract<Expression, { kind: 'call' }>,
  inner: (expression: Expression) => MathValue,
  scope: Scope,
): MathValue {
  const [first, second] = args;
  if (name === 'METRICS') return { kind: 'list', series: metricsOf(first, scope) };
  if (name === 'FILL') {
    if (first === undefined || second === undefined) throw new InvalidExpression('FILL takes two arguments');
    const word = second.kind === 'name' ? second.name.toUpperCase() : '';
    return filled(inner(first), word === 'REPEAT' || word === 'LINEAR' ? word : inner(second));
  }
  const run = FUNCTIONS[name];
  if (run === undefined) throw new InvalidExpression(`the function ${name} is not modelled`);
  return run(args.map(inner), scope);
}

/** `METRICS()`, or `METRICS("errors")` for those whose id holds the text. */
function metricsOf(filter: Expression | undefined, { metrics }: Scope) {
  const text = filter?.kind === 'text' ? filter.value : '';
  return [...metrics].filter(([id]) => id.includes(text)).map(([, points]) => points);
}

function seriesOf(value: MathValue, { periods }: Scope) {
  if (value.kind === 'list') return value.series;
  return [value.kind === 'series' ? value.points : Array.from({ length: periods }, () => value.value)];
}
