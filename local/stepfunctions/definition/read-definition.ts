/** From a definition's text to a compiled machine, or to everything that is wrong with it. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { compileMachine, DefinitionError, type Machine } from '../interpreter/machine';
import { isObject } from '../json';
import { checkFlow } from './check-flow';
import { checkShape } from './check-shape';
import { type Diagnostic, wrongSchema } from './diagnostic';

export type ReadDefinition =
  | { readonly kind: 'valid'; readonly machine: Machine }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

export function readDefinition(text: string): ReadDefinition {
  const parsed = parse(text);
  if (parsed.kind === 'invalid') return parsed;
  const { definition } = parsed;
  const shape = checkShape(definition, '');
  if (shape.length > 0) return { kind: 'invalid', diagnostics: shape };
  // The shape has been checked: what the types promise is there.
  const machine = definition as unknown as StateMachineDefinition;
  const flow = checkFlow(machine, '');
  if (flow.length > 0) return { kind: 'invalid', diagnostics: flow };
  try {
    return { kind: 'valid', machine: compileMachine(machine) };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return { kind: 'invalid', diagnostics: [wrongSchema(error.message, error.location)] };
  }
}

type Parsed =
  | { readonly kind: 'object'; readonly definition: JsonObject }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

function parse(text: string): Parsed {
  const invalid = (message: string): Parsed => ({
    kind: 'invalid',
    diagnostics: [{ code: 'INVALID_JSON_DESCRIPTION', message, location: undefined }],
  });
  try {
    const definition = JSON.parse(text) as Json;
    return isObject(definition) ? { kind: 'object', definition } : invalid('The definition is not a JSON object');
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}
