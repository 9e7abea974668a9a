/** How a person finds sagas in the ledger: by state and age, by id, or by how an id begins. */
import type { EpochMillis } from '../units';
import {
  isOpen,
  type LedgerState,
  OPEN_STATES,
  type OpenSaga,
  type OpenState,
  type SagaLedger,
  type SagaRecord,
} from './ledger';
import { sagaId } from './rule';

/** What a list tells of a saga. */
export type SagaSummary = Omit<OpenSaga, 'state'> & { readonly state: LedgerState };

export interface SagaFilter {
  /** @default every state that is not an end */
  readonly states?: readonly LedgerState[] | undefined;
  /** In its state since then, or longer. */
  readonly before: EpochMillis;
  readonly limit: number;
}

const PAGE_SAGAS = 100;

/**
 * The longest in its state first. Open sagas are found in their index; once an ended state is among those asked for, the
 * whole ledger is read, page by page, until enough is found.
 */
export async function listSagas(
  ledger: SagaLedger,
  { states = OPEN_STATES, before, limit }: SagaFilter,
): Promise<readonly SagaSummary[]> {
  const found = states.every(isOpen)
    ? await open(ledger, states, before, limit)
    : await all(ledger, states, before, limit);
  return [...found].sort((a, b) => a.since - b.since).slice(0, limit);
}

async function open(
  ledger: SagaLedger,
  states: readonly OpenState[],
  before: EpochMillis,
  limit: number,
): Promise<readonly SagaSummary[]> {
  const pages = await Promise.all(
    states.map((state) => gather(limit, (cursor) => ledger.openSagas({ state, before, limit: PAGE_SAGAS, cursor }))),
  );
  return pages.flat();
}

function all(
  ledger: SagaLedger,
  states: readonly LedgerState[],
  before: EpochMillis,
  limit: number,
): Promise<readonly SagaSummary[]> {
  return gather(limit, async (cursor) => {
    const page = await ledger.allSagas({ limit: PAGE_SAGAS, cursor });
    const sagas = page.sagas.filter(({ state, since }) => states.includes(state) && since <= before);
    return { sagas: sagas.map(summaryOf), cursor: page.cursor };
  });
}

async function gather<T>(
  limit: number,
  read: (cursor: string | undefined) => Promise<{ readonly sagas: readonly T[]; readonly cursor: string | undefined }>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    found.push(...page.sagas);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < limit);
  return found;
}

export function summaryOf(record: SagaRecord): SagaSummary {
  const { sagaId, saga, version, style, acceptedAt, state, since, revision, executionArn, recoveries, failure } =
    record;
  return { sagaId, saga, version, style, acceptedAt, state, since, revision, executionArn, recoveries, failure };
}

export type Found =
  | { readonly kind: 'found'; readonly record: SagaRecord }
  /** Some of those that begin so. */
  | { readonly kind: 'ambiguous'; readonly ids: readonly string[] }
  | { readonly kind: 'notFound' };

const SHOWN_IDS = 10;

/** By the whole id, else by how it begins, which reads the whole ledger. */
export async function findSaga(ledger: SagaLedger, idOrPrefix: string): Promise<Found> {
  const exact = await ledger.find(sagaId(idOrPrefix));
  if (exact !== undefined) return { kind: 'found', record: exact };
  const records = await ledger.findByPrefix(idOrPrefix, SHOWN_IDS);
  const [first] = records;
  if (first === undefined) return { kind: 'notFound' };
  return records.length === 1
    ? { kind: 'found', record: first }
    : { kind: 'ambiguous', ids: records.map(({ sagaId }) => sagaId) };
}
