/**
 * An outbox record as an item: `<aggregate>` / `event#<sequence>`.
 *
 * While it is unsent it also stands in the sparse index `unsent` (partition `unsent`, sort `createdAt`), whose partition
 * is one of a few shards, since a single one would take no more than 1,000 writes a second
 * ("Best practices for designing and using partition keys effectively").
 */
import type { OutboxRecord, SagaStyle } from '../saga/outbox';
import { sagaId } from '../saga/rule';
import type { RowKey } from '../saga/write';
import { epochMillis, type Json, type JsonObject } from '../units';

export const OUTBOX_KIND = 'outbox';
export const UNSENT_INDEX = 'unsent';
export const UNSENT_SHARDS = 8;

export const shardName = (shard: number): string => `unsent#${shard}`;

export const outboxKey = ({ aggregate, sequence }: Pick<OutboxRecord, 'aggregate' | 'sequence'>): RowKey => ({
  pk: aggregate,
  sk: `event#${String(sequence).padStart(10, '0')}`,
});

export function encodeOutbox(record: OutboxRecord): JsonObject {
  const { pk, sk } = outboxKey(record);
  return { pk, sk, kind: OUTBOX_KIND, unsent: shardName(shardOf(record.aggregate)), ...record };
}

/** The same for all events of an aggregate, so that whoever reads a shard sees them together. FNV-1a, 32 bits. */
export function shardOf(aggregate: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < aggregate.length; at++) hash = Math.imul(hash ^ aggregate.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % UNSENT_SHARDS;
}

/** @throws Error which field is wrong, without its value */
export function decodeOutbox(item: JsonObject): OutboxRecord {
  const record = {
    id: text(item, 'id'),
    sagaId: sagaId(text(item, 'sagaId')),
    style: style(item),
    aggregate: text(item, 'aggregate'),
    sequence: whole(item, 'sequence'),
    type: text(item, 'type'),
    payload: object(item, 'payload'),
    createdAt: epochMillis(whole(item, 'createdAt')),
    causationId: text(item, 'causationId'),
    correlationId: text(item, 'correlationId'),
  };
  const { pk, sk } = outboxKey(record);
  if (item.pk !== pk || item.sk !== sk) throw unreadable('its key is not that of its aggregate and sequence');
  return record;
}

const unreadable = (why: string): Error => new Error(`the item is no outbox record: ${why}`);

function text(item: JsonObject, field: string): string {
  const value = item[field];
  if (typeof value === 'string' && value !== '') return value;
  throw unreadable(`its ${field} is not text`);
}

function whole(item: JsonObject, field: string): number {
  const value = item[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw unreadable(`its ${field} is not a whole number`);
}

function style({ style }: JsonObject): SagaStyle {
  if (style === 'orchestrated' || style === 'choreographed') return style;
  throw unreadable('its style is neither orchestrated nor choreographed');
}

function object(item: JsonObject, field: string): JsonObject {
  const value = item[field];
  if (isObject(value)) return value;
  throw unreadable(`its ${field} is not an object`);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
