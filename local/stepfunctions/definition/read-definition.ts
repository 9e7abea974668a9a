/** From a definition's text to a compiled machine, or to everything that is wrong with it. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { compileMachine, DefinitionError, type Machine } from '../interpreter/machine';
import { isObject } from '../json';
import { checkExpressions } from './check-expressions';
import { checkFlow } from './check-flow';
import { checkShape } from './check-shape';
import { type Diagnostic, type Warning, wrongSchema } from './diagnostic';
import { isTooDeep, MAX_NESTING } from './nesting';
import { warningsOf } from './warnings';

export type ReadDefinition =
  | { readonly kind: 'valid'; readonly machine: Machine; readonly warnings: readonly Warning[] }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

export function readDefinition(text: string): ReadDefinition {
  const parsed = parse(text);
  if (parsed.kind === 'invalid') return parsed;
  const { definition } = parsed;
  const shape = checkShape(definition);
  const language = definition.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  const wrong = [...shape, ...checkExpressions(definition, language, '')];
  if (wrong.length > 0) return { kind: 'invalid', diagnostics: wrong };
  // The shape has been checked: what the types promise is there.
  const machine = definition as unknown as StateMachineDefinition;
  const flow = checkFlow(machine, '');
  if (flow.length > 0) return { kind: 'invalid', diagnostics: flow };
  try {
    return { kind: 'valid', machine: compileMachine(machine), warnings: warningsOf(machine, language) };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return { kind: 'invalid', diagnostics: [wrongSchema(error.message, error.location)] };
  }
}

type Parsed =
  | { readonly kind: 'object'; readonly definition: JsonObject }
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] };

function parse(text: string): Parsed {
  const refused = (code: Diagnostic['code'], message: string): Parsed => ({
    kind: 'invalid',
    diagnostics: [{ code, message, location: undefined }],
  });
  const invalid = (message: string) => refused('INVALID_JSON_DESCRIPTION', message);
  try {
    const definition = JSON.parse(text) as Json;
    if (isTooDeep(definition))
      return refused('TOO_DEEPLY_NESTED', `The definition is nested more than ${MAX_NESTING} deep`);
    return isObject(definition) ? { kind: 'object', definition } : invalid('The definition is not a JSON object');
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}
