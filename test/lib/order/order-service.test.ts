import { cancelOrder, completeOrder, createOrder } from '../../../lib/order/order-service';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { anOrder } from './an-order';

const at = epochMillis(1_700_000_000_000);
const saga = sagaId('order-1');
const order = anOrder();
const key = { pk: 'order#order-1', sk: 'order' };

describe('CreateOrder', () => {
  it('writes the order as pending, with its total', () => {
    const decision = createOrder({ sagaId: saga, input: order, results: {}, at });

    expect(decision).toEqual({
      kind: 'apply',
      result: { orderId: 'order-1', total: 30_00 },
      writes: [{ kind: 'insert', key, row: { ...order, total: 30_00, status: 'PENDING', createdAt: at } }],
      events: [{ type: 'order.created', aggregate: 'order#order-1', sequence: 1, payload: { order, total: 30_00 } }],
    });
  });
});

describe('CompleteOrder', () => {
  it('completes an order that is pending', () => {
    const results = {
      CreateOrder: { orderId: 'order-1', total: 30_00 },
      ProcessPayment: { paymentId: 'p', charged: 30_00 },
      ReserveInventory: { reservationId: 'r' },
    };

    const decision = completeOrder({ sagaId: saga, input: order, results, at });

    expect(decision).toEqual({
      kind: 'apply',
      result: { orderId: 'order-1', status: 'COMPLETED' },
      writes: [
        {
          kind: 'change',
          key,
          set: { status: 'COMPLETED', completedAt: at },
          when: [{ field: 'status', equals: 'PENDING' }],
        },
      ],
      events: [{ type: 'order.completed', aggregate: 'order#order-1', sequence: 2, payload: { order } }],
    });
  });
});

describe('CancelOrder', () => {
  it('cancels an order that is pending, without its action having answered', () => {
    const undo = cancelOrder({ sagaId: saga, input: order, results: {}, at });

    expect(undo).toEqual({
      writes: [
        {
          kind: 'change',
          key,
          set: { status: 'CANCELLED', cancelledAt: at },
          when: [{ field: 'status', equals: 'PENDING' }],
        },
      ],
      events: [{ type: 'order.cancelled', aggregate: 'order#order-1', sequence: 2, payload: { order } }],
    });
  });
});
