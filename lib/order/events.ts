/** The facts that the three services tell. Each carries the whole order, so that whoever reacts needs to ask nobody. */
import type { DomainEvent } from '../saga/rule';
import type { RowKey } from '../saga/write';
import type { JsonObject } from '../units';
import type { OrderRequest } from './order';

/** The place of each in the life of its order, payment or reservation. */
const SEQUENCES = {
  'order.created': 1,
  'order.completed': 2,
  'order.cancelled': 2,
  'payment.processed': 1,
  'payment.failed': 1,
  'payment.refunded': 2,
  'inventory.reserved': 1,
  'inventory.failed': 1,
  'inventory.released': 2,
} as const;

export type OrderEventType = keyof typeof SEQUENCES;

/** `about` is the row that the event tells of; `specifics` is what the step adds to the order. */
export function tell(
  type: OrderEventType,
  about: RowKey,
  order: OrderRequest,
  specifics: JsonObject = {},
): DomainEvent {
  return { type, aggregate: about.pk, sequence: SEQUENCES[type], payload: { order, ...specifics } };
}
