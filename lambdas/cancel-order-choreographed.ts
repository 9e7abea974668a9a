import { consumerHandler } from '../lib/aws/event-handler';
import { cancelOrderConsumer } from '../lib/order/choreography';
import { participant } from './participant';

export const handler = consumerHandler(cancelOrderConsumer, participant);
