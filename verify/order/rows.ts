/** The order application's rows of one saga, read from its services' tables. */
import { type OrderRequest, orderTotal, type Quantity, quantitiesBySku } from '../../lib/order/order';
import { sagaId, stepId } from '../../lib/saga/rule';
import type { Item, Observed } from '../observed';
import { type SagaSeen, sagasOf } from '../saga-seen';

export interface OrderSeen {
  readonly saga: SagaSeen;
  readonly order: Item | undefined;
  readonly payment: Item | undefined;
  readonly refund: Item | undefined;
  readonly reservation: Item | undefined;
  /** Minor units; of the request, not of any row. */
  readonly total: number;
  readonly pieces: readonly Quantity[];
}

/** Of every saga that the ledger knows. */
export function ordersOf(observed: Observed): readonly OrderSeen[] {
  return sagasOf(observed).flatMap((saga) => {
    if (saga.record === undefined) return [];
    const request = saga.record.input as OrderRequest;
    const payment = `payment#${stepId(sagaId(saga.id), 'ProcessPayment')}`;
    return [
      {
        saga,
        order: row(observed, 'orders', `order#${request.orderId}`, 'order'),
        payment: row(observed, 'payments', payment, 'payment'),
        refund: row(observed, 'payments', payment, 'refund'),
        reservation: row(
          observed,
          'inventory',
          `reservation#${stepId(sagaId(saga.id), 'ReserveInventory')}`,
          'reservation',
        ),
        total: orderTotal(request).amount,
        pieces: quantitiesBySku(request),
      },
    ];
  });
}

/** A saga that waits for a person, or that a person gave up, says itself that it is not undone. */
export const isLeftToPeople = ({ saga: { state } }: OrderSeen): boolean =>
  state === 'COMPENSATION_FAILED' || state === 'ABANDONED';

const row = ({ tables }: Observed, service: string, pk: string, sk: string): Item | undefined =>
  tables[service]?.find((item) => item.pk === pk && item.sk === sk);
