/** The fields of a Map state that say what it runs over, how much at a time, and how many failures it bears. */
import type { MapState, QueryLanguage } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import type { Expression, Scope } from '../expression';
import { isObject, textOf } from '../json';
import { isJsonata, requiredValue, unexpectedType } from '../jsonata/expression';
import { QueryEvaluationError } from '../jsonata/query-evaluation-error';
import { compileJsonataTemplate, queryAt } from '../jsonata/template';
import { compileSelectingPath } from '../paths/compile-path';
import { runtimeError, type StateError } from '../state-error';
import { compileTemplate } from '../template';

/** Throws `StateError` for what is no list of items. `scope.input` is the state's selected input. */
export type Items = (scope: Scope) => readonly Json[];

export interface CompiledItems {
  readonly items: Items;
  /** Whether they are the same each time they are asked for. An expression may draw on chance and time. */
  readonly repeatable: boolean;
}

export function compileItems(state: MapState, language: QueryLanguage, mode: 'INLINE' | 'DISTRIBUTED'): CompiledItems {
  if (language === 'JSONata') return compileQueriedItems(state.Items, mode);
  const { ItemsPath: path = '$' } = state;
  const select = compileSelectingPath(state.ItemsPath, 'ItemsPath');
  const items: Items = (scope) => {
    const found = select(scope);
    const list = mode === 'DISTRIBUTED' ? listOf(found) : found;
    if (Array.isArray(list)) return list;
    throw runtimeError(`Reference path "${path}" must point to array, but was ${textOf(found)}`);
  };
  return { items, repeatable: true };
}

function compileQueriedItems(given: Json | undefined, mode: 'INLINE' | 'DISTRIBUTED'): CompiledItems {
  if (typeof given === 'string' && isJsonata(given)) {
    const query = queryAt(given, 'Items');
    const items: Items = (scope) => {
      const found = requiredValue(query, scope, 'Items');
      const list = mode === 'DISTRIBUTED' ? listOf(found) : found;
      if (Array.isArray(list)) return list;
      throw unexpectedType(query, 'Items', 'array', found);
    };
    return { items, repeatable: false };
  }
  const template: Expression = given === undefined ? ({ input }) => input : compileJsonataTemplate(given, 'Items');
  const items: Items = (scope) => {
    const found = template(scope);
    const list = listOf(found);
    if (Array.isArray(list)) return list;
    throw new QueryEvaluationError('Items', `The Items field must be an array or an object, but was: ${textOf(found)}`);
  };
  return { items, repeatable: given === undefined };
}

/** Distributed mode: "a JSON object … iterates over key-value pairs". */
const listOf = (value: Json): Json =>
  isObject(value) ? Object.entries(value).map(([Key, Value]): JsonObject => ({ Key, Value })) : value;

export function compileItemSelector(state: MapState, language: QueryLanguage): Expression | undefined {
  const selector = state.ItemSelector ?? state.Parameters;
  if (selector === undefined) return undefined;
  return language === 'JSONata'
    ? compileJsonataTemplate(selector, 'ItemSelector')
    : compileTemplate(selector, 'ItemSelector');
}

/** A number of a Map state, as its field, its path or its expression gives it; nothing where there is none. */
export type MapNumber = (scope: Scope) => number | undefined;

type NumberField = 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage';

export function compileMapNumber(state: MapState, field: NumberField, language: QueryLanguage): MapNumber {
  const { kind, wanted, range, error } = NUMBERS[field];
  const checked = (value: number, fail: (cause: string) => StateError): number => {
    if (range(value)) return value;
    throw fail(`${field} ${error}`);
  };
  const literal = state[field];
  if (language === 'JSONata' && typeof literal === 'string' && isJsonata(literal)) {
    const query = queryAt(literal, field);
    return (scope) => {
      const value = requiredValue(query, scope, field);
      if (typeof value !== 'number' || !wanted(value)) throw unexpectedType(query, field, kind, value);
      return checked(value, (cause) => new QueryEvaluationError(field, `${cause}.`));
    };
  }
  const path = state[`${field}Path`];
  if (path === undefined) return () => (literal === undefined ? undefined : Number(literal));
  const select = compileSelectingPath(path, `${field}Path`);
  return (scope) => {
    const value = select(scope);
    if (typeof value === 'number' && wanted(value)) return checked(value, (cause) => runtimeError(`${cause}.`));
    const seen = typeof value === 'string' ? value : textOf(value);
    throw runtimeError(`The ${field}Path field refers to value "${seen}" which is not a valid ${kind}: ${path}`);
  };
}

interface NumberRule {
  readonly kind: 'integer' | 'float';
  readonly wanted: (value: number) => boolean;
  readonly range: (value: number) => boolean;
  /** What the field must be. */
  readonly error: string;
}

const NUMBERS: { readonly [F in NumberField]: NumberRule } = {
  MaxConcurrency: {
    kind: 'integer',
    wanted: Number.isInteger,
    range: (value) => value >= 0,
    error: 'must not be negative',
  },
  ToleratedFailureCount: {
    kind: 'integer',
    wanted: Number.isInteger,
    range: (value) => value >= 0,
    error: 'cannot be negative',
  },
  ToleratedFailurePercentage: {
    kind: 'float',
    wanted: Number.isFinite,
    range: (value) => value >= 0 && value <= 100,
    error: 'must be between 0 and 100',
  },
};
