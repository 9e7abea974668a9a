/** The payment service: a charge up to a limit, and its refund. Nothing is deleted: a refund is a row of its own. */
import { type Action, apply, type Compensation, type DomainEvent, reject, type SagaId, stepId } from '../saga/rule';
import type { RowKey } from '../saga/write';
import { tell } from './events';
import { formatMoney, money } from './money';
import { type OrderRequest, orderTotal } from './order';
import type { PlaceOrder } from './place-order';

/** Minor units: 10,000.00 where the currency has cents. */
export const MAX_CHARGE = 10_000_00;

export const processPayment: Action<PlaceOrder, 'ProcessPayment'> = ({ sagaId, input, results, at }) => {
  const paymentId = paymentOf(sagaId);
  const { orderId, currency } = input;
  const amount = results.CreateOrder.total;
  if (amount > MAX_CHARGE) {
    const [asked, most] = [money(amount, currency), money(MAX_CHARGE, currency)].map(formatMoney);
    const message = `insufficient funds: ${asked} is more than ${most}`;
    return reject('PaymentDeclined', message, [paymentFailed(sagaId, input, 'PaymentDeclined', message)]);
  }
  return apply(
    { paymentId, charged: amount },
    {
      writes: [
        {
          kind: 'insert',
          key: paymentKey(paymentId),
          row: { paymentId, orderId, amount, currency, status: 'CHARGED', chargedAt: at },
        },
      ],
      events: [tell('payment.processed', paymentKey(paymentId), input, { paymentId, charged: amount })],
    },
  );
};

/** Refunds what the order comes to; the condition on the amount holds the refund to the charge. */
export const refundPayment: Compensation<PlaceOrder, 'RefundPayment'> = ({ sagaId, input, results, at }) => {
  const paymentId = paymentOf(sagaId);
  const { orderId, currency } = input;
  const amount = results.CreateOrder?.total ?? orderTotal(input).amount;
  return {
    writes: [
      {
        kind: 'change',
        key: paymentKey(paymentId),
        set: { status: 'REFUNDED', refundedAt: at },
        when: [
          { field: 'status', equals: 'CHARGED' },
          { field: 'amount', equals: amount },
        ],
      },
      {
        kind: 'insert',
        key: { pk: paymentKey(paymentId).pk, sk: 'refund' },
        row: { paymentId, orderId, amount, currency, refundedAt: at },
      },
    ],
    events: [tell('payment.refunded', paymentKey(paymentId), input, { paymentId, refunded: amount })],
    nothing: [paymentFailed(sagaId, input, 'NeverCharged', 'the payment was undone before it was made')],
  };
};

/** Why a payment does not stand: declined, undone before it was made, or given up before it was made. */
export type PaymentFailure = 'PaymentDeclined' | 'NeverCharged' | 'GaveUp';

/** Told of a payment that was not made and never will be. */
export const paymentFailed = (
  sagaId: SagaId,
  order: OrderRequest,
  reason: PaymentFailure,
  message: string,
): DomainEvent => tell('payment.failed', paymentKey(paymentOf(sagaId)), order, { reason, message });

/**
 * Told of a payment that was made and could not be given back, so that the order does not wait for its refund. It is not
 * the payment's own event, whose next may yet be its refund, once someone resumes it.
 */
export function refundFailed(sagaId: SagaId, order: OrderRequest, message: string): DomainEvent {
  const compensation = { pk: `compensation#${stepId(sagaId, 'RefundPayment')}`, sk: 'compensation' };
  return tell('payment.failed', compensation, order, { reason: 'RefundFailed', message });
}

const paymentOf = (saga: SagaId): string => stepId(saga, 'ProcessPayment');
const paymentKey = (paymentId: string): RowKey => ({ pk: `payment#${paymentId}`, sk: 'payment' });
