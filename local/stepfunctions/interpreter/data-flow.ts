/**
 * How data passes through a state: InputPath, Parameters, (the work), ResultSelector, ResultPath, OutputPath.
 * Step Functions Developer Guide, "Processing input and output in Step Functions".
 */
import type { Json, JsonObject } from '../../../lib/units';
import { type Expression, type Scope, within } from '../expression';
import { textOf } from '../json';
import { compileSelectingPath } from '../paths/compile-path';
import type { JsonPath } from '../paths/json-path';
import { isReferencePath } from '../paths/json-path';
import { parsePath } from '../paths/parse-path';
import { placeResult } from '../paths/result-path';
import { ExpressionError, inField } from '../paths/scanner';
import { RESULT_PATH_MATCH_FAILURE, StateError } from '../state-error';
import { compileTemplate } from '../template';

/** `whole` puts the result in the input's place, `discard` keeps the input. */
export type ResultPlace =
  | { readonly kind: 'whole' }
  | { readonly kind: 'discard' }
  | { readonly kind: 'at'; readonly path: JsonPath };

export interface DataFlow {
  readonly input: Expression;
  readonly parameters: Expression | undefined;
  readonly selector: Expression | undefined;
  readonly resultPlace: ResultPlace;
  readonly output: Expression | undefined;
}

export interface DataFields {
  readonly InputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
}

export function compileDataFlow(fields: DataFields): DataFlow {
  return {
    input: compileSelectingPath(fields.InputPath, 'InputPath'),
    parameters: fields.Parameters === undefined ? undefined : compileTemplate(fields.Parameters, 'Parameters'),
    selector:
      fields.ResultSelector === undefined ? undefined : compileTemplate(fields.ResultSelector, 'ResultSelector'),
    resultPlace: compileResultPath(fields.ResultPath),
    output: fields.OutputPath === undefined ? undefined : compileSelectingPath(fields.OutputPath, 'OutputPath'),
  };
}

export function compileResultPath(text: string | null | undefined): ResultPlace {
  if (text === null) return { kind: 'discard' };
  if (text === undefined || text === '$') return { kind: 'whole' };
  return inField('ResultPath', 'a valid Reference Path', () => {
    const path = parsePath(text);
    if (!isReferencePath(path)) throw new ExpressionError(`'${text}' is not a reference path`);
    return { kind: 'at', path };
  });
}

/** What the work is given: the selected input, or what Parameters make of it. */
export function effectiveInput({ input, parameters }: DataFlow, scope: Scope): Json {
  const selected = input(scope);
  return parameters === undefined ? selected : parameters(within(scope, selected));
}

/** What the state puts out for `result`. The result joins the state's own input, not the selected one. */
export function outputOf({ selector, resultPlace, output }: DataFlow, scope: Scope, result: Json): Json {
  const selected = selector === undefined ? result : selector(within(scope, result));
  const joined = join(resultPlace, scope.input, selected);
  return output === undefined ? joined : output(within(scope, joined));
}

export function join(place: ResultPlace, input: Json, result: Json): Json {
  if (place.kind === 'whole') return result;
  if (place.kind === 'discard') return input;
  const joined = placeResult(place.path, input, result);
  if (joined !== undefined) return joined;
  throw new StateError(
    RESULT_PATH_MATCH_FAILURE,
    `Unable to apply ReferencePath ${place.path.text} to input ${textOf(input)}`,
  );
}
