/** What an order is: the input of the saga, checked at every edge. */
import * as z from 'zod/mini';
import { inWords } from './in-words';
import { add, type Money, money, times } from './money';

/** Letters, digits, `-` and `_`: what an execution's name, a key and a URL all take. */
const identifier = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,60}$/));

/** With 1,000 pieces at a million a line, the largest total is 2 * 10^12 minor units: exact by far (money.ts, M1). */
export const MAX_LINES = 20;

const line = z.strictObject({
  sku: identifier,
  quantity: z.int().check(z.minimum(1), z.maximum(1_000)),
  /** Minor units (cents) of the order's currency. */
  unitPrice: z.int().check(z.minimum(0), z.maximum(100_000_000)),
});

/** Strict wherever it travels: steps compare orders by their hashes, which nothing may add to or take from. */
export const orderSchema = z.strictObject({
  orderId: identifier,
  customerId: identifier,
  /** ISO 4217. */
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  lines: z.array(line).check(z.minLength(1), z.maxLength(MAX_LINES)),
});

export type OrderRequest = z.infer<typeof orderSchema>;
export const orderRequest = inWords<OrderRequest>(orderSchema);

/** @throws InvalidRequest when the total is not exact */
export function orderTotal({ currency, lines }: OrderRequest): Money {
  return lines
    .map(({ unitPrice, quantity }) => times(money(unitPrice, currency), quantity))
    .reduce(add, money(0, currency));
}

export type Quantity = { readonly sku: string; readonly quantity: number };

/** The pieces of each article, however many lines name it, in the order of their first mention. */
export function quantitiesBySku({ lines }: OrderRequest): readonly Quantity[] {
  const bySku = new Map<string, number>();
  for (const { sku, quantity } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return [...bySku].map(([sku, quantity]) => ({ sku, quantity }));
}
