import { consumerHandler } from '../lib/aws/event-handler';
import { completeOrderConsumer } from '../lib/order/choreography';
import { participant } from './participant';

export const handler = consumerHandler(completeOrderConsumer, participant);
