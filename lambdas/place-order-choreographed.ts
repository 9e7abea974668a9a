import type { Context } from 'aws-lambda';
import { choreographedDoor } from '../lib/aws/choreographed-door';
import { createOrder } from '../lib/order/order-service';
import { placeOrder } from '../lib/order/place-order';
import { ledger } from './ledger';
import { participant } from './participant';

const begin = choreographedDoor(placeOrder, 'CreateOrder', createOrder, ({ orderId }) => orderId, {
  ...participant,
  ledger,
});

/** The order itself is the request; its id is the idempotency key and the saga's id. */
export const handler = async (order: unknown, context: Context) => {
  const begun = await begin(order, context);
  return { orderId: begun.sagaId, ...begun };
};
