/** Step Functions API Reference, "UntagResource". A key that the resource does not have is left. */
import { list, readInput, required } from '../input';
import { machineArn } from './name';
import type { Operation } from './operation';
import { taggedAt } from './tag-resource';

export const untagResource: Operation = async (room, input) => {
  const given = readInput(input, { resourceArn: machineArn, tagKeys: required(list, []) });
  const { tags, put } = taggedAt(room, given.resourceArn);
  await put(Object.fromEntries(Object.entries(tags).filter(([key]) => !given.tagKeys.includes(key))));
  return {};
};
