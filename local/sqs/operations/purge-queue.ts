import { purgeQueueInProgress } from '../errors';
import { type Operation, queueOf } from './operation';

const PURGE_MILLIS = 60_000;

/** Here the messages are gone at once; AWS takes up to 60 seconds. */
export const purgeQueue: Operation = async (model, input) => {
  const { name } = queueOf(model, input);
  const now = model.clock.now();
  const last = model.purges.get(name);
  if (last !== undefined && now < last + PURGE_MILLIS) {
    throw purgeQueueInProgress(`Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`);
  }
  model.purges.set(name, now);
  await model.messages.purge(name);
  return {};
};
