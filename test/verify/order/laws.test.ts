import { epochMillis } from '../../../lib/units';
import type { Observed } from '../../../verify/observed';
import { orderLaws } from '../../../verify/order/laws';
import { aCompletedOrder, anUndoneOrder, aRecord, ID } from '../a-run';

test.each([
  ['a completed order', aCompletedOrder()],
  ['an order that was undone', anUndoneOrder()],
])('all laws of orders hold for %s', (_, observed) => {
  expect(orderLaws.flatMap((law) => law.check(observed))).toEqual([]);
});

test('no law is without a run that breaks it', () => {
  const broken = new Set(BREACHES.map(([law]) => law));

  expect(orderLaws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

const PAYMENT = `payment#${ID}.ProcessPayment`;

const BREACHES: readonly (readonly [law: string, what: string, observed: Observed, sentence: string])[] = [
  [
    'I1 money',
    'a charge of another amount',
    aCompletedOrder({ bend: (books) => books.put('payments', PAYMENT, 'payment', { amount: 29_99 }) }),
    "'order-1' is charged 2999 of 3000",
  ],
  [
    'I1 money',
    'an amount that is no whole number',
    aCompletedOrder({ bend: (books) => books.put('payments', PAYMENT, 'payment', { amount: 0.1 }) }),
    "'order-1' is charged 0.1, no whole number",
  ],
  [
    'I1 money',
    'a refund of less than was charged',
    anUndoneOrder({ bend: (books) => books.put('payments', PAYMENT, 'refund', { amount: 1 }) }),
    "'order-1' is charged 3000, and given back 1",
  ],
  [
    'I1 money',
    'a charge that is kept',
    anUndoneOrder({ bend: (books) => books.remove('payments', PAYMENT, 'refund') }),
    "'order-1' is COMPENSATED, and 3000 is kept of 3000",
  ],
  [
    'I2 stock',
    'pieces that are nowhere',
    aCompletedOrder({ bend: (books) => books.put('inventory', 'stock#book', 'stock', { available: 6 }) }),
    "'book': 6 available and 2 reserved, of 10",
  ],
  [
    'I2 stock',
    'pieces that nobody holds',
    aCompletedOrder({ bend: (books) => books.put('inventory', 'stock#book', 'stock', { available: 7, reserved: 3 }) }),
    "'book': 3 reserved, and reservations hold 2",
  ],
  [
    'I2 stock',
    'a shelf that owes pieces',
    aCompletedOrder({
      bend: (books) => books.put('inventory', 'stock#book', 'stock', { available: -1, reserved: 11 }),
    }),
    "'book': -1 available and 11 reserved",
  ],
  [
    'I3 order truth',
    'a completed order that is not paid',
    aCompletedOrder({ bend: (books) => books.put('payments', PAYMENT, 'payment', { status: 'REFUNDED' }) }),
    "order 'order-1' is COMPLETED; its payment is REFUNDED, its reservation HELD",
  ],
  [
    'I3 order truth',
    'a saga that says its order is completed',
    anUndoneOrder({ changed: { sagas: [aRecord('COMPLETED')] } }),
    "order 'order-1' is CANCELLED, and its saga COMPLETED",
  ],
  [
    'I3 order truth',
    'a cancelled order whose payment is kept',
    anUndoneOrder({ bend: (books) => books.put('payments', PAYMENT, 'payment', { status: 'CHARGED' }) }),
    "order 'order-1' is CANCELLED, and its payment is kept",
  ],
  [
    'I3 order truth',
    'a completed order of which something was to be undone',
    aCompletedOrder({
      changed: {
        sagas: [
          aRecord('COMPENSATION_FAILED', {
            compensations: { ProcessPayment: { outcome: 'failed', reason: 'no', at: epochMillis(9) } },
          }),
        ],
      },
    }),
    "order 'order-1' is COMPLETED, and its saga COMPENSATION_FAILED",
  ],
  [
    'I10 effects told',
    'a charge that nobody is told of',
    aCompletedOrder({ bend: (books) => books.remove('payments', PAYMENT, 'event#1') }),
    "ProcessPayment of 'order-1' is APPLIED, and its outbox has 0 payment.processed",
  ],
  [
    'I10 effects told',
    'a refund that is told and did not happen',
    aCompletedOrder({ bend: (books) => books.event('payments', PAYMENT, 2, 'payment.refunded') }),
    "payment.refunded of 'order-1' is told, and did not happen",
  ],
  [
    'I10 reactions once',
    'a second confirmation',
    aCompletedOrder({
      changed: { reactions: { mails: [1, 2].map((mail) => ({ pk: `mail#${ID}`, sk: `mail#${mail}`, about: ID })) } },
    }),
    "'order-1' is COMPLETED, and has 2 confirmations",
  ],
  [
    'I10 reactions once',
    'a sale that is counted twice',
    aCompletedOrder({
      changed: { reactions: { sales: [{ pk: 'sales#1', sk: 'sku#book', sku: 'book', quantity: 4 }] } },
    }),
    "4 of 'book' are told as sold, of 2",
  ],
  [
    'I20 no stuck lock',
    'an order that is PENDING for good',
    aCompletedOrder({ bend: (books) => books.put('orders', `order#${ID}`, 'order', { status: 'PENDING' }) }),
    "order 'order-1' is PENDING for good",
  ],
  [
    'I20 no stuck lock',
    'pieces held for an order that was undone',
    anUndoneOrder({
      bend: (books) =>
        books.put('inventory', `reservation#${ID}.ReserveInventory`, 'reservation', { status: 'HELD', lines: [] }),
    }),
    "pieces are held for 'order-1', which is COMPENSATED",
  ],
];

test.each(BREACHES)('%s finds %s', (name, _, observed, sentence) => {
  const law = orderLaws.find((one) => one.name === name);

  expect(law?.check(observed)).toContain(sentence);
});

test('what a person gave up is not held against the order', () => {
  const observed = anUndoneOrder({
    bend: (books) => books.put('payments', PAYMENT, 'payment', { status: 'CHARGED' }),
    changed: { sagas: [aRecord('ABANDONED')] },
  });

  expect(orderLaws.find(({ name }) => name === 'I3 order truth')?.check(observed)).toEqual([]);
});

test('a completed order may wait for a person while whoever recovers its saga fails', () => {
  const observed = aCompletedOrder({ changed: { sagas: [aRecord('COMPENSATION_FAILED')] } });

  expect(orderLaws.find(({ name }) => name === 'I3 order truth')?.check(observed)).toEqual([]);
});
