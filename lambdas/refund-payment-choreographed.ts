import { consumerHandler } from '../lib/aws/event-handler';
import { refundPaymentConsumer } from '../lib/order/choreography';
import { participant } from './participant';

export const handler = consumerHandler(refundPaymentConsumer, participant);
