/** The order saga: create the order, charge the customer, reserve the stock; or undo what was done, in reverse. */
import * as z from 'zod/mini';
import { saga } from '../saga/builder';
import { orderRequest } from './order';

export const placeOrder = saga('PlaceOrder', { input: orderRequest })
  .compensatable('CreateOrder', {
    compensation: 'CancelOrder',
    result: z.strictObject({ orderId: z.string(), total: z.int() }),
  })
  .compensatable('ProcessPayment', {
    compensation: 'RefundPayment',
    rejects: ['PaymentDeclined'],
    result: z.strictObject({ paymentId: z.string(), charged: z.int() }),
  })
  .compensatable('ReserveInventory', {
    compensation: 'ReleaseInventory',
    rejects: ['OutOfStock'],
    result: z.strictObject({ reservationId: z.string() }),
  })
  .retriable('CompleteOrder')
  .build();

export type PlaceOrder = typeof placeOrder;
