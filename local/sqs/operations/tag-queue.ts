import type { JsonObject } from '../../../lib/units';
import { missingParameter } from '../errors';
import { optionalObject, textList, textMap } from '../members';
import { type Operation, queueOf } from './operation';

export const tagQueue: Operation = async (model, input) => {
  const queue = queueOf(model, input);
  const added = textMap(optionalObject(input, 'Tags'));
  if (Object.keys(added).length === 0) throw missingParameter('Tags');
  await model.queues.put({ ...queue, tags: { ...queue.tags, ...added } });
  return {};
};

export const untagQueue: Operation = async (model, input) => {
  const queue = queueOf(model, input);
  const removed = textList(input, 'TagKeys');
  const kept = Object.entries(queue.tags).filter(([key]) => !removed.includes(key));
  await model.queues.put({ ...queue, tags: Object.fromEntries(kept) });
  return {};
};

export const listQueueTags: Operation = (model, input): JsonObject => {
  const { tags } = queueOf(model, input);
  return Object.keys(tags).length === 0 ? {} : { Tags: tags };
};
