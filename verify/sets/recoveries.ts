/**
 * Whoever brings a saga to its end when its conductor cannot, struck while it does so: the sweepers, the recovery machine and
 * the functions that keep the ledger. First something makes a recovery necessary (the opening); then each call of it fails.
 */
import { pointOfNoReturn } from '../../lib/saga/plan';
import { sagaFunctionOf } from '../saga-seen';
import type { Scenario } from '../scenario';
import type { CallPosition, Fault, Schedule } from '../schedule';
import { type CaseSet, type OpenedSeen, ofSchedules, type Seen } from './case';
import { callFault, FOREVER, isInvoke, WAYS } from './faults';

/** Sweepers leave alone what is younger than two minutes. */
const SWEPT_AFTER_MILLIS = 5 * 60_000;
/** A saga without a conductor is left alone until its deadline, two hours where none is given. */
const SWEPT_AFTER_THE_DEADLINE_MILLIS = 130 * 60_000;

const RECOVERERS = /InRecovery$|Sweep(Sagas|Outbox)$|Record(Ending|Events|Saga)$/;

const isOfRecovery = ({ function: fn }: CallPosition): boolean => RECOVERERS.test(fn);

/** Where a request is refused, or races, or comes twice, a recovery has nothing else to do than where it is not. */
const hasOpenings = ({ name }: Scenario): boolean => /\/(completed|out-of-stock|no-car)$/.test(name);

/** What makes a recovery necessary, at each place of the run that meets no fault. */
export function* openingsOf(scenario: Scenario, { positions }: Seen): Iterable<Schedule> {
  if (!hasOpenings(scenario)) return;
  const [door] = positions;
  if (door === undefined) return;
  const sweep = (afterMillis: number): Fault => ({ kind: 'sweep', at: door, afterMillis });
  const never = (fn: string): Fault => callFault({ ...door, function: fn }, 'notApplied', FOREVER);
  for (const at of positions) {
    if (at.operation === 'PutEvents' && at.nth === 1) {
      yield [callFault(at, 'notApplied', FOREVER), sweep(SWEPT_AFTER_MILLIS)];
    }
    if (at.operation === 'StartExecution') yield [callFault(at, 'notApplied', FOREVER), sweep(SWEPT_AFTER_MILLIS)];
  }
  const { definition, style } = scenario.subject;
  if (style === 'choreographed') {
    const last = pointOfNoReturn(definition)?.name;
    const lastWord = positions.find(({ function: fn }) => sagaFunctionOf(definition, fn) === last);
    if (lastWord !== undefined) yield [never(lastWord.function), sweep(SWEPT_AFTER_THE_DEADLINE_MILLIS)];
    yield [never('RecordEvents'), sweep(SWEPT_AFTER_THE_DEADLINE_MILLIS)];
    return;
  }
  const recorder = positions.find(({ function: fn }) => fn.endsWith('RecordEnding'))?.function;
  for (const at of positions) {
    if (!isInvoke(at) || at.nth !== 1 || sagaFunctionOf(definition, at.function) === undefined) continue;
    const stop: Fault = { kind: 'stop', at, error: 'StoppedFromOutside' };
    yield [stop];
    if (recorder !== undefined) yield [stop, never(recorder), sweep(SWEPT_AFTER_MILLIS)];
  }
}

export const struckRecoveries: CaseSet = ofSchedules(
  'struck recoveries',
  'sweepers, recovery machines and the keepers of the ledger fail at each of their calls, or are lost with the process',
  function* ({ openings }) {
    for (const opening of openings) {
      for (const fault of strikesOf(opening)) yield [...opening.schedule, fault];
    }
  },
);

/** A sweeper asks one shard of an index after the other: one that fails is like the next. */
const QUERIES_STRUCK = 2;

function* strikesOf({ positions, commits, schedule }: OpenedSeen): Iterable<Fault> {
  const fails = (service: string) => schedule.some((fault) => fault.kind === 'call' && fault.at.service === service);
  const isStruckBefore = (at: CallPosition) =>
    schedule.some(
      (fault) => fault.kind === 'call' && fault.at.function === at.function && fault.at.operation === at.operation,
    );
  for (const at of positions) {
    if (!isOfRecovery(at) || isStruckBefore(at)) continue;
    if (at.operation === 'Query' && at.nth > QUERIES_STRUCK) continue;
    // Where every event was published, there is nothing for an outbox's sweeper to do.
    if (at.function.endsWith('SweepOutbox') && !fails('events')) continue;
    for (const how of WAYS) yield callFault(at, how);
    if (at.nth === 1) yield callFault(at, 'notApplied', FOREVER);
    yield { kind: 'duplicate', at, delayMillis: 0 };
  }
  for (let commit = 1; commit <= commits; commit++) yield { kind: 'crash', commit, side: 'after' };
}
