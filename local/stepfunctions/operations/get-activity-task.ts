/**
 * Step Functions API Reference, "GetActivityTask": "a long poll, where the service holds the HTTP connection open and
 * responds as soon as a task becomes available … The maximum time … is 60 seconds. If no task is available within 60
 * seconds, the poll returns a taskToken with a null string."
 */
import { epochMillis, type JsonObject } from '../../../lib/units';
import { readInput } from '../input';
import { decodeTaskToken } from '../tokens/task-token';
import { name, requiredActivityArn } from './name';
import type { Operation } from './operation';

const POLL_MILLIS = 60_000;
const NOTHING: JsonObject = {};

export const getActivityTask: Operation = async ({ activities, activityQueue, driver, clock }, input) => {
  const given = readInput(input, { activityArn: requiredActivityArn, workerName: name });
  activities.get(given.activityArn);
  const deadline = epochMillis(clock.now() + POLL_MILLIS);
  for (;;) {
    const task = await activityQueue.take(given.activityArn, deadline);
    if (task === undefined) return NOTHING;
    const token = decodeTaskToken(task.taskToken);
    if (token === undefined) continue;
    // Nobody waits for a task that has timed out, or whose execution was stopped, while it waited for a worker.
    const heard = await driver.tell(token, { kind: 'taskStarted', workerName: given.workerName ?? null });
    if (heard === 'heard') return { taskToken: task.taskToken, input: task.input };
  }
};
