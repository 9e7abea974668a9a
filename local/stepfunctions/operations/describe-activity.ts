/** Step Functions API Reference, "DescribeActivity". */
import { readInput } from '../input';
import { seconds } from '../wire';
import { requiredActivityArn } from './name';
import type { Operation } from './operation';

export const describeActivity: Operation = async ({ activities }, input) => {
  const given = readInput(input, { activityArn: requiredActivityArn });
  const { activityArn, name, creationDate, configuration } = activities.get(given.activityArn);
  return {
    activityArn,
    name,
    creationDate: seconds(creationDate),
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...configuration,
  };
};
