/** What an order is: the input of the saga, checked at every edge. */
import * as z from 'zod/mini';

/** Letters, digits, `-` and `_`: what an execution's name, a key and a URL all take. */
const identifier = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,60}$/));

export const MAX_LINES = 20;

export const orderLine = z.strictObject({
  sku: identifier,
  quantity: z.int().check(z.minimum(1), z.maximum(1_000)),
  /** Minor units (cents) of the order's currency. */
  unitPrice: z.int().check(z.minimum(0), z.maximum(100_000_000)),
});

export const orderRequest = z.strictObject({
  orderId: identifier,
  customerId: identifier,
  /** ISO 4217. */
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  lines: z.array(orderLine).check(z.minLength(1), z.maxLength(MAX_LINES)),
});

export type OrderRequest = z.infer<typeof orderRequest>;
