/**
 * A history, told again up to one of its events: what each state was doing then. Pure; the page's slider moves `until`.
 *
 * Every event names the one before it (`previousEventId`), so events of branches and iterations that run side by side
 * find the visit that they belong to without their order.
 */
import type { HistoryEvent } from './api';

/** `caught`: it failed, and a Catch took over. `cancelled`: the execution, or its Parallel or Map state, ended around it. */
export type VisitStatus = 'inProgress' | 'succeeded' | 'failed' | 'caught' | 'cancelled';
export type StateStatus = 'notStarted' | VisitStatus;

export interface Attempt {
  readonly scheduledAt: number;
  readonly endedAt: number | null;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'timedOut';
  readonly error: string | null;
  readonly cause: string | null;
  readonly eventId: number;
}

/** One time that the execution was in a state. */
export interface Visit {
  readonly state: string;
  readonly type: string;
  readonly status: VisitStatus;
  readonly enteredAt: number;
  readonly exitedAt: number | null;
  /** JSON text, as everything of the history. */
  readonly input: string | null;
  readonly output: string | null;
  readonly attempts: readonly Attempt[];
  readonly error: string | null;
  readonly cause: string | null;
  /** Of a Map state's item. */
  readonly iteration: number | null;
  readonly events: readonly number[];
}

export interface Replay {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** In the order of entering. */
  readonly visits: readonly Visit[];
  readonly byState: ReadonlyMap<string, readonly Visit[]>;
  /** Moves from one state to the next that were made, as `from > to`. */
  readonly taken: ReadonlySet<string>;
  /** Of the last event; 0 without one. */
  readonly time: number;
  readonly startedAt: number;
}

interface Open {
  state: string;
  type: string;
  status: VisitStatus;
  enteredAt: number;
  exitedAt: number | null;
  input: string | null;
  output: string | null;
  attempts: { -readonly [K in keyof Attempt]: Attempt[K] }[];
  error: string | null;
  cause: string | null;
  iteration: number | null;
  events: number[];
  readonly parent: Open | undefined;
}
/** What an event leaves to those that name it as the one before. */
interface Place {
  readonly visit: Open | undefined;
  readonly iteration: number | null;
  /** The visit that ended with the event: the next state comes from there. */
  readonly left: Open | undefined;
}
const NOWHERE: Place = { visit: undefined, iteration: null, left: undefined };

const ENDS: { readonly [type: string]: Replay['status'] | undefined } = {
  ExecutionStarted: 'RUNNING',
  ExecutionRedriven: 'RUNNING',
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};
const ATTEMPT = /^(?:LambdaFunction|Task|Activity)(Scheduled|Succeeded|Failed|TimedOut|SubmitFailed)$/;

/** @param until the id of the last event that is told; every one unless given */
export function replay(events: readonly HistoryEvent[], until = Number.POSITIVE_INFINITY): Replay {
  const visits: Open[] = [];
  const taken = new Set<string>();
  const places = new Map<number, Place>();
  let status: Replay['status'] = 'RUNNING';
  let time = 0;
  for (const event of events) {
    if (event.id > until) break;
    time = event.timestamp;
    const before = places.get(event.previousEventId) ?? NOWHERE;
    const end = ENDS[event.type];
    if (end !== undefined) {
      status = end;
      endAll(visits, end, event);
      places.set(event.id, event.type === 'ExecutionRedriven' ? before : NOWHERE);
      continue;
    }
    const entered = event.type.endsWith('StateEntered') ? enter(event, before) : undefined;
    if (entered !== undefined) {
      visits.push(entered);
      if (before.left !== undefined) taken.add(`${before.left.state} > ${entered.state}`);
    }
    places.set(event.id, entered === undefined ? follow(event, before) : placeIn(entered));
  }
  const byState = new Map<string, Open[]>();
  for (const visit of visits) {
    const found = byState.get(visit.state);
    if (found === undefined) byState.set(visit.state, [visit]);
    else found.push(visit);
  }
  return { status, visits, byState, taken, time, startedAt: events[0]?.timestamp ?? 0 };
}

const placeIn = (visit: Open): Place => ({ visit, iteration: visit.iteration, left: undefined });

function enter(event: HistoryEvent, before: Place): Open {
  const details = event.stateEnteredEventDetails;
  return {
    state: details?.name ?? '',
    type: event.type.replace('StateEntered', ''),
    status: 'inProgress',
    enteredAt: event.timestamp,
    exitedAt: null,
    input: details?.input ?? null,
    output: null,
    attempts: [],
    error: null,
    cause: null,
    iteration: before.iteration,
    events: [event.id],
    parent: before.left === undefined ? before.visit : before.left.parent,
  };
}

/** Of every other event: what it tells of the visit that it belongs to. */
function follow(event: HistoryEvent, before: Place): Place {
  const visit = before.visit ?? before.left;
  if (visit === undefined) return NOWHERE;
  visit.events.push(event.id);
  if (event.type.endsWith('StateExited')) {
    leave(visit, event);
    return { visit: undefined, iteration: visit.iteration, left: visit };
  }
  if (event.type === 'MapIterationStarted') {
    return { visit, iteration: event.mapIterationStartedEventDetails?.index ?? null, left: undefined };
  }
  // What ends a branch or an iteration is told of the state around it.
  const around = /^(MapIteration|(Map|Parallel)State(Succeeded|Failed|Aborted))/.test(event.type);
  const subject = around && before.left !== undefined ? (before.left.parent ?? visit) : visit;
  const attempt = ATTEMPT.exec(event.type)?.[1];
  if (attempt !== undefined) attemptTold(visit, attempt, event);
  else if (event.type.endsWith('StateAborted')) cancel(subject, event.timestamp);
  else if (/^((Map|Parallel)StateFailed|EvaluationFailed|MapRunFailed)$/.test(event.type)) failed(subject, event);
  return placeIn(subject);
}

function attemptTold(visit: Open, word: string, event: HistoryEvent): void {
  if (word === 'Scheduled') {
    // After a redrive the state goes on that had failed.
    visit.status = 'inProgress';
    visit.exitedAt = null;
    const running = { scheduledAt: event.timestamp, endedAt: null, outcome: 'running' as const };
    visit.attempts.push({ ...running, error: null, cause: null, eventId: event.id });
    return;
  }
  const attempt = visit.attempts.at(-1);
  if (attempt === undefined) return;
  const { error, cause } = errorOf(event);
  attempt.endedAt = event.timestamp;
  attempt.outcome = word === 'Succeeded' ? 'succeeded' : word === 'TimedOut' ? 'timedOut' : 'failed';
  attempt.error = error;
  attempt.cause = cause;
  visit.error = error;
  visit.cause = cause;
}

function failed(visit: Open, event: HistoryEvent): void {
  const { error, cause } = errorOf(event);
  visit.error = error ?? visit.error ?? 'States.Runtime';
  visit.cause = cause ?? visit.cause;
}

function leave(visit: Open, event: HistoryEvent): void {
  visit.exitedAt = event.timestamp;
  visit.output = event.stateExitedEventDetails?.output ?? null;
  visit.status = visit.error === null ? 'succeeded' : 'caught';
}

function cancel(visit: Open, at: number): void {
  if (visit.status !== 'inProgress') return;
  visit.status = 'cancelled';
  visit.exitedAt = at;
}

function endAll(visits: readonly Open[], end: Replay['status'], event: HistoryEvent): void {
  if (end === 'RUNNING') return;
  const { error, cause } = errorOf(event);
  for (const visit of visits) {
    if (visit.status !== 'inProgress') continue;
    visit.exitedAt = event.timestamp;
    visit.status = end === 'FAILED' ? 'failed' : 'cancelled';
    if (end !== 'FAILED') continue;
    visit.error ??= error;
    visit.cause ??= cause;
  }
}

/** The error that an event tells of, whatever the name of its details. */
export function errorOf(event: HistoryEvent): { readonly error: string | null; readonly cause: string | null } {
  const details = detailsOf(event);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const timedOut = event.type.endsWith('TimedOut') ? 'States.Timeout' : null;
  return { error: text(details.error) ?? timedOut, cause: text(details.cause) };
}

export function detailsOf(event: HistoryEvent): { readonly [field: string]: unknown } {
  const found = Object.entries(event).find(([field]) => field.endsWith('EventDetails'));
  return typeof found?.[1] === 'object' && found[1] !== null ? { ...found[1] } : {};
}

/** Of all visits of one state, what the graph shows: the last one; of a Map state's items, the worst. */
export function statusOf(visits: readonly Visit[] | undefined): StateStatus {
  const last = visits?.at(-1);
  if (visits === undefined || last === undefined) return 'notStarted';
  if (last.iteration === null) return last.status;
  return WORST_FIRST.find((status) => visits.some((visit) => visit.status === status)) ?? last.status;
}
const WORST_FIRST: readonly VisitStatus[] = ['inProgress', 'failed', 'cancelled', 'caught', 'succeeded'];
