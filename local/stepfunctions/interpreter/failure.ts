/**
 * What becomes of a failed state: Retry, then Catch, then the failure goes up.
 * Step Functions Developer Guide, "Handling errors in Step Functions workflows".
 */
import type { Catcher, Retrier } from '../../../lib/asl/language';
import { epochMillis, type Json } from '../../../lib/units';
import { ALL, DATA_LIMIT_EXCEEDED, HEARTBEAT_TIMEOUT, RUNTIME, TASK_FAILED, TIMEOUT } from '../state-error';
import { compileResultPath, join, type ResultPlace } from './data-flow';
import { exit } from './exit';
import type { Failure } from './frame';
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
  readonly place: ResultPlace;
  readonly next: string;
}

export interface Guards {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly CompiledCatcher[];
}
export const NO_GUARDS: Guards = { retriers: [], catchers: [] };

export function compileGuards(state: {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}): Guards {
  return {
    retriers: state.Retry ?? [],
    catchers: (state.Catch ?? []).map(({ ErrorEquals, ResultPath, Next }) => {
      return { names: ErrorEquals, place: compileResultPath(ResultPath), next: Next };
    }),
  };
}

export function failed(entered: Entered, failure: Failure, report: FailureReport): Step {
  const guards = 'guards' in entered.state ? entered.state.guards : NO_GUARDS;
  const again = retry(entered, guards.retriers, failure, report);
  if (again !== undefined) return again;
  const lastEventId = report.giveUp?.(report.lastEventId) ?? report.lastEventId;
  const catcher = guards.catchers.find(({ names }) => matches(names, failure.error, report.origin));
  if (catcher === undefined) return { kind: 'failed', failure, lastEventId, branch: entered.branch };
  // The text of a caught error is never left out: an empty string stands for none.
  const output: Json = { Error: failure.error ?? '', Cause: failure.cause ?? '' };
  return exit(entered, lastEventId, join(catcher.place, entered.branch.input, output), catcher.next);
}

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
