/**
 * A saga's record as an item: `saga#<sagaId>` / `saga`.
 *
 * While the saga is open it also stands in the sparse index `open` (partition `open`, sort `since`), whose partition is its
 * state and one of a few shards, since a single one would take no more than 1,000 writes a second ("Best practices for
 * designing and using partition keys effectively"). Once it has ended it leaves the index, and after 90 days the table.
 * The input is kept as JSON text: DynamoDB's own maps keep no order of fields, and cost more to read and to write.
 */

import { isOpen, type OpenSaga, type OpenState, type SagaRecord } from '../saga/ledger';
import { type SagaId, sagaId } from '../saga/rule';
import type { RowKey } from '../saga/write';
import { epochMillis, type Json, type JsonObject, toEpochSeconds } from '../units';
import { shardOf } from './outbox-item';

export const OPEN_INDEX = 'open';
export const OPEN_SHARDS = 8;
export const SAGA_SORT_KEY = 'saga';
/** For so long an ended saga is kept, which is as long as Step Functions knows its execution. */
export const ENDED_KEPT_SECONDS = 90 * 24 * 60 * 60;

export const sagaKey = (id: SagaId): RowKey => ({ pk: `saga#${id}`, sk: SAGA_SORT_KEY });
export const openName = (state: OpenState, shard: number): string => `${state}#${shard}`;

export function encodeSaga(record: SagaRecord): JsonObject {
  const { sagaId: id, state, endedAt, failure, cancelled, abandoned } = record;
  const { pk, sk } = sagaKey(id);
  const item: Record<string, Json> = {
    pk,
    sk,
    sagaId: id,
    saga: record.saga,
    version: record.version,
    style: record.style,
    inputHash: record.inputHash,
    input: JSON.stringify(record.input),
    acceptedAt: record.acceptedAt,
    state,
    since: record.since,
    revision: record.revision,
    executionArn: record.executionArn,
    recoveries: record.recoveries,
    failure: failure === null ? null : { ...failure },
    steps: mapped(record.steps),
    compensations: mapped(record.compensations),
    endedAt,
    cancelled: cancelled === null ? null : { ...cancelled },
    abandoned: abandoned === null ? null : { ...abandoned },
  };
  if (isOpen(state)) item.open = openName(state, shardOf(id) % OPEN_SHARDS);
  if (endedAt !== null) item.expiresAt = toEpochSeconds(endedAt) + ENDED_KEPT_SECONDS;
  return item;
}

const mapped = (known: SagaRecord['steps'] | SagaRecord['compensations']): JsonObject =>
  Object.fromEntries(Object.entries(known).map(([step, what]) => [step, { ...what }]));

/** What `encodeSaga` wrote, as the document client gives it back. */
type SagaItem = Omit<SagaRecord, 'sagaId' | 'input'> & { readonly sagaId: string; readonly input: string };

/** @throws Error when the item is no saga's record */
export function decodeSaga(item: { readonly [attribute: string]: unknown }): SagaRecord {
  if (item.sk !== SAGA_SORT_KEY || typeof item.input !== 'string') {
    throw new Error(`item ${String(item.pk)} ${String(item.sk)} is no saga's record`);
  }
  const found = item as unknown as SagaItem;
  return {
    sagaId: sagaId(found.sagaId),
    saga: found.saga,
    version: found.version,
    style: found.style,
    inputHash: found.inputHash,
    input: JSON.parse(found.input) as Json,
    acceptedAt: epochMillis(found.acceptedAt),
    state: found.state,
    since: epochMillis(found.since),
    revision: found.revision,
    executionArn: found.executionArn,
    recoveries: found.recoveries,
    failure: found.failure,
    steps: found.steps,
    compensations: found.compensations,
    endedAt: found.endedAt,
    cancelled: found.cancelled,
    abandoned: found.abandoned,
  };
}

/** An item of the index `open`. */
export function decodeOpen(item: { readonly [attribute: string]: unknown }): OpenSaga {
  const found = item as unknown as OpenSaga;
  return {
    sagaId: found.sagaId,
    saga: found.saga,
    version: found.version,
    style: found.style,
    acceptedAt: epochMillis(found.acceptedAt),
    state: found.state,
    since: epochMillis(found.since),
    revision: found.revision,
    executionArn: found.executionArn,
    recoveries: found.recoveries,
    failure: found.failure,
  };
}
