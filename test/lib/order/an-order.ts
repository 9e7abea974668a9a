import type { OrderRequest } from '../../../lib/order/order';

/** Two books at 15.00 EUR. */
export function anOrder(given: Partial<OrderRequest> = {}): OrderRequest {
  return {
    orderId: 'order-1',
    customerId: 'customer-77',
    currency: 'EUR',
    lines: [{ sku: 'book', quantity: 2, unitPrice: 15_00 }],
    ...given,
  };
}

/** One lamp at `total` minor units. */
export const anOrderOf = (total: number): OrderRequest =>
  anOrder({ lines: [{ sku: 'lamp', quantity: 1, unitPrice: total }] });
