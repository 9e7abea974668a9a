/** `{% … %}`, compiled once: from what a state can see, a value. */
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import { epochMillis } from '../../../lib/units';
import { type Entropy, seededEntropy } from '../../entropy';
import { BoundedCache } from '../bounded-cache';
import type { Scope } from '../expression';
import { textOf } from '../json';
import { ExpressionError } from '../paths/scanner';
import { inPatternTime, PatternTooSlow } from '../pattern-time';
import {
  Budget,
  type JsonataExpression,
  type JsonataNode,
  loadJsonata,
  stackOverflow,
  Uncoded,
  type Value,
} from './engine';
import { addedFunctions } from './functions';
import { plainJson } from './plain-json';
import { QueryEvaluationError } from './query-evaluation-error';

/** "JSONata expressions … must be enclosed by `{%` and `%}`", as the whole of the text. */
const ENCLOSED = /^\{%(.*)%\}$/s;

export const isJsonata = (text: string): boolean => ENCLOSED.test(text);

/** Throws `QueryEvaluationError`. `undefined` where the expression finds nothing. */
export interface JsonataQuery {
  /** The expression without its marks, as messages name it. */
  readonly text: string;
  readonly tree: JsonataNode;
  evaluate(scope: Scope, field: string): Json | undefined;
}

/** Read by the functions of the language while one expression is evaluated, and only then. */
let time: EpochMillis = epochMillis(0);
let chance: Entropy = seededEntropy(0);

const budget = new Budget();
const added = addedFunctions(() => chance);
let load = () => {
  const loaded = loadJsonata({
    now: () => new Date(time),
    fraction: () => chance.fraction(),
    enter: (depth) => budget.enter(depth),
    leave: (value) => budget.leave(value),
  });
  load = () => loaded;
  return loaded;
};

const MAX_CACHED = 10_000;
const compiled = new BoundedCache<string, JsonataQuery>(MAX_CACHED);

/** `text` with its marks. Throws `ExpressionError` for what does not parse. */
export function compileQuery(text: string): JsonataQuery {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const inner = ENCLOSED.exec(text)?.[1]?.trim() ?? '';
  const query = queryOf(inner, compile(inner));
  compiled.set(text, query);
  return query;
}

function compile(text: string): JsonataExpression {
  try {
    const expression = load()(text);
    for (const [name, value] of Object.entries(added)) expression.assign(name, value);
    return expression;
  } catch (error) {
    throw new ExpressionError(messageOf(error));
  }
}

function queryOf(text: string, expression: JsonataExpression): JsonataQuery {
  const asksContext = needsContext(text);
  const evaluate = (states: Value, variables: JsonObject) => expression.evaluate(undefined, { ...variables, states });
  const tree = expression.ast();
  const bounded = hasPattern(tree)
    ? (...given: Parameters<typeof evaluate>) => inPatternTime(() => evaluate(...given))
    : evaluate;
  return {
    text,
    tree,
    evaluate: (scope, field) => {
      time = scope.now;
      chance = scope.chance;
      budget.begin();
      let value: Value;
      try {
        value = bounded(statesOf(scope, asksContext), scope.variables);
      } catch (error) {
        const cause = `The JSONata expression '${text}' specified for the field '${field}' threw an error during evaluation${reasonOf(error)}`;
        throw new QueryEvaluationError(field, cause);
      }
      return value === undefined ? undefined : plainJson(value);
    },
  };
}

/** Whether a regular expression is anywhere in it: the language has them as literals only. */
function hasPattern(tree: JsonataNode): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    if ('type' in node && node.type === 'regex') return true;
    open.push(...Object.values(node));
  }
  return false;
}

/** The context object is built for the expressions that can see it: every other names a part of `$states` beside it. */
const needsContext = (text: string): boolean =>
  text.replace(/\$states\s*\.\s*(?:input|result|errorOutput)\b/g, '').includes('$states');

/** Step Functions Developer Guide, "Passing data between states with variables", "Reserved variable: $states". */
function statesOf(scope: Scope, asksContext: boolean): { readonly [part: string]: Json } {
  const states: { [part: string]: Json } = { input: scope.input };
  if (scope.result !== undefined) states.result = scope.result;
  if (scope.errorOutput !== undefined) states.errorOutput = scope.errorOutput;
  if (asksContext) states.context = scope.context();
  return states;
}

/** A coded error is a sentence of its own; a limit of the service has no code, and follows a colon. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return `: ${stackOverflow().message}`;
  return error instanceof Uncoded || error instanceof PatternTooSlow ? `: ${error.message}` : `. ${messageOf(error)}`;
}

function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' ? `${code}: ${message}` : String(message);
}

/** The value of a field that needs one. */
export function requiredValue(query: JsonataQuery, scope: Scope, field: string): Json {
  const value = query.evaluate(scope, field);
  if (value !== undefined) return value;
  throw new QueryEvaluationError(
    field,
    `The JSONata expression '${query.text}' specified for the field '${field}' returned nothing (undefined).`,
  );
}

/** `expected` in the words of JSONata's own `$type`. */
export function unexpectedType(
  query: JsonataQuery,
  field: string,
  expected: string,
  value: Json,
): QueryEvaluationError {
  return new QueryEvaluationError(
    field,
    `The JSONata expression '${query.text}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${textOf(value)}`,
  );
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
