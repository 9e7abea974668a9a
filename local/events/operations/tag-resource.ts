import type { JsonObject } from '../../../lib/units';
import { resourceNotFound } from '../errors';
import { isObject, requiredList, requiredText } from '../members';
import type { Tag } from '../tags';
import type { Model, Operation } from './operation';

export const tagResource: Operation = async (model, input) => {
  const arn = taggableArn(model, input);
  await model.tags.add(arn, readTags(requiredList(input, 'Tags', 50, 0)));
  return {};
};

export const untagResource: Operation = async (model, input) => {
  const arn = taggableArn(model, input);
  await model.tags.remove(arn, requiredList(input, 'TagKeys', 50, 0).map(String));
  return {};
};

export const listTagsForResource: Operation = (model, input) => ({
  Tags: model.tags.of(taggableArn(model, input)).map(({ Key, Value }) => ({ Key, Value })),
});

/** The tags of a request that creates a resource. */
export const tagsIn = (input: JsonObject): readonly Tag[] =>
  input.Tags === undefined ? [] : readTags(requiredList(input, 'Tags', 50, 0));

function readTags(tags: ReturnType<typeof requiredList>): readonly Tag[] {
  return tags.flatMap((tag) =>
    isObject(tag)
      ? [{ Key: requiredText(tag, 'Key', { max: 128 }), Value: requiredText(tag, 'Value', { max: 256 }) }]
      : [],
  );
}

function taggableArn(model: Model, input: JsonObject): string {
  const arn = requiredText(input, 'ResourceARN', { max: 1600 });
  const { registry } = model;
  const known = registry
    .allBuses()
    .some((bus) => bus.arn === arn || registry.rulesOf(bus.name).some((r) => r.arn === arn));
  if (!known) throw resourceNotFound(`Resource ${arn} does not exist.`);
  return arn;
}
