import { confirmationOf, salesOf } from '../../../lib/order/reactions';
import { envelopeOf } from '../../../lib/saga/envelope';
import { epochMillis } from '../../../lib/units';
import { anEvent } from '../saga/an-event';
import { anOrder } from './an-order';

const order = anOrder({
  currency: 'JPY',
  lines: [
    { sku: 'book', quantity: 2, unitPrice: 1500 },
    { sku: 'lamp', quantity: 1, unitPrice: 900 },
    { sku: 'book', quantity: 3, unitPrice: 1000 },
  ],
});
const completedAt = (at: number) =>
  envelopeOf(
    anEvent('order#order-1', 2, { type: 'order.completed', payload: { order }, createdAt: epochMillis(at) }),
    'backstep.orders',
  );

describe('what is made of a completed order', () => {
  it('is a mail to the customer that says what was ordered and what it comes to', () => {
    expect(confirmationOf(completedAt(0))).toEqual({
      to: 'customer-77',
      about: 'order-1',
      subject: 'Your order order-1',
      text: 'We have received your order:\n2 x book\n1 x lamp\n3 x book\nTotal: 6,900 JPY\n',
    });
  });

  it('is the sale of each product, under the day in UTC and with its currency', () => {
    const midnight = Date.UTC(2026, 2, 1);

    expect(salesOf(completedAt(midnight - 1))).toEqual([
      {
        kind: 'tally',
        key: { pk: 'sales#2026-02-28', sk: 'sku#book' },
        set: { day: '2026-02-28', sku: 'book' },
        add: { quantity: 5, amountJPY: 6000 },
      },
      {
        kind: 'tally',
        key: { pk: 'sales#2026-02-28', sk: 'sku#lamp' },
        set: { day: '2026-02-28', sku: 'lamp' },
        add: { quantity: 1, amountJPY: 900 },
      },
    ]);
    expect(salesOf(completedAt(midnight))[0]?.key.pk).toBe('sales#2026-03-01');
  });

  it('is nothing where the event has no order', () => {
    const event = { ...completedAt(0), data: {} };

    expect(() => salesOf(event)).toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
    expect(() => confirmationOf(event)).toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
  });
});
