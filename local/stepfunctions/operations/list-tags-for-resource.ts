/** Step Functions API Reference, "ListTagsForResource". */
import { readInput } from '../input';
import { machineArn } from './name';
import type { Operation } from './operation';

export const listTagsForResource: Operation = async ({ machines }, input) => {
  const { resourceArn } = readInput(input, { resourceArn: machineArn });
  const { tags } = machines.get(resourceArn);
  return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
};
