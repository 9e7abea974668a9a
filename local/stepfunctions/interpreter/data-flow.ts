/**
 * How data passes through a state. JSONPath: InputPath, Parameters, (the work), ResultSelector, ResultPath, OutputPath.
 * JSONata: Arguments, (the work), Output. Assign beside the output, in both.
 * Step Functions Developer Guide, "Processing input and output in Step Functions".
 */
import type { QueryLanguage } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { type Expression, type Scope, within, withResult } from '../expression';
import { isObject, textOf } from '../json';
import { compileJsonataTemplate } from '../jsonata/template';
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
  /** The selected input. */
  readonly input: Expression;
  /** What the work is given: the selected input, or what Parameters or Arguments make of it. */
  readonly work: Expression;
  /** What the state puts out for the result of its work. */
  readonly output: WithResult;
  /** What the state assigns to variables. */
  readonly assign: Assign | undefined;
}

type WithResult = (scope: Scope, result: Json) => Json;
export type Assign = (scope: Scope, result: Json) => JsonObject;

export interface DataFields {
  readonly InputPath?: string | null;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly OutputPath?: string | null;
}

/** `result`: the state does work, whose result is `$states.result`; any other puts out its input. */
export type Kind = 'result' | 'input';

export const compileDataFlow = (fields: DataFields, language: QueryLanguage, kind: Kind): DataFlow =>
  language === 'JSONata' ? jsonataFlow(fields, kind) : jsonPathFlow(fields);

function jsonPathFlow(fields: DataFields): DataFlow {
  const input = compileSelectingPath(fields.InputPath, 'InputPath');
  const parameters = compileOptional(fields.Parameters, 'Parameters');
  const selector = compileOptional(fields.ResultSelector, 'ResultSelector');
  const place = compileResultPath(fields.ResultPath);
  const filter = fields.OutputPath === undefined ? undefined : compileSelectingPath(fields.OutputPath, 'OutputPath');
  return {
    input,
    work: parameters === undefined ? input : (scope) => parameters(within(scope, input(scope))),
    // The result joins the state's own input, not the selected one.
    output: (scope, result) => {
      const selected = selector === undefined ? result : selector(within(scope, result));
      const joined = join(place, scope.input, selected);
      return filter === undefined ? joined : filter(within(scope, joined));
    },
    assign: compileAssign(fields.Assign, 'JSONPath', within, 'Assign'),
  };
}

const compileOptional = (template: Json | undefined, field: string): Expression | undefined =>
  template === undefined ? undefined : compileTemplate(template, field);

function jsonataFlow(fields: DataFields, kind: Kind): DataFlow {
  const input: Expression = (scope) => scope.input;
  const seen = kind === 'result' ? withResult : (scope: Scope) => scope;
  const output = fields.Output === undefined ? undefined : compileJsonataTemplate(fields.Output, 'Output');
  return {
    input,
    work: fields.Arguments === undefined ? input : compileJsonataTemplate(fields.Arguments, 'Arguments'),
    output: output === undefined ? (_scope, result) => result : (scope, result) => output(seen(scope, result)),
    assign: compileAssign(fields.Assign, 'JSONata', seen, 'Assign'),
  };
}

/** `seen` is what the expressions see of the result: `$` in JSONPath, a part of `$states` in JSONata. */
export function compileAssign(
  template: JsonObject | undefined,
  language: QueryLanguage,
  seen: (scope: Scope, result: Json) => Scope,
  field: string,
): Assign | undefined {
  if (template === undefined || Object.keys(template).length === 0) return undefined;
  const values = language === 'JSONata' ? compileJsonataTemplate(template, field) : compileTemplate(template, field);
  return (scope, result) => {
    const assigned = values(seen(scope, result));
    return isObject(assigned) ? assigned : {};
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
