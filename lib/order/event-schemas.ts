/** What the data of each event must be. Fields that a reader does not know are let through, except within the order. */
import * as z from 'zod/mini';
import type { Schema } from '../saga/definition';
import type { Envelope } from '../saga/envelope';
import { parsed } from '../saga/request';
import type { OrderEventType } from './events';
import { inWords } from './in-words';
import { orderSchema } from './order';

const order = orderSchema;
/** Minor units of the order's currency. */
const amount = z.int().check(z.minimum(0));
const id = z.string().check(z.minLength(1));
/** A word for programs, and a sentence for people. */
const failure = { reason: z.string(), message: z.string() };

export const eventSchemas = {
  'order.created': z.object({ order, total: amount }),
  'order.completed': z.object({ order }),
  'order.cancelled': z.object({ order }),
  'payment.processed': z.object({ order, paymentId: id, charged: amount }),
  'payment.failed': z.object({ order, ...failure }),
  'payment.refunded': z.object({ order, paymentId: id, refunded: amount }),
  'inventory.reserved': z.object({ order, reservationId: id }),
  'inventory.failed': z.object({ order, ...failure, sku: z.optional(z.string()) }),
  'inventory.released': z.object({ order, reservationId: id }),
} as const satisfies { readonly [T in OrderEventType]: z.ZodMiniType };

export type EventData = { readonly [T in OrderEventType]: z.infer<(typeof eventSchemas)[T]> };

const inSentences: { readonly [T in OrderEventType]: Schema<EventData[T]> } = {
  'order.created': inWords(eventSchemas['order.created']),
  'order.completed': inWords(eventSchemas['order.completed']),
  'order.cancelled': inWords(eventSchemas['order.cancelled']),
  'payment.processed': inWords(eventSchemas['payment.processed']),
  'payment.failed': inWords(eventSchemas['payment.failed']),
  'payment.refunded': inWords(eventSchemas['payment.refunded']),
  'inventory.reserved': inWords(eventSchemas['inventory.reserved']),
  'inventory.failed': inWords(eventSchemas['inventory.failed']),
  'inventory.released': inWords(eventSchemas['inventory.released']),
};

/** @throws InvalidRequest where the data is not what its type promises */
export function dataOf<T extends OrderEventType>(type: T, { data }: Pick<Envelope, 'data'>): EventData[T] {
  const schema: Schema<EventData[T]> = inSentences[type];
  return parsed(schema, data, `the data of '${type}'`);
}
