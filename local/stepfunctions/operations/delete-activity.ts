/** Step Functions API Reference, "DeleteActivity". */
import { activityNameOf } from '../arns';
import { readInput } from '../input';
import { requiredActivityArn } from './name';
import type { Operation } from './operation';

export const deleteActivity: Operation = async ({ activities }, input) => {
  const { activityArn } = readInput(input, { activityArn: requiredActivityArn });
  const activity = activities.find(activityNameOf(activityArn));
  if (activity !== undefined) await activities.remove(activity);
  return {};
};
