/**
 * The ledger: one record a saga, of what is known of it. Orchestrators forget; this one does not.
 *
 *   RUNNING ──> COMPLETED
 *      │            ^   (a recovery that finds the point of no return passed goes forward)
 *      v            │
 *   COMPENSATING ───┴──> COMPENSATED
 *      │      ^
 *      v      │ resume
 *   COMPENSATION_FAILED ──> ABANDONED    (a person decides)
 *
 * Facts come from machines, events, sweepers and people: at least once, and in any order.
 *
 * L1. An ended saga stays as it ended; later facts only complete what is known of its steps.
 * L2. What is known of a step or a compensation only becomes better: `done` outranks `failed`, whichever came first.
 * L3. A run that failed says nothing of the state once a later run has begun.
 * L4. A fact that is known changes nothing, so that nothing is written for it.
 */
import { assertNever, type EpochMillis, type Json } from '../units';
import type { SagaStyle } from './outbox';
import type { SagaId } from './rule';

/** COMPENSATION_FAILED needs a person, and counts as open. */
export const OPEN_STATES = ['RUNNING', 'COMPENSATING', 'COMPENSATION_FAILED'] as const;
export const ENDED_STATES = ['COMPLETED', 'COMPENSATED', 'ABANDONED'] as const;
export type OpenState = (typeof OPEN_STATES)[number];
export type EndedState = (typeof ENDED_STATES)[number];
export type LedgerState = OpenState | EndedState;

export const isOpen = (state: LedgerState): state is OpenState => OPEN_STATES.some((open) => open === state);

export interface SagaFailure {
  readonly step: string;
  /** An error's name, for programs. */
  readonly error: string;
  /** For a person; cut to `MAX_REASON_LENGTH` characters. */
  readonly cause: string;
}

/** `reason` is null where there is nothing to explain. */
export interface Known<Outcome extends string> {
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly at: EpochMillis;
}
/** `failed`: it is not known whether the step had its effect. */
export type StepKnown = Known<'done' | 'refused' | 'failed'>;
export type CompensationKnown = Known<'undone' | 'nothingToUndo' | 'failed'>;

/** A person's word. */
export interface Decree {
  readonly by: string;
  readonly reason: string;
  readonly at: EpochMillis;
}

export interface SagaRecord {
  readonly sagaId: SagaId;
  readonly saga: string;
  readonly version: number;
  readonly style: SagaStyle;
  /** `hashOf` the input. */
  readonly inputHash: string;
  readonly input: Json;
  readonly acceptedAt: EpochMillis;
  readonly state: LedgerState;
  /** When this state began. */
  readonly since: EpochMillis;
  /** Counts the writes of the record: whoever writes proves with it that nobody wrote in between. */
  readonly revision: number;
  /** Of the saga's own execution; null where its participants answer each other's events. */
  readonly executionArn: string | null;
  /** How many recovery executions were begun; the nth is named `<sagaId>-r<n>`. */
  readonly recoveries: number;
  readonly failure: SagaFailure | null;
  /** By step; of what is absent nothing is known. */
  readonly steps: { readonly [step: string]: StepKnown };
  /** By the step that is undone. */
  readonly compensations: { readonly [step: string]: CompensationKnown };
  readonly endedAt: EpochMillis | null;
  readonly cancelled: Decree | null;
  readonly abandoned: Decree | null;
}

/** What is kept of a reason, so that a record stays small. */
export const MAX_REASON_LENGTH = 1_000;

/** `run` 0 is the saga's own execution, or its events; `n` its nth recovery. */
export type SagaFact =
  /** It has turned round. */
  | { readonly kind: 'compensating'; readonly failure: SagaFailure }
  | { readonly kind: 'stepDone'; readonly step: string }
  | { readonly kind: 'stepRefused'; readonly step: string; readonly reason: string }
  | { readonly kind: 'stepFailed'; readonly step: string; readonly reason: string }
  | { readonly kind: 'undone'; readonly step: string }
  | { readonly kind: 'nothingToUndo'; readonly step: string }
  | { readonly kind: 'notUndone'; readonly step: string; readonly reason: string }
  | { readonly kind: 'completed' }
  | { readonly kind: 'compensated' }
  | { readonly kind: 'compensationFailed'; readonly run: number; readonly failure: SagaFailure | null }
  /** Recovery `run` is about to be started; `back` turns the saga round. */
  | { readonly kind: 'recoveryBegun'; readonly run: number; readonly way: Way }
  | { readonly kind: 'cancelled'; readonly by: string; readonly reason: string }
  | { readonly kind: 'abandoned'; readonly by: string; readonly reason: string };

/** Where a recovery drives a saga to. */
export type Way = 'back' | 'forward';

type FactOf<Kind extends SagaFact['kind']> = Extract<SagaFact, { readonly kind: Kind }>;

export interface NewSaga extends Pick<SagaRecord, 'sagaId' | 'saga' | 'version' | 'style' | 'executionArn'> {
  readonly inputHash: string;
  readonly input: Json;
  readonly at: EpochMillis;
}

export function acceptedRecord({ at, ...known }: NewSaga): SagaRecord {
  return {
    acceptedAt: at,
    state: 'RUNNING',
    since: at,
    revision: 1,
    recoveries: 0,
    failure: null,
    steps: {},
    compensations: {},
    endedAt: null,
    cancelled: null,
    abandoned: null,
    ...known,
  };
}

/**
 * The record with the facts added, in their order; the very same record where they bring nothing new (L4). It leaves
 * `revision` to whoever writes it.
 * @param at when the facts came about
 */
export function apply(record: SagaRecord, facts: readonly SagaFact[], at: EpochMillis): SagaRecord {
  return facts.reduce((known, fact) => applyOne(known, fact, at), record);
}

function applyOne(record: SagaRecord, fact: SagaFact, at: EpochMillis): SagaRecord {
  switch (fact.kind) {
    case 'compensating':
      return turned(withFailure(record, fact.failure), at);
    case 'stepDone':
      return withStep(record, fact.step, { outcome: 'done', reason: null, at });
    case 'stepRefused':
      return withStep(record, fact.step, { outcome: 'refused', reason: cut(fact.reason), at });
    case 'stepFailed':
      return withStep(record, fact.step, { outcome: 'failed', reason: cut(fact.reason), at });
    case 'undone':
    case 'nothingToUndo':
      return withCompensation(record, fact.step, { outcome: fact.kind, reason: null, at });
    case 'notUndone':
      return withCompensation(record, fact.step, { outcome: 'failed', reason: cut(fact.reason), at });
    case 'completed':
      return ended(record, 'COMPLETED', at);
    case 'compensated':
      return ended(record, 'COMPENSATED', at);
    case 'compensationFailed':
      return failed(fact.failure === null ? record : withFailure(record, fact.failure), fact, at);
    case 'recoveryBegun':
      return recovering(record, fact, at);
    case 'cancelled':
      return cancelled(record, fact, at);
    case 'abandoned':
      if (!isOpen(record.state)) return record;
      return { ...ended(record, 'ABANDONED', at), abandoned: decree(fact, at) };
    default:
      return assertNever(fact);
  }
}

/** The first failure is what turned the saga round; what else fails on the way back is told of its compensation. */
function withFailure(record: SagaRecord, { step, error, cause }: SagaFailure): SagaRecord {
  return record.failure === null ? { ...record, failure: { step, error, cause: cut(cause) } } : record;
}

function turned(record: SagaRecord, at: EpochMillis): SagaRecord {
  return record.state === 'RUNNING' ? moved(record, 'COMPENSATING', at) : record;
}

// L3
function failed(record: SagaRecord, { run }: FactOf<'compensationFailed'>, at: EpochMillis): SagaRecord {
  const isNews = record.state === 'RUNNING' || record.state === 'COMPENSATING';
  return isNews && run >= record.recoveries ? moved(record, 'COMPENSATION_FAILED', at) : record;
}

function recovering(record: SagaRecord, { run, way }: FactOf<'recoveryBegun'>, at: EpochMillis): SagaRecord {
  if (!isOpen(record.state) || run <= record.recoveries) return record;
  const begun = { ...record, recoveries: run };
  const turns = record.state === 'COMPENSATION_FAILED' || (record.state === 'RUNNING' && way === 'back');
  return turns ? moved(begun, 'COMPENSATING', at) : begun;
}

function cancelled(record: SagaRecord, fact: FactOf<'cancelled'>, at: EpochMillis): SagaRecord {
  if (record.state !== 'RUNNING' || record.cancelled !== null) return record;
  return { ...moved(record, 'COMPENSATING', at), cancelled: decree(fact, at) };
}

// L1
function ended(record: SagaRecord, state: EndedState, at: EpochMillis): SagaRecord {
  return isOpen(record.state) ? { ...moved(record, state, at), endedAt: at } : record;
}

const moved = (record: SagaRecord, state: LedgerState, since: EpochMillis): SagaRecord => ({ ...record, state, since });

const decree = ({ by, reason }: FactOf<'cancelled' | 'abandoned'>, at: EpochMillis): Decree => ({
  by: cut(by),
  reason: cut(reason),
  at,
});

/** L2: from the least to the most that may be known. */
const STEP_RANK: { readonly [outcome in StepKnown['outcome']]: number } = { failed: 0, refused: 1, done: 2 };
const COMPENSATION_RANK: { readonly [outcome in CompensationKnown['outcome']]: number } = {
  failed: 0,
  nothingToUndo: 1,
  undone: 2,
};

function withStep(record: SagaRecord, step: string, news: StepKnown): SagaRecord {
  if (!isBetter(STEP_RANK, ownOf(record.steps, step), news)) return record;
  return { ...record, steps: { ...record.steps, [step]: news } };
}

function withCompensation(record: SagaRecord, step: string, news: CompensationKnown): SagaRecord {
  if (!isBetter(COMPENSATION_RANK, ownOf(record.compensations, step), news)) return record;
  return { ...record, compensations: { ...record.compensations, [step]: news } };
}

/** Of the same outcome the later reason is kept: it is what a person has to mend now. */
function isBetter<Outcome extends string>(
  rank: { readonly [outcome in Outcome]: number },
  known: Known<Outcome> | undefined,
  news: Known<Outcome>,
): boolean {
  if (known === undefined) return true;
  const by = rank[news.outcome] - rank[known.outcome];
  return by > 0 || (by === 0 && news.reason !== known.reason && news.at > known.at);
}

/** A step may be named as something that every object inherits. */
const ownOf = <T>(table: { readonly [step: string]: T }, step: string): T | undefined =>
  Object.hasOwn(table, step) ? table[step] : undefined;

const cut = (text: string): string =>
  text.length <= MAX_REASON_LENGTH ? text : `${text.slice(0, MAX_REASON_LENGTH - 3)}...`;

// ---- the port -----------------------------------------------------------------------------------------------------

/** What the index of open sagas tells: enough to list a saga and to judge it, and nothing of its input. */
export type OpenSaga = Pick<
  SagaRecord,
  | 'sagaId'
  | 'saga'
  | 'version'
  | 'style'
  | 'acceptedAt'
  | 'since'
  | 'revision'
  | 'executionArn'
  | 'recoveries'
  | 'failure'
> & { readonly state: OpenState };

export type Acceptance =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'found';
      readonly record: Pick<SagaRecord, 'saga' | 'style' | 'inputHash' | 'acceptedAt' | 'state'>;
    };

export interface Page<T> {
  readonly sagas: readonly T[];
  /** Where the next page begins; undefined on the last. */
  readonly cursor: string | undefined;
}

export interface SagaLedger {
  /** Keeps the record, unless there is one with its id, which is then the answer. */
  accept(record: SagaRecord): Promise<Acceptance>;
  find(id: SagaId): Promise<SagaRecord | undefined>;
  /** The records whose ids begin so, at most `limit`. It reads the whole ledger; an exact id is `find`'s. */
  findByPrefix(prefix: string, limit: number): Promise<readonly SagaRecord[]>;
  /** Every saga, ended ones too. It reads the whole ledger, page by page, in no order. */
  allSagas(query: { readonly limit: number; readonly cursor?: string | undefined }): Promise<Page<SagaRecord>>;
  /** Sagas that have been in a state since `before` or longer, about the oldest first. It reads these alone. */
  openSagas(query: {
    readonly state: OpenState;
    readonly before: EpochMillis;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<OpenSaga>>;
  /**
   * Writes what `change` makes of the record, unless it is the very same; asked again with what is there by then whenever
   * another wrote in between. Answers the record as it is afterwards; undefined where there is none.
   */
  update(id: SagaId, change: (record: SagaRecord) => SagaRecord): Promise<SagaRecord | undefined>;
}
