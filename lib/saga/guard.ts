/**
 * The outer guard: what no Catch sees reaches it from outside, and it sees to it that the saga ends all the same.
 *
 * O1. The record comes before the execution: a recovery that is known of but never started is started by the next look.
 * O2. Whoever comes second finds the record changed, or the execution's name taken, and does nothing.
 * O3. So many recoveries are begun without a person, and no more; then the saga needs one, and says so.
 * O4. Where nobody can say whether anything still runs, a recovery may run beside it: fences make the undoing final.
 */
import { canonicalJson, type EpochMillis } from '../units';
import type { SagaDefinition } from './definition';
import { MachineGone } from './errors';
import type { Ending, History, SagaExecutions } from './executions';
import { apply, isOpen, type OpenSaga, type SagaFact, type SagaLedger, type SagaRecord, type Way } from './ledger';
import { type Failure, judge, planRecovery } from './recovery';
import type { SagaId } from './rule';

/** What watches over the sagas of one definition. */
export interface SagaPorts {
  readonly definition: SagaDefinition;
  readonly ledger: SagaLedger;
  readonly executions: SagaExecutions;
}

/** O3 */
export const MAX_AUTOMATIC_RECOVERIES = 5;
/** For so long after its end an execution is known and keeps its name taken. */
export const NAME_TAKEN_MILLIS = 90 * 24 * 60 * 60 * 1000;
/** What a choreographed saga may take where its definition does not say: an event is delivered within the hour or given up. */
export const DEFAULT_DEADLINE_SECONDS = 2 * 60 * 60;

export type Guarded =
  /** The ledger has learnt how the saga ended. */
  | { readonly kind: 'recorded' }
  /** It knew already, or a later run decides. */
  | { readonly kind: 'known' }
  | Begun
  /** O3: it needs a person. */
  | { readonly kind: 'exhausted' }
  /** No saga of that id was ever accepted. */
  | { readonly kind: 'unknownSaga' };

export interface Begun {
  readonly kind: 'recoveryBegun';
  readonly run: number;
  readonly way: Way;
}

/** Hears that a run of a saga ended. */
export async function noteEnding(ports: SagaPorts, id: SagaId, run: number, ending: Ending): Promise<Guarded> {
  const judgement = judge(ports.definition, run, ending);
  if (judgement.kind === 'ended') return record(ports.ledger, id, judgement.facts, ending.at);
  const found = await ports.ledger.find(id);
  if (found === undefined) return { kind: 'unknownSaga' };
  const isOurs = (found.state === 'RUNNING' || found.state === 'COMPENSATING') && run >= found.recoveries;
  if (!isOurs) return { kind: 'known' };
  if (found.recoveries < MAX_AUTOMATIC_RECOVERIES) return recover(ports, found, judgement.why, ending.at);
  const { Error: error, Cause: cause } = judgement.why;
  const failure = { step: found.failure?.step ?? '', error, cause };
  const known = await record(ports.ledger, id, [{ kind: 'compensationFailed', run, failure }], ending.at);
  return known.kind === 'recorded' ? { kind: 'exhausted' } : known;
}

/** Adds facts to a record. */
export async function record(
  ledger: SagaLedger,
  id: SagaId,
  facts: readonly SagaFact[],
  at: EpochMillis,
): Promise<Extract<Guarded, { kind: 'recorded' | 'known' | 'unknownSaga' }>> {
  let isNews = false;
  const found = await ledger.update(id, (known) => {
    const next = apply(known, facts, at);
    isNews = next !== known;
    return next;
  });
  if (found === undefined) return { kind: 'unknownSaga' };
  return { kind: isNews ? 'recorded' : 'known' };
}

/**
 * Begins the next recovery, unless one was begun, or the saga ended, since `found` was read.
 * @param why what the last run ended with
 */
export async function recover(
  { definition, ledger, executions }: SagaPorts,
  found: SagaRecord,
  why: Failure,
  at: EpochMillis,
): Promise<Begun | { readonly kind: 'known' }> {
  const run = found.recoveries + 1;
  const plan = planRecovery(definition, found, await lastHistory(executions, found), why);
  const { way } = plan.input;
  let isOurs = false;
  await ledger.update(found.sagaId, (known) => {
    isOurs = isOpen(known.state) && known.recoveries === found.recoveries;
    return isOurs ? apply(known, [...plan.facts, { kind: 'recoveryBegun', run, way }], at) : known;
  });
  // O2
  if (!isOurs) return { kind: 'known' };
  // O1
  await executions.startRecovery(found.sagaId, run, plan.input);
  return { kind: 'recoveryBegun', run, way };
}

/** Of the last run that has one: what was begun, but never started, has none. */
export async function lastHistory(
  executions: SagaExecutions,
  { sagaId, recoveries, executionArn }: SagaRecord,
): Promise<History> {
  const first = executionArn === null ? 1 : 0;
  for (let run = recoveries; run >= first; run--) {
    const history = await executions.history(sagaId, run);
    if (history.kind === 'read') return history;
  }
  return { kind: 'unreadable', reason: 'no execution of this saga can be read' };
}

export type Inspected =
  | Guarded
  | { readonly kind: 'running' }
  /** It was accepted, and never begun. */
  | { readonly kind: 'started' };

/** Compares an open saga with its executions, and does what is to be done. COMPENSATION_FAILED waits for a person. */
export async function inspect(ports: SagaPorts, open: OpenSaga, at: EpochMillis): Promise<Inspected> {
  const { sagaId, recoveries: run } = open;
  if (open.style === 'choreographed' && run === 0) return inspectEvents(ports, open, at);
  const status = await ports.executions.describe(sagaId, run);
  switch (status.kind) {
    case 'running':
      return open.failure?.error === SAGA_CANCELLED && run === 0
        ? withRecord(ports.ledger, sagaId, (found) => stopAndRecover(ports, found, at))
        : status;
    case 'absent':
      return withRecord(ports.ledger, sagaId, (found) => begin(ports, found, at));
    default:
      return noteEnding(ports, sagaId, run, status);
  }
}

/** The error that a cancelled saga is stopped with. */
export const SAGA_CANCELLED = 'SagaCancelled';

/**
 * Carries out a cancellation that the record tells of: whoever decreed it, or the sweeper where that one died. What had
 * ended before it was stopped stays as it ended.
 */
export async function stopAndRecover(ports: SagaPorts, found: SagaRecord, at: EpochMillis): Promise<Guarded> {
  const { sagaId, recoveries: run, cancelled } = found;
  const cause = cancelled?.reason ?? '';
  if (found.style === 'orchestrated' || run > 0) {
    await ports.executions.stop(sagaId, run, { error: SAGA_CANCELLED, cause });
    const status = await ports.executions.describe(sagaId, run);
    if (status.kind === 'succeeded' || status.kind === 'failed') return noteEnding(ports, sagaId, run, status);
  }
  return recover(ports, found, { Error: SAGA_CANCELLED, Cause: cause }, at);
}

/** Nobody conducts it: only its age says that it does not come to an end. */
function inspectEvents(ports: SagaPorts, open: OpenSaga, at: EpochMillis): Promise<Inspected> | Inspected {
  if (open.failure?.error === SAGA_CANCELLED) {
    return withRecord(ports.ledger, open.sagaId, (found) => stopAndRecover(ports, found, at));
  }
  const deadlineSeconds = ports.definition.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS;
  if (at - open.acceptedAt < deadlineSeconds * 1000) return { kind: 'running' };
  const why = { Error: 'DeadlineMissed', Cause: `it did not end within ${deadlineSeconds} seconds` };
  return withRecord(ports.ledger, open.sagaId, (found) => recover(ports, found, why, at));
}

/** An execution that is not there was never started, or is forgotten. */
async function begin(ports: SagaPorts, found: SagaRecord, at: EpochMillis): Promise<Inspected> {
  const { sagaId, recoveries: run, input } = found;
  if (!isOpen(found.state)) return { kind: 'known' };
  const gone = { Error: 'ExecutionGone', Cause: 'the execution of the saga is not there any more' };
  if (run > 0) {
    const plan = planRecovery(ports.definition, found, await lastHistory(ports.executions, found), gone);
    await ports.executions.startRecovery(sagaId, run, plan.input);
    return { kind: 'recoveryBegun', run, way: plan.input.way };
  }
  if (!wasNeverBegun(found, at)) return recover(ports, found, gone, at);
  try {
    await ports.executions.start(sagaId, executionInput(input));
    return { kind: 'started' };
  } catch (error) {
    if (!(error instanceof MachineGone)) throw error;
    return recover(ports, found, { Error: error.name, Cause: error.message }, at);
  }
}

const wasNeverBegun = ({ state, steps, acceptedAt }: SagaRecord, at: EpochMillis): boolean =>
  state === 'RUNNING' && Object.keys(steps).length === 0 && at - acceptedAt < NAME_TAKEN_MILLIS;

/** The same text for the same input, whatever the order of its fields: the service compares text. */
export const executionInput = (input: SagaRecord['input']): string => canonicalJson({ input });

async function withRecord(
  ledger: SagaLedger,
  id: SagaId,
  run: (found: SagaRecord) => Promise<Inspected>,
): Promise<Inspected> {
  const found = await ledger.find(id);
  return found === undefined ? { kind: 'unknownSaga' } : run(found);
}
