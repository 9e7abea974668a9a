/** TimeoutSeconds and HeartbeatSeconds of a task: a number, a path (JSONPath), or an expression (JSONata). */
import type { QueryLanguage, TaskState } from '../../../lib/asl/language';
import type { Scope } from '../expression';
import { textOf } from '../json';
import { isJsonata, requiredValue, unexpectedType } from '../jsonata/expression';
import { QueryEvaluationError } from '../jsonata/query-evaluation-error';
import { queryAt } from '../jsonata/template';
import { compileSelectingPath } from '../paths/compile-path';
import { runtimeError } from '../state-error';

export type Seconds = (scope: Scope) => number | undefined;

export function compileTaskSeconds(
  state: TaskState,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
  language: QueryLanguage,
): Seconds {
  const literal = state[field];
  if (language === 'JSONata' && typeof literal === 'string' && isJsonata(literal))
    return compileQueried(literal, field);
  const path = state[`${field}Path`];
  if (path === undefined) return () => (literal === undefined ? undefined : Number(literal));
  const select = compileSelectingPath(path, `${field}Path`);
  return (scope) => {
    const value = select(scope);
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    throw runtimeError(`The ${field}Path parameter does not reference a positive integer: ${path} == ${textOf(value)}`);
  };
}

function compileQueried(text: string, field: string): Seconds {
  const query = queryAt(text, field);
  return (scope) => {
    const value = requiredValue(query, scope, field);
    if (typeof value !== 'number' || !Number.isInteger(value)) throw unexpectedType(query, field, 'integer', value);
    if (value > 0) return value;
    throw new QueryEvaluationError(field, `The ${field} field must be a positive integer: ${value}`);
  };
}
