import { actionHandler } from '../lib/aws/step-handler';
import { createOrder } from '../lib/order/order-service';
import { placeOrder } from '../lib/order/place-order';
import { participant } from './participant';

export const handler = actionHandler(placeOrder, 'CreateOrder', createOrder, participant);
