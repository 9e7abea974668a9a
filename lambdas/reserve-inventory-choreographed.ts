import { consumerHandler } from '../lib/aws/event-handler';
import { reserveInventoryConsumer } from '../lib/order/choreography';
import { participant } from './participant';

export const handler = consumerHandler(reserveInventoryConsumer, participant);
