/** The inventory service: all of an order's pieces move from available to reserved, or none; and back again. */
import {
  type Action,
  apply,
  type Compensation,
  type DomainEvent,
  type Reject,
  reject,
  type SagaId,
  stepId,
} from '../saga/rule';
import type { RowKey } from '../saga/write';
import { tell } from './events';
import { type OrderRequest, type Quantity, quantitiesBySku } from './order';
import type { PlaceOrder } from './place-order';

export const reserveInventory: Action<PlaceOrder, 'ReserveInventory'> = ({ sagaId, input, at }) => {
  const reservationId = reservationOf(sagaId);
  const reservation = reservationKey(reservationId);
  const lines = quantitiesBySku(input);
  return apply(
    { reservationId },
    {
      writes: [
        {
          kind: 'insert',
          key: reservation,
          row: { reservationId, orderId: input.orderId, lines, status: 'HELD', reservedAt: at },
        },
        ...lines.map((line) => ({
          kind: 'change' as const,
          key: stockKey(line.sku),
          add: { available: -line.quantity, reserved: line.quantity },
          when: [{ field: 'available', atLeast: line.quantity }] as const,
          otherwise: outOfStock(line, reservation, input),
        })),
      ],
      events: [tell('inventory.reserved', reservation, input, { reservationId })],
    },
  );
};

/** What was reserved follows from the order: the action's answer is not needed. */
export const releaseInventory: Compensation<PlaceOrder, 'ReleaseInventory'> = ({ sagaId, input, at }) => {
  const reservationId = reservationOf(sagaId);
  const reservation = reservationKey(reservationId);
  return {
    writes: [
      {
        kind: 'change',
        key: reservation,
        set: { status: 'RELEASED', releasedAt: at },
        when: [{ field: 'status', equals: 'HELD' }],
      },
      ...quantitiesBySku(input).map(({ sku, quantity }) => ({
        kind: 'change' as const,
        key: stockKey(sku),
        add: { available: quantity, reserved: -quantity },
        when: [{ field: 'reserved', atLeast: quantity }] as const,
      })),
    ],
    events: [tell('inventory.released', reservation, input, { reservationId })],
  };
};

function outOfStock({ sku, quantity }: Quantity, reservation: RowKey, order: OrderRequest): Reject<'OutOfStock'> {
  const message = `fewer than ${quantity} of '${sku}' are available`;
  return reject('OutOfStock', message, [
    tell('inventory.failed', reservation, order, { reason: 'OutOfStock', message, sku }),
  ]);
}

/** Told of a reservation that was given up before it was made, and never will be. */
export const reservationGivenUp = (sagaId: SagaId, order: OrderRequest, message: string): DomainEvent =>
  tell('inventory.failed', reservationKey(reservationOf(sagaId)), order, { reason: 'GaveUp', message });

const reservationOf = (saga: SagaId): string => stepId(saga, 'ReserveInventory');
const reservationKey = (reservationId: string): RowKey => ({ pk: `reservation#${reservationId}`, sk: 'reservation' });
const stockKey = (sku: string): RowKey => ({ pk: `stock#${sku}`, sk: 'stock' });
