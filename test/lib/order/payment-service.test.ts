import { processPayment, refundPayment } from '../../../lib/order/payment-service';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { anOrder, anOrderOf } from './an-order';

const at = epochMillis(1_700_000_000_000);
const saga = sagaId('order-1');
const paymentId = 'order-1.ProcessPayment';
const pk = `payment#${paymentId}`;

const charge = (total: number, currency = 'EUR') => {
  const input = { ...anOrderOf(total), currency };
  const results = { CreateOrder: { orderId: 'order-1', total } };
  return processPayment({ sagaId: saga, input, results, at });
};

describe('ProcessPayment', () => {
  it('charges what the order comes to', () => {
    const decision = charge(30_00);

    expect(decision).toEqual({
      kind: 'apply',
      result: { paymentId, charged: 30_00 },
      writes: [
        {
          kind: 'insert',
          key: { pk, sk: 'payment' },
          row: { paymentId, orderId: 'order-1', amount: 30_00, currency: 'EUR', status: 'CHARGED', chargedAt: at },
        },
      ],
      events: [
        {
          type: 'payment.processed',
          aggregate: pk,
          sequence: 1,
          payload: { order: anOrderOf(30_00), paymentId, charged: 30_00 },
        },
      ],
    });
  });

  it('charges exactly 10,000.00', () => {
    expect(charge(10_000_00)).toMatchObject({ kind: 'apply', result: { charged: 10_000_00 } });
  });

  it('declines 10,000.01 and tells why', () => {
    const message = 'insufficient funds: 10,000.01 EUR is more than 10,000.00 EUR';

    const decision = charge(10_000_01);

    expect(decision).toEqual({
      kind: 'reject',
      rejection: { reason: 'PaymentDeclined', message },
      events: [
        {
          type: 'payment.failed',
          aggregate: pk,
          sequence: 1,
          payload: { order: anOrderOf(10_000_01), reason: 'PaymentDeclined', message },
        },
      ],
    });
  });

  it('writes the amounts of a refusal in the currency of the order', () => {
    expect(charge(10_000_01, 'JPY')).toMatchObject({
      rejection: { message: 'insufficient funds: 1,000,001 JPY is more than 1,000,000 JPY' },
    });
  });
});

describe('RefundPayment', () => {
  const order = anOrder();

  it('refunds what was charged, and keeps the charge', () => {
    const undo = refundPayment({ sagaId: saga, input: order, results: {}, at });

    expect(undo).toEqual({
      writes: [
        {
          kind: 'change',
          key: { pk, sk: 'payment' },
          set: { status: 'REFUNDED', refundedAt: at },
          when: [
            { field: 'status', equals: 'CHARGED' },
            { field: 'amount', equals: 30_00 },
          ],
        },
        {
          kind: 'insert',
          key: { pk, sk: 'refund' },
          row: { paymentId, orderId: 'order-1', amount: 30_00, currency: 'EUR', refundedAt: at },
        },
      ],
      events: [
        { type: 'payment.refunded', aggregate: pk, sequence: 2, payload: { order, paymentId, refunded: 30_00 } },
      ],
      nothing: [expect.objectContaining({ type: 'payment.failed' })],
    });
  });

  it('tells, where there is nothing to refund, that the payment was never made, as its first event', () => {
    const { nothing } = refundPayment({ sagaId: saga, input: order, results: {}, at });

    expect(nothing).toEqual([
      {
        type: 'payment.failed',
        aggregate: pk,
        sequence: 1,
        payload: { order, reason: 'NeverCharged', message: 'the payment was undone before it was made' },
      },
    ]);
  });

  it('decides the same whether or not the charge ever answered', () => {
    const results = {
      CreateOrder: { orderId: 'order-1', total: 30_00 },
      ProcessPayment: { paymentId, charged: 30_00 },
    };

    const informed = refundPayment({ sagaId: saga, input: order, results, at });

    expect(informed).toEqual(refundPayment({ sagaId: saga, input: order, results: {}, at }));
  });
});
