import { outboxStreamHandler } from '../lib/aws/outbox-stream-handler';
import { relay } from './relay';

export const handler = outboxStreamHandler(relay);
