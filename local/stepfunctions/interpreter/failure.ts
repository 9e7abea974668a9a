/**
 * What becomes of a failed state: Retry, then Catch, then the failure goes up.
 * Step Functions Developer Guide, "Handling errors in Step Functions workflows".
 */
import type { Catcher, QueryLanguage, Retrier } from '../../../lib/asl/language';
import { epochMillis, type Json } from '../../../lib/units';
import { type Scope, withErrorOutput, within } from '../expression';
import type { EventType } from '../history/event';
import { QueryEvaluationError } from '../jsonata/query-evaluation-error';
import { compileJsonataTemplate } from '../jsonata/template';
import { ALL, DATA_LIMIT_EXCEEDED, HEARTBEAT_TIMEOUT, RUNTIME, StateError, TASK_FAILED, TIMEOUT } from '../state-error';
import { compileAssign, compileResultPath, type DataFlow, join } from './data-flow';
import { complete } from './exit';
import type { Failure } from './frame';
import type { CompiledState } from './machine';
import type { Entered, Step } from './step';

/** `heartbeat`: a timeout because no heartbeat came. `state`: the state's own processing failed, not its work. */
export type Origin = 'work' | 'heartbeat' | 'state';

export interface FailureReport {
  /** The event that reports the failure, or the last one before it. */
  readonly lastEventId: number;
  readonly origin: Origin;
  /** Called once no retry is left: emits what a Parallel or Map state says of its end. */
  giveUp?(lastEventId: number): number;
}

export interface CompiledCatcher {
  readonly names: readonly string[];
  /** What leaves the state, and what it assigns, for the error that was caught. */
  readonly flow: Pick<DataFlow, 'output' | 'assign'>;
  readonly next: string;
}

export interface Guards {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly CompiledCatcher[];
}
export const NO_GUARDS: Guards = { retriers: [], catchers: [] };

export function compileGuards(
  state: { readonly Retry?: readonly Retrier[]; readonly Catch?: readonly Catcher[] },
  language: QueryLanguage,
): Guards {
  return {
    retriers: state.Retry ?? [],
    catchers: (state.Catch ?? []).map((catcher, index) => {
      const flow = catchFlow(catcher, language, `Catch[${index}]`);
      return { names: catcher.ErrorEquals, flow, next: catcher.Next };
    }),
  };
}

/** In a Catch the error output stands where the result of the work would: `$` in JSONPath, `$states.errorOutput` in JSONata. */
function catchFlow(
  { ResultPath, Output, Assign }: Catcher,
  language: QueryLanguage,
  field: string,
): CompiledCatcher['flow'] {
  if (language === 'JSONPath') {
    const place = compileResultPath(ResultPath);
    return {
      output: (scope: Scope, error: Json) => join(place, scope.input, error),
      assign: compileAssign(Assign, language, within, `${field}/Assign`),
    };
  }
  const output = Output === undefined ? undefined : compileJsonataTemplate(Output, `${field}/Output`);
  return {
    output: (scope: Scope, error: Json) => (output === undefined ? error : output(withErrorOutput(scope, error))),
    assign: compileAssign(Assign, language, withErrorOutput, `${field}/Assign`),
  };
}

export function failed(entered: Entered, failure: Failure, report: FailureReport): Step {
  const guards = 'guards' in entered.state ? entered.state.guards : NO_GUARDS;
  const again = retry(entered, guards.retriers, failure, report);
  if (again !== undefined) return again;
  const lastEventId = report.giveUp?.(report.lastEventId) ?? report.lastEventId;
  const catcher = guards.catchers.find(({ names }) => matches(names, failure.error, report.origin));
  if (catcher === undefined) return { kind: 'failed', failure, lastEventId, branch: entered.branch };
  return caught(entered, catcher, failure, lastEventId);
}

/** An error of the Catch itself ends the state: no other row sees it. */
function caught(entered: Entered, { flow, next }: CompiledCatcher, failure: Failure, lastEventId: number): Step {
  // Nothing is left out: an error without a cause has an empty one, and null stands for a failure without a name.
  const { error, cause } = failure;
  const output: Json = { Error: error, Cause: cause ?? (error === null ? null : '') };
  try {
    return complete(entered, flow, lastEventId, output, next);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const again = reported(entered, error, lastEventId);
    return { kind: 'failed', failure: again.failure, lastEventId: again.report.lastEventId, branch: entered.branch };
  }
}

/** What a state's own processing fails with, and what the history says of it. */
export function reported(
  entered: Entered,
  error: StateError,
  lastEventId: number,
): { readonly failure: Failure; readonly report: FailureReport } {
  const { place, state, branch } = entered;
  const cause = `An error occurred while executing the state '${state.name}' (entered at the event id #${branch.enteredEventId}). ${error.cause}`;
  const failure: Failure = { error: error.error, cause };
  if (!(error instanceof QueryEvaluationError)) return { failure, report: { lastEventId, origin: 'state' } };
  // While nothing has followed the entry, the event links back to what came before the entry; a Wait has begun to wait.
  const isFirst = lastEventId === branch.enteredEventId && state.type !== 'Wait';
  const details = { error: error.error, cause, location: error.location, state: state.name };
  const evaluationId = place.turn.emit('EvaluationFailed', isFirst ? branch.precedingEventId : lastEventId, {
    evaluationFailedEventDetails: details,
  });
  const giveUp = GIVES_UP[state.type];
  return {
    failure,
    report: {
      lastEventId: evaluationId,
      origin: 'state',
      giveUp: (previous) => (giveUp === undefined ? previous : place.turn.emit(giveUp, previous)),
    },
  };
}

const GIVES_UP: { readonly [T in CompiledState['type']]?: EventType } = {
  Parallel: 'ParallelStateFailed',
  Map: 'MapStateFailed',
};

/** The first retrier that names the error decides; once it is used up no other is asked. */
function retry(
  { place, branch }: Entered,
  retriers: readonly Retrier[],
  failure: Failure,
  { lastEventId, origin }: FailureReport,
): Step | undefined {
  const index = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure.error, origin));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const made = branch.attempts[index] ?? 0;
  if (made >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
  const { turn, address } = place;
  const until = epochMillis(turn.now + delayMillis(retrier, made, () => turn.chance.fraction()));
  const attempts = retriers.map((_, other) => (branch.attempts[other] ?? 0) + (other === index ? 1 : 0));
  turn.ask({ kind: 'wake', at: address, ticket: lastEventId, reason: 'retry', time: until });
  const phase = { kind: 'retrying', ticket: lastEventId, until } as const;
  return { kind: 'blocked', branch: { ...branch, lastEventId, attempts, phase } };
}

const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;

/** "JitterStrategy FULL … a random value between 0 and the delay interval." */
export function delayMillis(retrier: Retrier, retriesMade: number, fraction: () => number): number {
  const { IntervalSeconds: interval = DEFAULT_INTERVAL_SECONDS, BackoffRate: rate = DEFAULT_BACKOFF_RATE } = retrier;
  const seconds = Math.min(interval * rate ** retriesMade, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const millis = Math.round(Math.min(seconds, MAX_DELAY_SECONDS) * 1000);
  return retrier.JitterStrategy === 'FULL' ? Math.round(fraction() * millis) : millis;
}

/** A year, the longest that an execution lasts. */
const MAX_DELAY_SECONDS = 31_536_000;

/** Whether an ErrorEquals row sees the error. */
export function matches(names: readonly string[], error: string | null, origin: Origin): boolean {
  if (error === RUNTIME) return false;
  return names.some((name) => {
    if (name === error) return true;
    if (name === HEARTBEAT_TIMEOUT) return origin === 'heartbeat';
    // "States.ALL … can't catch the States.DataLimitExceeded terminal error", unless a task answered too much.
    if (name === ALL) return error !== DATA_LIMIT_EXCEEDED || origin === 'work';
    return name === TASK_FAILED && error !== TIMEOUT && (error !== DATA_LIMIT_EXCEEDED || origin === 'work');
  });
}
