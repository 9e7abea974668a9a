import type { Context } from 'aws-lambda';
import { choreographedDoor } from '../lib/aws/choreographed-door';
import { dynamoDbSagaRecords } from '../lib/aws/dynamodb-saga-records';
import { environmentVariable } from '../lib/aws/environment';
import { createOrder } from '../lib/order/order-service';
import { placeOrder } from '../lib/order/place-order';
import { documents } from './container';
import { participant } from './participant';

const begin = choreographedDoor(placeOrder, 'CreateOrder', createOrder, ({ orderId }) => orderId, {
  ...participant,
  records: dynamoDbSagaRecords(documents, environmentVariable('SAGAS_TABLE_NAME')),
});

/** The order itself is the request; its id is the idempotency key and the saga's id. */
export const handler = async (order: unknown, context: Context) => {
  const begun = await begin(order, context);
  return { orderId: begun.sagaId, ...begun };
};
