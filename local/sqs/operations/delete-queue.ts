import { type Operation, queueOf } from './operation';

/** The messages go with the queue. */
export const deleteQueue: Operation = async (model, input) => {
  const queue = queueOf(model, input);
  await model.messages.purge(queue.name);
  await model.queues.delete(queue);
  model.purges.delete(queue.name);
  return {};
};
