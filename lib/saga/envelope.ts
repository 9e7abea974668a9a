/** An event as the services tell it to each other: an outbox record, and whose it is. */
import type { Json, JsonObject } from '../units';
import { InvalidRequest } from './errors';
import type { OutboxRecord, SagaStyle } from './outbox';
import { type SagaId, sagaId } from './rule';

export interface Envelope {
  /** Consumers dedupe by it. */
  readonly id: string;
  readonly type: string;
  /** Of the envelope and its data; raised when a reader of the former could misread it. */
  readonly version: typeof EVENT_VERSION;
  /** Who tells it: `backstep.payments`. */
  readonly source: string;
  /** The aggregate that it tells of. */
  readonly subject: string;
  /** Counts the events of the subject from 1. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly sagaId: SagaId;
  /** Participants answer only the events of choreographed sagas. */
  readonly style: SagaStyle;
  readonly causationId: string;
  readonly correlationId: string;
  readonly data: JsonObject;
}

export const EVENT_VERSION = 1;

export function envelopeOf(record: OutboxRecord, source: string): Envelope {
  const { id, type, aggregate, sequence, createdAt, sagaId, style, causationId, correlationId, payload } = record;
  return {
    id,
    type,
    version: EVENT_VERSION,
    source,
    subject: aggregate,
    sequence,
    occurredAt: new Date(createdAt).toISOString(),
    sagaId,
    style,
    causationId,
    correlationId,
    data: payload,
  };
}

/**
 * Unknown fields are let through: a writer may know more than its readers.
 * @throws InvalidRequest what is wrong with it
 */
export function decodeEnvelope(value: unknown): Envelope {
  if (!isObject(value)) throw new InvalidRequest('the envelope must be an object');
  const { version, sequence, style, data } = value;
  if (version !== EVENT_VERSION) {
    throw new InvalidRequest(`the envelope's version must be ${EVENT_VERSION}; it is ${JSON.stringify(version)}`);
  }
  if (style !== 'orchestrated' && style !== 'choreographed') {
    throw new InvalidRequest("the envelope's style must be 'orchestrated' or 'choreographed'");
  }
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 1) {
    throw new InvalidRequest("the envelope's sequence must be a whole number from 1");
  }
  if (!isObject(data)) throw new InvalidRequest("the envelope's data must be an object");
  return {
    id: text(value, 'id'),
    type: text(value, 'type'),
    version,
    source: text(value, 'source'),
    subject: text(value, 'subject'),
    sequence,
    occurredAt: instant(value, 'occurredAt'),
    sagaId: sagaId(text(value, 'sagaId')),
    style,
    causationId: text(value, 'causationId'),
    correlationId: text(value, 'correlationId'),
    data,
  };
}

type Fields = { readonly [field: string]: Json };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(value: Fields, field: string): string {
  const found = value[field];
  if (typeof found === 'string' && found !== '') return found;
  throw new InvalidRequest(`the envelope's ${field} must be text`);
}

function instant(value: Fields, field: string): string {
  const found = text(value, field);
  if (Number.isFinite(Date.parse(found))) return found;
  throw new InvalidRequest(`the envelope's ${field} must be a date and time in ISO 8601`);
}
