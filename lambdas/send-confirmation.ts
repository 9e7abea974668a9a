import { dynamoDbMailer } from '../lib/aws/dynamodb-reaction-store';
import { reactionHandler } from '../lib/aws/event-handler';
import { confirmationOf } from '../lib/order/reactions';
import { container } from './container';
import { reactions } from './reactions';

const mailer = dynamoDbMailer(reactions);

export const handler = reactionHandler('SendConfirmation', container, (envelope, message) =>
  mailer.send(confirmationOf(envelope), message),
);
