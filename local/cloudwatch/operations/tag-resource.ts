/** TagResource, UntagResource and ListTagsForResource, for alarms. */
import type { JsonObject } from '../../../lib/units';
import type { AlarmRecord } from '../alarms/alarm';
import { tagsOf } from '../alarms/settings';
import { resourceNotFoundException } from '../errors';
import { requiredText, texts } from '../members';
import type { Model, Operation } from './operation';

export const tagResource: Operation = async (model, input) => {
  const record = recordOf(model, input);
  await model.alarms.replace({ ...record, tags: { ...record.tags, ...tagsOf(input) } });
  return {};
};

export const untagResource: Operation = async (model, input) => {
  const record = recordOf(model, input);
  const removed = texts(input, 'TagKeys');
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !removed.includes(key)));
  await model.alarms.replace({ ...record, tags });
  return {};
};

export const listTagsForResource: Operation = (model, input) => {
  const { tags } = recordOf(model, input);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

function recordOf({ alarms }: Model, input: JsonObject): AlarmRecord {
  const arn = requiredText(input, 'ResourceARN');
  const alarm = alarms.findByArn(arn);
  if (alarm === undefined) throw resourceNotFoundException(`The resource ${arn} does not exist.`);
  return alarm.record;
}
