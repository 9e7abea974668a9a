/** Step Functions API Reference, "TagResource": of a state machine or an activity. */
import type { JsonObject } from '../../../lib/units';
import { activityNameOf, machineNameOf, resourceTypeOf } from '../arns';
import { resourceNotFound } from '../errors';
import { list, readInput, required } from '../input';
import { readTags } from '../tags';
import { machineArn } from './name';
import type { Operation, Room } from './operation';

export const tagResource: Operation = async (room, input) => {
  const given = readInput(input, { resourceArn: machineArn, tags: required(list, []) });
  const { name, tags, put } = taggedAt(room, given.resourceArn);
  await put(readTags(name, given.tags, tags));
  return {};
};

interface Tagged {
  readonly name: string;
  readonly tags: JsonObject;
  put(tags: JsonObject): Promise<void>;
}

/** Throws `InvalidArn` or `ResourceNotFound`. */
export function taggedAt({ machines, activities }: Room, arn: string): Tagged {
  const isActivity = resourceTypeOf(arn) === 'activity';
  const found = isActivity
    ? taggable(
        activities.find(activityNameOf(arn)),
        (activity) => activity.activityArn,
        (activity) => activities.put(activity),
      )
    : taggable(
        machines.find(machineNameOf(arn)),
        (machine) => machine.stateMachineArn,
        (machine) => machines.put(machine),
      );
  if (found === undefined || found.arn !== arn) throw resourceNotFound(`Resource not found: '${arn}'`);
  return found;
}

function taggable<R extends { readonly name: string; readonly tags: JsonObject }>(
  record: R | undefined,
  arnOf: (record: R) => string,
  put: (record: R) => Promise<void>,
): (Tagged & { readonly arn: string }) | undefined {
  if (record === undefined) return undefined;
  const { name, tags } = record;
  return { arn: arnOf(record), name, tags, put: (changed) => put({ ...record, tags: changed }) };
}
