import { actionHandler } from '../lib/aws/step-handler';
import { processPayment } from '../lib/order/payment-service';
import { placeOrder } from '../lib/order/place-order';
import { participant } from './participant';

export const handler = actionHandler(placeOrder, 'ProcessPayment', processPayment, participant);
