/**
 * The order saga without a conductor: each service answers the events of the others, with the rules, fences and outboxes
 * that the state machine uses.
 *
 *   order.created ------> ProcessPayment ---> payment.processed -> ReserveInventory ---> inventory.reserved -> CompleteOrder
 *                                        \                                         \
 *                                         -> payment.failed -> CancelOrder          -> inventory.failed -> RefundPayment
 *                                                                 payment.refunded -> CancelOrder <--/
 *
 * What a step needs is in the event that it answers, or follows from the order; nobody is asked. When a step is given up,
 * its service tells the failure that starts the undoing; when the refund is, the order is cancelled all the same.
 */
import { actionConsumer, type Consumer, compensationConsumer } from '../saga/consumer';
import type { Envelope } from '../saga/envelope';
import { stepId } from '../saga/rule';
import { dataOf } from './event-schemas';
import type { OrderEventType } from './events';
import { reservationGivenUp, reserveInventory } from './inventory-service';
import { type OrderRequest, orderTotal } from './order';
import { cancelOrder, completeOrder } from './order-service';
import { paymentFailed, processPayment, refundFailed, refundPayment } from './payment-service';
import { placeOrder } from './place-order';

/** What a compensation needs: the order alone. */
const theOrder = (type: OrderEventType) => (envelope: Envelope) => ({
  input: dataOf(type, envelope).order,
  results: {},
});

const created = ({ orderId }: OrderRequest, total: number) => ({ orderId, total });

export const processPaymentConsumer: Consumer = actionConsumer(
  placeOrder,
  'ProcessPayment',
  processPayment,
  {
    'order.created': (envelope) => {
      const { order, total } = dataOf('order.created', envelope);
      return { input: order, results: { CreateOrder: created(order, total) } };
    },
  },
  ({ sagaId, input }, why) => [paymentFailed(sagaId, input, 'GaveUp', why)],
);

export const reserveInventoryConsumer: Consumer = actionConsumer(
  placeOrder,
  'ReserveInventory',
  reserveInventory,
  {
    'payment.processed': (envelope) => {
      const { order, paymentId, charged } = dataOf('payment.processed', envelope);
      return {
        input: order,
        results: { CreateOrder: created(order, charged), ProcessPayment: { paymentId, charged } },
      };
    },
  },
  ({ sagaId, input }, why) => [reservationGivenUp(sagaId, input, why)],
);

/** Past the point of no return: given up, it waits for a person, and nothing is undone. */
export const completeOrderConsumer: Consumer = actionConsumer(placeOrder, 'CompleteOrder', completeOrder, {
  'inventory.reserved': (envelope) => {
    const { order, reservationId } = dataOf('inventory.reserved', envelope);
    const total = orderTotal(order).amount;
    const payment = { paymentId: stepId(envelope.sagaId, 'ProcessPayment'), charged: total };
    return {
      input: order,
      results: {
        CreateOrder: created(order, total),
        ProcessPayment: payment,
        ReserveInventory: { reservationId },
      },
    };
  },
});

export const refundPaymentConsumer: Consumer = compensationConsumer(
  placeOrder,
  'RefundPayment',
  refundPayment,
  { 'inventory.failed': theOrder('inventory.failed') },
  ({ sagaId, input }, why) => [refundFailed(sagaId, input, why)],
);

export const cancelOrderConsumer: Consumer = compensationConsumer(placeOrder, 'CancelOrder', cancelOrder, {
  'payment.failed': theOrder('payment.failed'),
  'payment.refunded': theOrder('payment.refunded'),
});

/** By service, whose dead-letter queue its function for giving up empties. Of one service, no two answer the same event. */
export const consumersOf = {
  orders: [completeOrderConsumer, cancelOrderConsumer],
  payments: [processPaymentConsumer, refundPaymentConsumer],
  inventory: [reserveInventoryConsumer],
} as const satisfies { readonly [service: string]: readonly Consumer[] };
