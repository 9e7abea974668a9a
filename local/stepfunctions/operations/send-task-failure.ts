/** Step Functions API Reference, "SendTaskFailure". */
import { readInput, text } from '../input';
import type { Operation } from './operation';
import { taskToken, tellTask } from './task-callback';

export const sendTaskFailure: Operation = async (room, input) => {
  const given = readInput(input, { taskToken, error: text({ max: 256 }), cause: text({ max: 32_768 }) });
  const { error = null, cause = null } = given;
  await tellTask(room, given.taskToken, { kind: 'taskFailed', error, cause });
  return {};
};
