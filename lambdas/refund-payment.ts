import { compensationHandler } from '../lib/aws/step-handler';
import { refundPayment } from '../lib/order/payment-service';
import { placeOrder } from '../lib/order/place-order';
import { participant } from './participant';

export const handler = compensationHandler(placeOrder, 'RefundPayment', refundPayment, participant);
