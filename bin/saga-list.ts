/** Sagas as the lines of a table, and as JSON. */
import type { LedgerState, SagaRecord } from '../lib/saga/ledger';
import type { EpochMillis } from '../lib/units';
import { inWords } from './durations';
import { columns } from './table';

/** What is listed of a saga: what the index of open ones tells. */
export type Listed = Pick<
  SagaRecord,
  'sagaId' | 'saga' | 'version' | 'style' | 'acceptedAt' | 'since' | 'executionArn' | 'recoveries' | 'failure'
> & { readonly state: LedgerState; readonly stack: string };

/** One line a saga, under a line of titles. */
export function listText(sagas: readonly Listed[], now: EpochMillis): string {
  const rows = sagas.map(({ sagaId, state, since, acceptedAt, recoveries, stack, failure }) => [
    sagaId,
    state,
    inWords(now - since),
    inWords(now - acceptedAt),
    String(recoveries),
    stack,
    failure === null ? '' : `${failure.step}: ${failure.error}`,
  ]);
  const titles = ['SAGA', 'STATE', 'FOR', 'ACCEPTED', 'RECOVERIES', 'STACK', 'FAILED AT'];
  return columns([titles, ...rows]).join('\n');
}

export function listJson(sagas: readonly Listed[]) {
  return sagas.map(
    ({ stack, sagaId, saga, version, style, state, since, acceptedAt, executionArn, recoveries, failure }) => ({
      sagaId,
      saga,
      version,
      style,
      state,
      since: iso(since),
      acceptedAt: iso(acceptedAt),
      executionArn,
      recoveries,
      failure,
      stack,
    }),
  );
}

export const iso = (time: EpochMillis): string => new Date(time).toISOString();
