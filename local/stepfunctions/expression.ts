/** An expression of the language, compiled: from what a state can see, a value. */
import type { Json, JsonObject } from '../../lib/units';
import type { Entropy } from '../entropy';

export interface Scope {
  /** What `$` stands for. */
  readonly input: Json;
  /** What `$$` stands for; built when first asked for. */
  context(): JsonObject;
  /** Chance for `States.UUID` and `States.MathRandom`. */
  readonly chance: Entropy;
}

/** Throws `StateError`. */
export type Expression = (scope: Scope) => Json;

export const within = (scope: Scope, input: Json): Scope => ({
  input,
  context: () => scope.context(),
  chance: scope.chance,
});
