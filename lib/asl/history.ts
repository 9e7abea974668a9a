/**
 * The longest history that an execution of a generated machine can have. Step Functions ends an execution whose history
 * reaches 25,000 events, which no Catch sees (Developer Guide, "Service quotas"); a saga that could come there is refused.
 * A redrive adds to the same history and is not counted.
 */
import type { SagaDefinition } from '../saga/definition';
import { InvalidDefinition } from '../saga/errors';
import { assertNever } from '../units';
import { transitionsOf } from './graph';
import type { State, StateMachineDefinition, TaskState } from './language';

export const MAX_HISTORY_EVENTS = 25_000;

/** ExecutionStarted, and how it ended. */
const FIRST_AND_LAST = 2;
/** Entered and exited. */
const OF_A_STATE = 2;
/** LambdaFunctionScheduled, LambdaFunctionStarted, and one of Succeeded, Failed and TimedOut. */
const OF_A_TRY = 3;

export interface LongestHistory {
  readonly events: number;
  /** The states on the way to it. */
  readonly states: readonly string[];
}

/** @throws InvalidDefinition naming the state that has the most events */
export function checkHistory(saga: SagaDefinition, machine: StateMachineDefinition): void {
  const { events, states } = longestHistory(machine);
  if (events < MAX_HISTORY_EVENTS) return;
  const ofState = (name: string) => eventsOf(machine.States[name]);
  const worst = states.reduce((one, other) => (ofState(other) > ofState(one) ? other : one));
  throw new InvalidDefinition(
    `saga '${saga.name}': its history could reach ${events} events, and an execution ends at ${MAX_HISTORY_EVENTS}; ` +
      `${states.length} states are on the way, the most of them, ${ofState(worst)}, are of '${worst}', which may be ` +
      `tried ${triesOf(machine.States[worst])} times; lower retry.attempts of '${worst}' and its like, or split the saga`,
  );
}

/** The machine must have no cycle, as no generated one has. */
export function longestHistory({ StartAt, States }: StateMachineDefinition): LongestHistory {
  const known = new Map<string, LongestHistory>();
  const from = (name: string): LongestHistory => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const state = States[name];
    const further = (state === undefined ? [] : transitionsOf(state)).map(({ to }) => from(to));
    const longest = further.reduce((one, other) => (other.events > one.events ? other : one), NOTHING);
    const history = { events: eventsOf(state) + longest.events, states: [name, ...longest.states] };
    known.set(name, history);
    return history;
  };
  const { events, states } = from(StartAt);
  return { events: FIRST_AND_LAST + events, states };
}

const NOTHING: LongestHistory = { events: 0, states: [] };

function eventsOf(state: State | undefined): number {
  switch (state?.Type) {
    case undefined:
      return 0;
    case 'Task':
      return OF_A_STATE + OF_A_TRY * triesOf(state);
    case 'Pass':
    case 'Choice':
    case 'Wait':
    case 'Succeed':
      return OF_A_STATE;
    case 'Fail':
      return 1;
    case 'Parallel':
    case 'Map':
      throw new RangeError(`a ${state.Type} state has no bound on its events`);
    default:
      return assertNever(state);
  }
}

/** Each row of Retry counts its own tries. */
function triesOf(state: State | undefined): number {
  const { Retry = [] }: Pick<TaskState, 'Retry'> = state?.Type === 'Task' ? state : {};
  return Retry.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 1);
}
