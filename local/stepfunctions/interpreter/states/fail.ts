/** Fail: ends its thread of control with an error. It is never left, so it has no exit event. */
import type { FailState } from '../../../../lib/asl/language';
import type { Expression, Scope } from '../../expression';
import { textOf } from '../../json';
import { isJsonata, requiredValue, unexpectedType } from '../../jsonata/expression';
import { queryAt } from '../../jsonata/template';
import { compileFieldValue } from '../../paths/compile-path';
import { inField } from '../../paths/scanner';
import { runtimeError } from '../../state-error';
import { scopeOf } from '../context';
import { failed } from '../failure';
import type { Where } from '../machine';
import type { Entered, Step } from '../step';

type Text = (scope: Scope) => string | null;

export interface CompiledFail {
  readonly type: 'Fail';
  readonly name: string;
  readonly error: Text;
  readonly cause: Text;
}

export function compileFail(name: string, state: FailState, { language }: Where): CompiledFail {
  if (language === 'JSONata') {
    return {
      type: 'Fail',
      name,
      error: compileJsonataText(state.Error, 'Error'),
      cause: compileJsonataText(state.Cause, 'Cause'),
    };
  }
  return {
    type: 'Fail',
    name,
    error: compileText(state.Error, state.ErrorPath, 'ErrorPath'),
    cause: compileText(state.Cause, state.CausePath, 'CausePath'),
  };
}

function compileText(literal: string | undefined, path: string | undefined, field: string): Text {
  if (path === undefined) return () => literal ?? null;
  const wanted = 'a valid JSONPath or a valid intrinsic function call';
  const value: Expression = inField(field, wanted, () => compileFieldValue(path, field));
  return (scope) => {
    const found = value(scope);
    if (typeof found === 'string') return found;
    throw runtimeError(`The ${field} field refers to a value that is not a string: ${path} == ${textOf(found)}`);
  };
}

function compileJsonataText(text: string | undefined, field: string): Text {
  if (text === undefined || !isJsonata(text)) return () => text ?? null;
  const query = queryAt(text, field);
  return (scope) => {
    const value = requiredValue(query, scope, field);
    if (typeof value === 'string') return value;
    throw unexpectedType(query, field, 'string', value);
  };
}

export function enterFail(entered: Entered<CompiledFail>): Step {
  const { state, branch } = entered;
  const scope = scopeOf(entered);
  const failure = { error: state.error(scope), cause: state.cause(scope) };
  return failed(entered, failure, { lastEventId: branch.lastEventId, origin: 'work' });
}
