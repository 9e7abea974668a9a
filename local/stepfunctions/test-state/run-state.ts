/** Runs one state through the interpreter, from its entry to where it leads. */
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import { seededEntropy } from '../../entropy';
import type { TaskOutcome } from '../integrations/integration';
import { advance } from '../interpreter/advance';
import type { Run } from '../interpreter/execution';
import { type Failure, NEVER_REDRIVEN, type Phase, ROOT, type RunningFrame } from '../interpreter/frame';
import type { Signal, TaskRequest } from '../interpreter/signal';
import { parseJson } from '../json';
import { TIMEOUT } from '../state-error';
import type { Destination, StandIn } from './stand-in';
import { TESTED } from './state-under-test';

export interface Ran {
  readonly end:
    | { readonly kind: 'succeeded'; readonly output: string; readonly next: string | undefined }
    | {
        readonly kind: 'caught';
        readonly output: string;
        readonly next: string;
        readonly catchIndex: number;
        readonly failure: Failure;
      }
    | {
        readonly kind: 'retriable';
        readonly retryIndex: number;
        readonly seconds: number;
        readonly failure: Failure;
      }
    | { readonly kind: 'failed'; readonly failure: Failure };
  /** The result of the work, where it had one. */
  readonly result: Json | undefined;
  /** What the state assigned. */
  readonly assigned: JsonObject;
}

export interface Trial {
  readonly standIn: StandIn;
  /** The stand-in, ready to run; and without its Retry and Catch. */
  readonly guarded: Run;
  readonly unguarded: Run;
  readonly input: Json;
  readonly variables: JsonObject;
  /** Retries made so far, by retrier. */
  readonly attempts: readonly number[];
  readonly now: EpochMillis;
  readonly seed: number;
}

/** "The TestState API can run for up to five minutes." */
const MAX_MILLIS = 300_000;
/** Of a state that was entered by the event after ExecutionStarted. */
const ENTERED = 2;

/** `perform` does the work of a task; it is asked at most once. */
export async function runState(trial: Trial, perform: (task: TaskRequest) => Promise<TaskOutcome>): Promise<Ran> {
  let answer: Promise<TaskOutcome> | undefined;
  const once = (task: TaskRequest) => {
    answer ??= perform(task);
    return answer;
  };
  const ran = await walk(trial, trial.guarded, once);
  const result = await resultOf(answer);
  if (ran.kind === 'retriable' || ran.kind === 'caught') {
    const bare = await walk(trial, trial.unguarded, once);
    const failure = bare.kind === 'failed' ? bare.failure : { error: null, cause: null };
    return { end: { ...ran, failure }, result, assigned: ran.kind === 'caught' ? ran.assigned : {} };
  }
  return { end: ran, result, assigned: ran.kind === 'succeeded' ? ran.assigned : {} };
}

async function resultOf(answer: Promise<TaskOutcome> | undefined): Promise<Json | undefined> {
  const outcome = await answer;
  return outcome?.kind === 'succeeded' ? outcome.output : undefined;
}

type Walked =
  | {
      readonly kind: 'succeeded';
      readonly output: string;
      readonly next: string | undefined;
      readonly assigned: JsonObject;
    }
  | {
      readonly kind: 'caught';
      readonly output: string;
      readonly next: string;
      readonly catchIndex: number;
      readonly assigned: JsonObject;
    }
  | { readonly kind: 'retriable'; readonly retryIndex: number; readonly seconds: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

async function walk(trial: Trial, run: Run, perform: (task: TaskRequest) => Promise<TaskOutcome>): Promise<Walked> {
  const chance = seededEntropy(trial.seed);
  const began = takenUp(trial);
  let step = advance(run, began, { kind: 'woken', at: ROOT, ticket: 0, reason: 'retry' }, trial.now, chance);
  let events = [...step.events];
  let { now } = trial;
  while (step.frame.kind === 'running') {
    const { phase } = step.frame.root;
    if (phase.kind === 'retrying') return retriable(trial, step.frame, phase.until, now);
    if (phase.kind === 'waiting') {
      if (phase.until - trial.now > MAX_MILLIS) return TIMED_OUT;
      now = phase.until;
    }
    const signal = await signalFor(run, phase, perform);
    step = advance(run, step.frame, signal, now, chance);
    events = [...events, ...step.events];
  }
  if (step.frame.kind !== 'ended') throw new Error('a state that was begun is under way or has ended');
  const { ending } = step.frame;
  if (ending.kind !== 'SUCCEEDED') return { kind: 'failed', failure: { error: ending.error, cause: ending.cause } };
  const names = events.map(({ stateEnteredEventDetails: entered }) => entered?.name);
  const destination = names.map((name) => trial.standIn.destinations.get(name ?? '')).find((found) => found);
  const assigned = events
    .map(({ stateExitedEventDetails: exited }) => exited)
    .find((exited) => exited?.name === TESTED);
  return reached(destination, ending.output, valuesOf(assigned?.assignedVariables ?? {}));
}

const TIMED_OUT: Walked = { kind: 'failed', failure: { error: TIMEOUT, cause: null } };

function reached(destination: Destination | undefined, output: string, assigned: JsonObject): Walked {
  if (destination?.kind === 'caught') {
    return { kind: 'caught', output, next: destination.to, catchIndex: destination.catchIndex, assigned };
  }
  return { kind: 'succeeded', output, next: destination?.to, assigned };
}

const valuesOf = (texts: { readonly [name: string]: string }): JsonObject =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseJson(text)]));

/** As if the state had been entered, and tried so often, before. */
const takenUp = ({ input, variables, attempts, now }: Trial): RunningFrame => ({
  kind: 'running',
  lastEventId: ENTERED,
  redrives: NEVER_REDRIVEN,
  deadline: null,
  root: {
    kind: 'active',
    state: TESTED,
    input,
    enteredEventId: ENTERED,
    precedingEventId: 0,
    enteredAt: now,
    lastEventId: ENTERED,
    attempts,
    variables,
    phase: { kind: 'retrying', ticket: 0, until: now },
  },
});

async function signalFor(
  run: Run,
  phase: Phase,
  perform: (task: TaskRequest) => Promise<TaskOutcome>,
): Promise<Signal> {
  if (phase.kind === 'waiting') return { kind: 'woken', at: ROOT, ticket: phase.ticket, reason: 'wait' };
  const state = run.machine.byName.get(TESTED);
  if (phase.kind !== 'task' || state?.type !== 'Task') throw new Error('only a Task or a Wait state is awaited');
  const { ticket, parameters } = phase;
  const outcome = await perform({ resource: state.resource, parameters });
  switch (outcome.kind) {
    case 'succeeded':
      return { kind: 'taskSucceeded', at: ROOT, ticket, output: outcome.output, text: outcome.text };
    case 'failed':
      return { kind: 'taskFailed', at: ROOT, ticket, error: outcome.error, cause: outcome.cause };
    default: {
      const cause = `A task whose work is only ${outcome.kind} cannot be tested without a mock`;
      return { kind: 'taskFailed', at: ROOT, ticket, error: 'States.Runtime', cause };
    }
  }
}

function retriable({ attempts }: Trial, { root }: RunningFrame, until: EpochMillis, now: EpochMillis): Walked {
  const retryIndex = root.attempts.findIndex((count, index) => count !== (attempts[index] ?? 0));
  return { kind: 'retriable', retryIndex, seconds: Math.round((until - now) / 1000) };
}
