import { reactionHandler } from '../lib/aws/event-handler';
import { salesOf } from '../lib/order/reactions';
import { container } from './container';
import { reactions } from './reactions';

export const handler = reactionHandler('RecordSale', container, (envelope, message) =>
  reactions.commit(message, salesOf(envelope)),
);
