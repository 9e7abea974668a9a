/**
 * What a person may do about a saga. Each answer says what was done, or why it was not; nothing is thrown for a no.
 *
 * P1. What has ended stays as it ended.
 * P2. Past the point of no return nothing is undone: what may be done then is to drive the saga forward.
 * P3. A cancellation and an abandonment are recorded, with who and why, before anything is done.
 */
import type { EpochMillis } from '../units';
import { MAX_RECOVERIES } from './executions';
import { inspect, record as recordFacts, recover, SAGA_CANCELLED, type SagaPorts, stopAndRecover } from './guard';
import { apply, type Decree, isOpen, type SagaFact, type SagaRecord, type Way } from './ledger';
import { SAGA_COMPENSATION_FAILED } from './outcome';
import { isPastReturn, objectIn, turnedFacts } from './recovery';
import type { SagaId } from './rule';

export interface Refused {
  readonly kind: 'refused';
  /** A sentence for a person. */
  readonly reason: string;
}
export interface NotFound {
  readonly kind: 'notFound';
}
/** A recovery was begun; `back` undoes, unless the point of no return turns out to be passed. */
export interface Recovering {
  readonly kind: 'recovering';
  readonly run: number;
  readonly way: Way;
}

const refused = (reason: string): Refused => ({ kind: 'refused', reason });

/** Who asks, and why. */
export type Order = Omit<Decree, 'at'>;

export type Resumed =
  | Recovering
  /** It was accepted, and never begun until now. */
  | { readonly kind: 'started' };

/** Runs what failed again: what was not undone, or the steps past the point of no return. */
export async function resumeSaga(ports: SagaPorts, id: SagaId, at: EpochMillis): Promise<Resumed | Refused | NotFound> {
  const found = await ports.ledger.find(id);
  if (found === undefined) return { kind: 'notFound' };
  if (!isOpen(found.state)) return refused(`it has ended: ${endingOf(found)}`);
  if (found.recoveries >= MAX_RECOVERIES) return refused(`it was recovered ${MAX_RECOVERIES} times; abandon it`);
  if (found.state === 'COMPENSATION_FAILED') return resumeParked(ports, found, at);
  if (found.style === 'choreographed' && found.recoveries === 0) {
    return refused('its participants answer each other’s events, and none has failed for good; to undo it, cancel it');
  }
  const seen = await inspect(ports, { ...found, state: found.state }, at);
  switch (seen.kind) {
    case 'started':
      return seen;
    case 'recoveryBegun':
      return { ...seen, kind: 'recovering' };
    case 'running':
      return refused('its execution is running; there is nothing to resume');
    default:
      return refused(`nothing was left to resume: it is ${await stateOf(ports, id)}`);
  }
}

async function resumeParked(ports: SagaPorts, found: SagaRecord, at: EpochMillis): Promise<Recovering | Refused> {
  const isRunning = await runs(ports, found);
  if (isRunning) return refused('its last execution was redriven and is running; wait for its end');
  const why = { Error: found.failure?.error ?? 'Resumed', Cause: found.failure?.cause ?? '' };
  const begun = await recover(ports, found, why, at);
  if (begun.kind === 'known') return refused('someone else has just resumed it, or it has ended');
  return { ...begun, kind: 'recovering' };
}

/** Redrives the execution that failed last: it goes on in the state where it failed. */
export async function redriveSaga(
  { ledger, executions }: SagaPorts,
  id: SagaId,
): Promise<{ readonly kind: 'redriven'; readonly run: number } | Refused | NotFound> {
  const found = await ledger.find(id);
  if (found === undefined) return { kind: 'notFound' };
  if (!isOpen(found.state)) return refused(`it has ended: ${endingOf(found)}`);
  const run = found.recoveries;
  const status = await executions.describe(id, run);
  if (status.kind === 'failed' && status.error === SAGA_COMPENSATION_FAILED) {
    return refused('it ended in a Fail state, which only fails again; resume it');
  }
  const answer = await executions.redrive(id, run);
  return answer.kind === 'redriven' ? { ...answer, run } : answer;
}

/** Stops a saga and undoes what it did. Only what was not passed can be undone: `way` says where it goes now. */
export async function cancelSaga(
  ports: SagaPorts,
  id: SagaId,
  { by, reason }: Order,
  at: EpochMillis,
): Promise<Recovering | Refused | NotFound> {
  const { definition, ledger, executions } = ports;
  const found = await ledger.find(id);
  if (found === undefined) return { kind: 'notFound' };
  if (found.state !== 'RUNNING') return refused(whyNotCancelled(found));
  const history = await executions.history(id, found.recoveries);
  if (isPastReturn(definition, history)) {
    return refused('it is past the point of no return, from where sagas are only driven forward');
  }
  const results = history.kind === 'read' ? objectIn(history.state.results) : {};
  const isDone = (step: string) => Object.hasOwn(results, step) || found.steps[step]?.outcome === 'done';
  const next = definition.steps.find(({ name }) => !isDone(name)) ?? definition.steps.at(-1);
  const turned = next === undefined ? [] : turnedFacts(definition, next, { Error: SAGA_CANCELLED, Cause: reason });
  // P3
  const cancelled = await ledger.update(id, (known) =>
    known.state === 'RUNNING' ? apply(known, [{ kind: 'cancelled', by, reason }, ...turned], at) : known,
  );
  if (cancelled === undefined) return { kind: 'notFound' };
  if (cancelled.cancelled?.at !== at) return refused(whyNotCancelled(cancelled));
  const outcome = await stopAndRecover(ports, cancelled, at);
  if (outcome.kind === 'recoveryBegun') return { ...outcome, kind: 'recovering' };
  const now = await ledger.find(id);
  if (now === undefined) return { kind: 'notFound' };
  const isRecovered = now.recoveries > found.recoveries;
  if (!isRecovered && !isOpen(now.state)) return refused(`it had ended before it was stopped: ${endingOf(now)}`);
  // Whoever heard of its being stopped began to recover it first, and may be done.
  const way = isPastReturn(definition, await executions.history(id, found.recoveries)) ? 'forward' : 'back';
  return { kind: 'recovering', run: now.recoveries, way };
}

function whyNotCancelled(found: SagaRecord): string {
  switch (found.state) {
    case 'COMPENSATING':
      return `it is being undone already, since ${new Date(found.since).toISOString()}`;
    case 'COMPENSATION_FAILED':
      return 'it was undone in part; resume it once what failed is mended, or abandon it';
    case 'RUNNING':
      return 'another has just changed it; look again';
    default:
      return `it has ended: ${endingOf(found)}`;
  }
}

/** Ends a saga that nobody will finish, as it is. */
export async function abandonSaga(
  ports: SagaPorts,
  id: SagaId,
  { by, reason }: Order,
  at: EpochMillis,
): Promise<{ readonly kind: 'abandoned' } | Refused | NotFound> {
  if (by.trim() === '' || reason.trim() === '') return refused('an abandonment needs a name and a reason');
  const found = await ports.ledger.find(id);
  if (found === undefined) return { kind: 'notFound' };
  if (!isOpen(found.state)) return refused(`it has ended: ${endingOf(found)}`);
  if (found.style === 'choreographed' && found.recoveries === 0 && found.state !== 'COMPENSATION_FAILED') {
    return refused('its events may be on their way; cancel it first');
  }
  if (await runs(ports, found)) return refused('its execution is running; cancel it, or wait for its end');
  const fact: SagaFact = { kind: 'abandoned', by, reason };
  const { kind } = await recordFacts(ports.ledger, id, [fact], at);
  return kind === 'recorded' ? { kind: 'abandoned' } : refused(`it has ended: ${await stateOf(ports, id)}`);
}

const runs = async ({ executions }: SagaPorts, { sagaId, recoveries, style }: SagaRecord): Promise<boolean> => {
  if (style === 'choreographed' && recoveries === 0) return false;
  return (await executions.describe(sagaId, recoveries)).kind === 'running';
};

/** `ABANDONED by ann: the customer was refunded by hand`. */
function endingOf({ state, abandoned }: SagaRecord): string {
  return abandoned === null ? state : `${state} by ${abandoned.by}: ${abandoned.reason}`;
}

async function stateOf({ ledger }: SagaPorts, id: SagaId): Promise<string> {
  const found = await ledger.find(id);
  return found === undefined ? 'gone' : endingOf(found);
}
