/** The order service: an order is PENDING until the saga's last word makes it COMPLETED or CANCELLED. */
import { type Action, apply, type Compensation } from '../saga/rule';
import type { RowKey } from '../saga/write';
import { tell } from './events';
import { orderTotal } from './order';
import type { PlaceOrder } from './place-order';

export const createOrder: Action<PlaceOrder, 'CreateOrder'> = ({ input, at }) => {
  const order = orderKey(input.orderId);
  const total = orderTotal(input).amount;
  return apply(
    { orderId: input.orderId, total },
    {
      writes: [{ kind: 'insert', key: order, row: { status: 'PENDING', total, createdAt: at, ...input } }],
      events: [tell('order.created', order, input, { total })],
    },
  );
};

export const completeOrder: Action<PlaceOrder, 'CompleteOrder'> = ({ input, at }) => {
  const order = orderKey(input.orderId);
  return apply(
    { orderId: input.orderId, status: 'COMPLETED' },
    {
      writes: [
        {
          kind: 'change',
          key: order,
          set: { status: 'COMPLETED', completedAt: at },
          when: [{ field: 'status', equals: 'PENDING' }],
        },
      ],
      events: [tell('order.completed', order, input)],
    },
  );
};

export const cancelOrder: Compensation<PlaceOrder, 'CancelOrder'> = ({ input, at }) => {
  const order = orderKey(input.orderId);
  return {
    writes: [
      {
        kind: 'change',
        key: order,
        set: { status: 'CANCELLED', cancelledAt: at },
        when: [{ field: 'status', equals: 'PENDING' }],
      },
    ],
    events: [tell('order.cancelled', order, input)],
  };
};

const orderKey = (orderId: string): RowKey => ({ pk: `order#${orderId}`, sk: 'order' });
