/** The one state that is tested: a definition of its own, or named within a whole machine. */
import { branchesOf } from '../../../lib/asl/graph';
import type { Branch, QueryLanguage, State, StateMachineDefinition } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { diagnosticsText } from '../definition/diagnostic';
import { isTooDeep } from '../definition/nesting';
import { readDefinition } from '../definition/read-definition';
import { invalidDefinition, validationException } from '../errors';
import { isObject } from '../json';

export interface StateUnderTest {
  readonly state: State;
  readonly language: QueryLanguage;
}

/** What a state is called that comes without a machine; so the context object names it even where a machine names it. */
export const TESTED = 'StateName';

/** Throws `InvalidDefinition`, or `ValidationException` where the machine has no such state. */
export function stateUnderTest(definition: string, stateName: string | undefined): StateUnderTest {
  if (stateName === undefined) return aloneIn(definition);
  check(definition);
  // The definition has been checked: what the types promise is there.
  const machine = JSON.parse(definition) as StateMachineDefinition;
  const language = machine.QueryLanguage ?? 'JSONPath';
  const state = find(machine, stateName);
  if (state === undefined) throw validationException(`The definition has no state '${stateName}'`);
  return { state, language: state.QueryLanguage ?? language };
}

function find({ States }: Branch, name: string): State | undefined {
  if (Object.hasOwn(States, name)) return States[name];
  for (const state of Object.values(States)) {
    for (const { branch } of branchesOf(state)) {
      const found = find(branch, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The states that it leads to are not there: each is given a place where the machine could end. */
function aloneIn(definition: string): StateUnderTest {
  const parsed = parsedState(definition);
  const targets = targetsOf(parsed);
  const name = targets.includes(TESTED) ? `${TESTED}UnderTest` : TESTED;
  const states = Object.fromEntries(targets.map((target) => [target, { Type: 'Succeed' }]));
  check(JSON.stringify({ StartAt: name, States: { ...states, [name]: parsed } }));
  // As above.
  const state = parsed as unknown as State;
  return { state, language: state.QueryLanguage ?? 'JSONPath' };
}

function parsedState(definition: string): JsonObject {
  try {
    const parsed = JSON.parse(definition) as Json;
    if (isObject(parsed) && !isTooDeep(parsed)) return parsed;
  } catch (error) {
    throw invalidDefinition(`INVALID_JSON_DESCRIPTION: ${error instanceof Error ? error.message : String(error)}`);
  }
  // What is no object, or nested too deeply, is refused as a machine of its own would be.
  check(definition);
  throw new Error('a definition that is no state was taken for a machine');
}

function targetsOf(state: JsonObject): readonly string[] {
  const rows = [state.Choices, state.Catch].flatMap((list): readonly Json[] => (Array.isArray(list) ? list : []));
  const named = [state.Next, state.Default, ...rows.map((row) => (isObject(row) ? row.Next : undefined))];
  return [...new Set(named.filter((target) => typeof target === 'string'))];
}

function check(definition: string): void {
  const read = readDefinition(definition);
  if (read.kind === 'invalid') throw invalidDefinition(diagnosticsText(read.diagnostics));
}
