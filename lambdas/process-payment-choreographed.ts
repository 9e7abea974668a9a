import { consumerHandler } from '../lib/aws/event-handler';
import { processPaymentConsumer } from '../lib/order/choreography';
import { participant } from './participant';

export const handler = consumerHandler(processPaymentConsumer, participant);
