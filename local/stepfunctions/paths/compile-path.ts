/** Paths as the fields of a state use them, compiled once. Each use has words of its own for what is not there. */
import { assertNever, type Json } from '../../../lib/units';
import type { Expression, Scope } from '../expression';
import { compileIntrinsic } from '../intrinsics/compile-intrinsic';
import { isIntrinsic } from '../intrinsics/parse-intrinsic';
import { textOf } from '../json';
import { runtimeError } from '../state-error';
import { evaluatePath, explainMissing } from './evaluate-path';
import type { JsonPath } from './json-path';
import { parsePath } from './parse-path';
import { inField } from './scanner';

export function rootOf({ root }: JsonPath, scope: Scope): Json {
  switch (root) {
    case 'input':
      return scope.input;
    case 'context':
      return scope.context();
    case 'variables':
      return scope.variables;
    default:
      return assertNever(root);
  }
}

/** InputPath, OutputPath, TimeoutSecondsPath and their like. `null` stands for `{}`, no path for everything. */
export function compileSelectingPath(text: string | null | undefined, field: string): Expression {
  if (text === null) return () => ({});
  if (text === undefined || text === '$') return (scope) => scope.input;
  const path = inField(field, 'a valid JSONPath', () => parsePath(text));
  return (scope) => {
    const from = rootOf(path, scope);
    const value = evaluatePath(path, from);
    return value === undefined ? missing(path, from) : value;
  };
}

function missing(path: JsonPath, from: Json): never {
  throw runtimeError(`Invalid path '${path.text}' : ${explainMissing(path, from)}`);
}

/** A field that holds a path or an intrinsic function: those ending in `.$`, ErrorPath and CausePath. */
export function compileFieldValue(text: string, field: string): Expression {
  if (isIntrinsic(text)) return compileIntrinsic(text);
  const path = parsePath(text);
  return (scope) => {
    const from = rootOf(path, scope);
    const value = evaluatePath(path, from);
    if (value !== undefined) return value;
    throw runtimeError(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${textOf(from)}'`,
    );
  };
}

/** A path of a choice rule; `undefined` when nothing is there. */
export function compileLookup(text: string): (scope: Scope) => Json | undefined {
  const path = parsePath(text);
  return (scope) => evaluatePath(path, rootOf(path, scope));
}
