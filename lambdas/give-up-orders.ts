import { giveUpHandler } from '../lib/aws/give-up-handler';
import { consumersOf } from '../lib/order/choreography';
import { metrics } from './metrics';
import { participant } from './participant';

export const handler = giveUpHandler(consumersOf.orders, { ...participant, metrics });
