/** Step Functions API Reference, "ListTagsForResource". */
import { readInput } from '../input';
import { wireTags } from '../tags';
import { machineArn } from './name';
import type { Operation } from './operation';
import { taggedAt } from './tag-resource';

export const listTagsForResource: Operation = async (room, input) => {
  const { resourceArn } = readInput(input, { resourceArn: machineArn });
  return { tags: wireTags(taggedAt(room, resourceArn).tags) };
};
