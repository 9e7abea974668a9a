import { type Operation, queueOf } from './operation';

export const listDeadLetterSourceQueues: Operation = (model, input) => ({
  queueUrls: model.queues.sourcesOf(queueOf(model, input)).map(({ name }) => model.urlOf(name)),
});
