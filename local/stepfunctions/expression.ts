/** An expression of the language, compiled: from what a state can see, a value. */
import type { EpochMillis, Json, JsonObject } from '../../lib/units';
import type { Entropy } from '../entropy';

export interface Scope {
  /** What `$` stands for in JSONPath, and `$states.input` in JSONata. */
  readonly input: Json;
  /** `$states.result`; nothing until the work of the state is done. */
  readonly result: Json | undefined;
  /** `$states.errorOutput`, in a Catch. */
  readonly errorOutput: Json | undefined;
  /** Every variable that the state can read, by its name without `$`. */
  readonly variables: JsonObject;
  /** What `$$` stands for, and `$states.context`; built when first asked for. */
  context(): JsonObject;
  /** Chance for `States.UUID`, `States.MathRandom`, `$uuid` and `$random`. */
  readonly chance: Entropy;
  /** `$now` and `$millis`. */
  readonly now: EpochMillis;
}

/** Throws `StateError`. */
export type Expression = (scope: Scope) => Json;

const withParts = (scope: Scope, input: Json, result: Json | undefined, errorOutput: Json | undefined): Scope => ({
  input,
  result,
  errorOutput,
  variables: scope.variables,
  context: () => scope.context(),
  chance: scope.chance,
  now: scope.now,
});

export const within = (scope: Scope, input: Json): Scope => withParts(scope, input, scope.result, scope.errorOutput);

export const withResult = (scope: Scope, result: Json): Scope =>
  withParts(scope, scope.input, result, scope.errorOutput);

export const withErrorOutput = (scope: Scope, errorOutput: Json): Scope =>
  withParts(scope, scope.input, scope.result, errorOutput);
