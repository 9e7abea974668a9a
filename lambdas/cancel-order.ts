import { compensationHandler } from '../lib/aws/step-handler';
import { cancelOrder } from '../lib/order/order-service';
import { placeOrder } from '../lib/order/place-order';
import { participant } from './participant';

export const handler = compensationHandler(placeOrder, 'CancelOrder', cancelOrder, participant);
