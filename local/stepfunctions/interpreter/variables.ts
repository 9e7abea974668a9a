/**
 * Variables: a scope for the machine, and one for each branch of a Parallel state and each iteration of a Map state.
 * Step Functions Developer Guide, "Passing data between states with variables".
 *
 * V1. "Inner scopes can read outer scopes' variables" and assign only their own, which end with the thread. The threads
 *     of a distributed Map are executions of their own, and see nothing from outside.
 * V2. "All variable references use the values as they were on state entry": what a state assigns is seen from the next on.
 */
import type { JsonObject } from '../../../lib/units';
import { MAX_DATA_BYTES, textOf } from '../json';
import { DATA_LIMIT_EXCEEDED, StateError } from '../state-error';
import type { Branch } from './frame';
import type { Place } from './step';

export const NO_VARIABLES: JsonObject = {};

/** The variables that a state can read: those of its own thread, and those around it (V1). */
export const visibleVariables = (entered: { readonly place: Place; readonly branch: Branch }): JsonObject =>
  merged(entered.place.outer, entered.branch.variables);

const merged = (outer: JsonObject, own: JsonObject): JsonObject =>
  outer === NO_VARIABLES ? own : own === NO_VARIABLES ? outer : { ...outer, ...own };

/** What a state has assigned: the variables after it, and each value's text for the history. */
export interface Assigned {
  readonly variables: JsonObject;
  readonly texts: { readonly [name: string]: string };
}

/** "The maximum size of … all variables in a single Assign field is 256 KiB", and of a single variable too. */
const MAX_ASSIGNED_BYTES = MAX_DATA_BYTES;
/** "The total size of all stored variables cannot exceed 10MiB per execution." */
const MAX_VARIABLES_BYTES = 10 * 1024 * 1024;

/** Throws `StateError` past a limit. */
export function assigned(
  {
    place,
    state,
    branch,
  }: { readonly place: Place; readonly state: { readonly name: string }; readonly branch: Branch },
  values: JsonObject,
): Assigned {
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
  const bytes = Object.values(texts).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const variables = { ...branch.variables, ...values };
  if (bytes > MAX_ASSIGNED_BYTES || sizeOf(place.outer) + sizeOf(variables) > MAX_VARIABLES_BYTES) {
    const cause = `The state '${state.name}' assigned variables with a size exceeding the maximum number of bytes service limit.`;
    throw new StateError(DATA_LIMIT_EXCEEDED, cause);
  }
  return { variables, texts };
}

const sizes = new WeakMap<object, number>();

/** Bytes of the values' text; measured once a value, since variables are never changed in place. */
function sizeOf(variables: JsonObject): number {
  let sum = 0;
  for (const value of Object.values(variables)) {
    if (typeof value !== 'object' || value === null) sum += Buffer.byteLength(textOf(value));
    else {
      const size = sizes.get(value) ?? Buffer.byteLength(textOf(value));
      sizes.set(value, size);
      sum += size;
    }
  }
  return sum;
}
