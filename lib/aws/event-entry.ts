/** An event as EventBridge counts it ("Calculating Amazon EventBridge PutEvents event entry size"). */
import { type Envelope, envelopeOf } from '../saga/envelope';
import type { OutboxRecord } from '../saga/outbox';

/** Of one entry, and of all entries of one call. */
export const MAX_ENTRY_BYTES = 262_144;
/** "Time" counts as 14 bytes. */
const TIME_BYTES = 14;

/** UTF-8 bytes of the longest source that an event may have; AWS allows 256. */
export const MAX_SOURCE_BYTES = 64;
const LONGEST_SOURCE = 'x'.repeat(MAX_SOURCE_BYTES);

/** @throws RangeError when the service's name is too long for a source */
export function eventSource(service: string): string {
  const source = `backstep.${service}`;
  if (Buffer.byteLength(source) <= MAX_SOURCE_BYTES) return source;
  throw new RangeError(`'${source}' is too long to be the source of events; it may have ${MAX_SOURCE_BYTES} bytes`);
}

/** @param body the envelope as JSON text */
export function entryBytes({ source, type }: Pick<Envelope, 'source' | 'type'>, body: string): number {
  return TIME_BYTES + Buffer.byteLength(source) + Buffer.byteLength(type) + Buffer.byteLength(body);
}

/** The most that the record comes to as an entry, whoever's relay publishes it. */
export function mostEntryBytes(record: OutboxRecord): number {
  const envelope = envelopeOf(record, LONGEST_SOURCE);
  return entryBytes(envelope, JSON.stringify(envelope));
}
