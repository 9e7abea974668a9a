/** What happens once an order is completed, beside the saga: a mail to the customer, and the day's sales. */
import type { Envelope } from '../saga/envelope';
import type { Mail, ReactionWrite } from '../saga/reaction';
import { dataOf } from './event-schemas';
import type { OrderEventType } from './events';
import { add, formatMoney, type Money, money, times } from './money';
import { type OrderRequest, orderTotal } from './order';

/** The event that both answer. */
export const REACTS_TO: OrderEventType = 'order.completed';

/** @throws InvalidRequest where the event is no completed order */
export function confirmationOf(envelope: Envelope): Mail {
  const { order } = dataOf('order.completed', envelope);
  const lines = order.lines.map(({ sku, quantity }) => `${quantity} x ${sku}`);
  return {
    to: order.customerId,
    about: order.orderId,
    subject: `Your order ${order.orderId}`,
    text: `We have received your order:\n${lines.join('\n')}\nTotal: ${formatMoney(orderTotal(order))}\n`,
  };
}

/**
 * Adds the order to the totals of each product on the day (UTC) that it was completed. Each currency has an amount of its
 * own, as in `amountEUR`, in minor units: amounts of two currencies never meet.
 * @throws InvalidRequest where the event is no completed order
 */
export function salesOf(envelope: Envelope): readonly ReactionWrite[] {
  const { order } = dataOf('order.completed', envelope);
  const day = envelope.occurredAt.slice(0, 'yyyy-mm-dd'.length);
  return [...soldBySku(order)].map(([sku, { quantity, amount }]) => ({
    kind: 'tally',
    key: { pk: `sales#${day}`, sk: `sku#${sku}` },
    set: { day, sku },
    add: { quantity, [`amount${order.currency}`]: amount.amount },
  }));
}

function soldBySku({ currency, lines }: OrderRequest) {
  const sold = new Map<string, { readonly quantity: number; readonly amount: Money }>();
  for (const { sku, quantity, unitPrice } of lines) {
    const before = sold.get(sku) ?? { quantity: 0, amount: money(0, currency) };
    const amount = add(before.amount, times(money(unitPrice, currency), quantity));
    sold.set(sku, { quantity: before.quantity + quantity, amount });
  }
  return sold;
}
