/** What has been seen so far: counted by the workers, and added up. Plain data, to be sent between threads. */
import { MAX_HISTORY_EVENTS } from '../lib/asl/history';
import type { Invariant } from './invariant';
import type { Observed } from './observed';
import type { Run } from './run';
import type { Schedule } from './schedule';

export interface Violation {
  readonly set: string;
  readonly invariant: string;
  readonly sentences: readonly string[];
  readonly scenario: string;
  readonly schedule: Schedule;
  readonly seed: number;
}

export interface Tally {
  /** By set: cases run. */
  readonly runs: { [set: string]: number };
  /** By the fault's kind or error's name: how many struck. */
  readonly faults: { [name: string]: number };
  readonly sometimes: { [what: string]: number };
  /** By end hash. */
  readonly ends: { [hash: string]: number };
  readonly violations: Violation[];
  /** Beyond those that are kept. */
  moreViolations: number;
  virtualMillis: number;
  calls: number;
  /** Runs that were done twice, and compared. */
  repeated: number;
}

/** More of the same help nobody. */
const MAX_VIOLATIONS = 40;

export const newTally = (): Tally => ({
  runs: {},
  faults: {},
  sometimes: Object.fromEntries(Object.keys(SOMETIMES).map((what) => [what, 0])),
  ends: {},
  violations: [],
  moreViolations: 0,
  virtualMillis: 0,
  calls: 0,
  repeated: 0,
});

/** Dangerous states: a proof that never met them is worth nothing. */
const SOMETIMES: { readonly [what: string]: (observed: Observed) => boolean } = {
  'a late action met a tombstone': ({ logs }) => logs.some((line) => line.includes('StepFenced')),
  'something was undone that never was': ({ tables }) =>
    Object.values(tables).some((items) => items.some(({ status }) => status === 'TOMBSTONE')),
  'something was done, then undone': ({ tables }) =>
    Object.values(tables).some((items) => items.some(({ status }) => status === 'COMPENSATED')),
  'a second start was the same saga': ({ answers }) => answers.some(({ body }) => body.status === 'replayed'),
  'a key was refused for another payload': ({ answers }) => answers.some(({ body }) => body.errorType === 'KeyReused'),
  'a recovery was begun': ({ sagas }) => sagas.some(({ recoveries }) => recoveries > 0),
  'more than one recovery was begun': ({ sagas }) => sagas.some(({ recoveries }) => recoveries > 1),
  'a saga waits for a person': ({ sagas }) => sagas.some(({ state }) => state === 'COMPENSATION_FAILED'),
  'a person cancelled': ({ sagas }) => sagas.some(({ cancelled }) => cancelled !== null),
  'the process was lost': ({ crashes }) => crashes > 0,
  'the process was lost twice': ({ crashes }) => crashes > 1,
  'a sweeper had to help': ({ sweeps }) => sweeps > 0,
  'an event came twice': ({ deliveries }) =>
    new Set(deliveries.map((each) => `${each.function} ${each.id}`)).size < deliveries.length,
  'an event came to a dead-letter queue': ({ deadLetters }) => deadLetters.length > 0,
  'an execution ran out of time': ({ executions }) => executions.some(({ status }) => status === 'TIMED_OUT'),
  'an execution ran into what no Catch sees': ({ executions }) =>
    executions.some(({ error }) => error === 'States.Runtime' || error === 'States.DataLimitExceeded'),
  'a history was full': ({ executions }) => executions.some(({ history }) => history.length >= MAX_HISTORY_EVENTS),
  'a sweeper was struck': ({ calls }) => calls.some(({ at, struck }) => struck && /Sweep/.test(at.function)),
  'who recovers a saga was struck': ({ calls }) =>
    calls.some(({ at, struck }) => struck && /InRecovery$|RecordEnding$/.test(at.function)),
  'an execution was redriven': ({ executions }) =>
    executions.some(({ history }) => history.some(({ type }) => type === 'ExecutionRedriven')),
};

export function count(tally: Tally, set: string, { observed, endHash }: Run): void {
  tally.runs[set] = (tally.runs[set] ?? 0) + 1;
  tally.ends[endHash] = (tally.ends[endHash] ?? 0) + 1;
  tally.virtualMillis += observed.millis;
  tally.calls += observed.calls.length;
  for (const fault of observed.schedule) {
    const name = fault.kind === 'call' ? `${fault.error.name}, ${fault.how}` : fault.kind;
    tally.faults[name] = (tally.faults[name] ?? 0) + 1;
  }
  for (const [what, happened] of Object.entries(SOMETIMES)) {
    if (happened(observed)) tally.sometimes[what] = (tally.sometimes[what] ?? 0) + 1;
  }
}

export function judge(
  tally: Tally,
  set: string,
  seed: number,
  { observed }: Run,
  invariants: readonly Invariant[],
): void {
  for (const { name, check } of invariants) {
    const sentences = check(observed);
    if (sentences.length === 0) continue;
    if (tally.violations.length >= MAX_VIOLATIONS) tally.moreViolations++;
    else {
      const { scenario, schedule } = observed;
      tally.violations.push({ set, invariant: name, sentences, scenario: scenario.name, schedule, seed });
    }
  }
}

export const DETERMINISM = 'I17 determinism';

/** The same scenario, schedule and seed once more, elsewhere. */
export function repeat(tally: Tally, set: string, seed: number, { observed, traceHash }: Run, before: string): void {
  tally.repeated++;
  if (traceHash === before) return;
  const { scenario, schedule } = observed;
  const sentences = [`the trace is ${before} at first, and ${traceHash} on a fresh stage`];
  tally.violations.push({ set, invariant: DETERMINISM, sentences, scenario: scenario.name, schedule, seed });
}

export function add(total: Tally, more: Tally): void {
  for (const field of ['runs', 'faults', 'sometimes', 'ends'] as const) {
    for (const [name, number] of Object.entries(more[field])) total[field][name] = (total[field][name] ?? 0) + number;
  }
  for (const violation of more.violations) {
    if (total.violations.length >= MAX_VIOLATIONS) total.moreViolations++;
    else total.violations.push(violation);
  }
  total.moreViolations += more.moreViolations;
  total.virtualMillis += more.virtualMillis;
  total.calls += more.calls;
  total.repeated += more.repeated;
}
