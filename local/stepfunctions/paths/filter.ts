/** Filters of JSONPath: `[?(@.price < 10 && @.stock)]`. */
import type { Json } from '../../../lib/units';
import { sameJson } from '../json';
import type { JsonPath } from './json-path';

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | 'in' | 'nin';

export type Operand =
  /** `@`: from the element under test. */
  | { readonly kind: 'element'; readonly path: JsonPath }
  /** `$`: from the whole document. */
  | { readonly kind: 'document'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'pattern'; readonly pattern: RegExp };

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'exists'; readonly operand: Operand }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: Operator; readonly right: Operand };

export type Resolve = (path: JsonPath, from: Json) => Json | undefined;

export function matches(filter: Filter, element: Json, document: Json, resolve: Resolve): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((inner) => matches(inner, element, document, resolve));
    case 'or':
      return filter.filters.some((inner) => matches(inner, element, document, resolve));
    case 'not':
      return !matches(filter.filter, element, document, resolve);
    case 'exists':
      return resolved(filter.operand, element, document, resolve) !== undefined;
    case 'compare': {
      const left = resolved(filter.left, element, document, resolve);
      if (filter.right.kind === 'pattern') return typeof left === 'string' && filter.right.pattern.test(left);
      return compare(left, filter.operator, resolved(filter.right, element, document, resolve));
    }
  }
}

function resolved(operand: Operand, element: Json, document: Json, resolve: Resolve): Json | undefined {
  switch (operand.kind) {
    case 'element':
      return resolve(operand.path, element);
    case 'document':
      return resolve(operand.path, document);
    case 'literal':
      return operand.value;
    case 'pattern':
      return undefined;
  }
}

function compare(left: Json | undefined, operator: Operator, right: Json | undefined): boolean {
  switch (operator) {
    case '==':
      return left === right || (left !== undefined && right !== undefined && sameJson(left, right));
    case '!=':
      return !compare(left, '==', right);
    case 'in':
      return left !== undefined && Array.isArray(right) && right.some((item) => sameJson(item, left));
    case 'nin':
      return !compare(left, 'in', right);
    case '=~':
      return false;
    default:
      return ordered(left, right) && inOrder(left, operator, right);
  }
}

type Ordered = number | string;
const ordered = (left: unknown, right: unknown): boolean =>
  (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');

function inOrder(left: Json | undefined, operator: '<' | '<=' | '>' | '>=', right: Json | undefined): boolean {
  const [a, b] = [left, right] as [Ordered, Ordered];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}
