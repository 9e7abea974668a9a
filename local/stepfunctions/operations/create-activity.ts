/**
 * Step Functions API Reference, "CreateActivity": "Subsequent requests won't create a duplicate resource if it was already
 * created." Its tags do not count; its encryption does.
 */
import { activityArn } from '../arns';
import { activityAlreadyExists } from '../errors';
import { list, readInput, structure } from '../input';
import { sameJson } from '../json';
import type { ActivityRecord } from '../records';
import { readTags } from '../tags';
import { present, seconds } from '../wire';
import { checkName, requiredName } from './name';
import type { Operation } from './operation';

export const createActivity: Operation = async ({ activities, clock, region, account }, input) => {
  const given = readInput(input, { name: requiredName, tags: list, encryptionConfiguration: structure });
  const { name } = given;
  checkName(name);
  const arn = activityArn({ region, account }, name);
  const configuration = present({ encryptionConfiguration: given.encryptionConfiguration });
  const existing = activities.find(name);
  if (existing !== undefined) {
    if (!sameJson(existing.configuration, configuration)) throw activityAlreadyExists(arn);
    return { activityArn: arn, creationDate: seconds(existing.creationDate) };
  }
  const creationDate = clock.now();
  const tags = readTags(name, given.tags ?? []);
  const activity: ActivityRecord = { activityArn: arn, name, creationDate, configuration, tags };
  await activities.put(activity);
  return { activityArn: arn, creationDate: seconds(creationDate) };
};
