/** TagResource, UntagResource and ListTagsForResource, for log groups. */
import type { JsonObject } from '../../../lib/units';
import { groupNameIn, requiredText, textMap, texts } from '../members';
import type { Model, Operation } from './operation';

export const tagResource: Operation = async (model, input) => {
  const settings = settingsOf(model, input);
  await model.groups.put({ ...settings, tags: { ...settings.tags, ...textMap(input.tags) } });
  return {};
};

export const untagResource: Operation = async (model, input) => {
  const settings = settingsOf(model, input);
  const removed = texts(input, 'tagKeys');
  const tags = Object.fromEntries(Object.entries(settings.tags).filter(([key]) => !removed.includes(key)));
  await model.groups.put({ ...settings, tags });
  return {};
};

export const listTagsForResource: Operation = (model, input) => ({ tags: settingsOf(model, input).tags });

const settingsOf = ({ groups }: Model, input: JsonObject) =>
  groups.get(groupNameIn(requiredText(input, 'resourceArn'))).settings;
