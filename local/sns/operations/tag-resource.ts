/** TagResource, UntagResource and ListTagsForResource, for topics. */
import type { JsonObject } from '../../../lib/units';
import { resourceNotFound } from '../errors';
import { requiredText, tagsIn } from '../members';
import type { Topic } from '../topic';
import type { Model, Operation } from './operation';

export const tagResource: Operation = async (model, input) => {
  const topic = topicWithArn(model, input);
  await model.topics.put({ ...topic, tags: { ...topic.tags, ...tagsIn(input) } });
  return {};
};

export const untagResource: Operation = async (model, input) => {
  const topic = topicWithArn(model, input);
  const removed = Array.isArray(input.TagKeys) ? input.TagKeys.map(String) : [];
  const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !removed.includes(key)));
  await model.topics.put({ ...topic, tags });
  return {};
};

export const listTagsForResource: Operation = (model, input) => {
  const { tags } = topicWithArn(model, input);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

function topicWithArn({ topics }: Model, input: JsonObject): Topic {
  const topic = topics.find(requiredText(input, 'ResourceArn'));
  if (topic === undefined) throw resourceNotFound('Resource does not exist');
  return topic;
}
