import { requiredText } from '../members';
import type { Operation } from './operation';

export const getQueueUrl: Operation = (model, input) => ({
  QueueUrl: model.urlOf(model.queues.named(requiredText(input, 'QueueName')).name),
});
