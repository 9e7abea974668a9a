/**
 * The machine that is run for a test: the state, and behind it a place for every state that it leads to.
 *
 * Where a mock gives the result of the state's work, a task stands in for it: from outside, a Parallel or Map state is a
 * task too. What it does inside is not run.
 */
import type { QueryLanguage, State, StateMachineDefinition, TaskState } from '../../../lib/asl/language';
import { TESTED } from './state-under-test';

/** Where the state led: on by its own fields, or by a row of its Catch. */
export type Destination =
  | { readonly kind: 'next'; readonly to: string }
  | { readonly kind: 'caught'; readonly to: string; readonly catchIndex: number };

export interface StandIn {
  readonly definition: StateMachineDefinition;
  /** The same without Retry and Catch: it ends with the failure itself. */
  readonly unguarded: StateMachineDefinition;
  /** By the name of the state that was entered after it. */
  readonly destinations: ReadonlyMap<string, Destination>;
}

/** A Task resource that answers at once; only its shape matters. */
const MOCKED_RESOURCE = 'arn:aws:states:::lambda:invoke';

export function standInFor(state: State, language: QueryLanguage, mocked: boolean): StandIn {
  const destinations = new Map<string, Destination>();
  const place = (destination: Destination): string => {
    const name = destination.kind === 'next' ? `next ${destination.to}` : `caught ${destination.catchIndex}`;
    destinations.set(name, destination);
    return name;
  };
  const led = { ...leading(mocked ? mockedTask(state) : state, place), QueryLanguage: language };
  const { Retry: _retry, Catch: _catch, ...unguarded } = { Retry: [], Catch: [], ...led };
  const ends = Object.fromEntries([...destinations.keys()].map((name) => [name, END]));
  return {
    definition: machineOf(led, ends),
    unguarded: machineOf(unguarded, ends),
    destinations,
  };
}

const END: State = { Type: 'Succeed' };

const machineOf = (state: State, ends: { readonly [name: string]: State }): StateMachineDefinition => ({
  StartAt: TESTED,
  States: { ...ends, [TESTED]: state },
});

/** The state with every transition led to a place of its own. */
function leading(state: State, place: (destination: Destination) => string): State {
  const next = (to: string) => place({ kind: 'next', to });
  if (state.Type === 'Choice') {
    const choices = state.Choices.map((choice) => ({ ...choice, Next: next(choice.Next) }));
    const { Default: otherwise } = state;
    return { ...state, Choices: choices, ...(otherwise === undefined ? {} : { Default: next(otherwise) }) };
  }
  if (state.Type === 'Succeed' || state.Type === 'Fail') return state;
  const on = state.Next === undefined ? {} : { Next: next(state.Next) };
  if (!('Catch' in state) || state.Catch === undefined) return { ...state, ...on };
  const rows = state.Catch.map((row, catchIndex) => {
    return { ...row, Next: place({ kind: 'caught', to: row.Next, catchIndex }) };
  });
  return { ...state, ...on, Catch: rows };
}

/** What a state that does work has in common with a task. */
const SHARED_FIELDS = [
  'InputPath',
  'OutputPath',
  'Next',
  'End',
  'Assign',
  'Output',
  'ResultPath',
  'ResultSelector',
  'Retry',
  'Catch',
] as const;

/** Parameters of a Map state are those of its items. */
const GIVEN_FIELDS = ['Parameters', 'Arguments'] as const;

function mockedTask(state: State): TaskState {
  const fields: readonly string[] = state.Type === 'Map' ? SHARED_FIELDS : [...SHARED_FIELDS, ...GIVEN_FIELDS];
  const shared = Object.entries(state).filter(([field]) => fields.includes(field));
  return { ...Object.fromEntries(shared), Type: 'Task', Resource: MOCKED_RESOURCE };
}
