/** Step Functions API Reference, "SendTaskHeartbeat". */
import { readInput } from '../input';
import type { Operation } from './operation';
import { taskToken, tellTask } from './task-callback';

export const sendTaskHeartbeat: Operation = async (room, input) => {
  await tellTask(room, readInput(input, { taskToken }).taskToken, { kind: 'taskHeartbeat' });
  return {};
};
