/** Step Functions API Reference, "SendTaskSuccess". */
import type { Json } from '../../../lib/units';
import { invalidOutput, validationException } from '../errors';
import { readInput, required, text } from '../input';
import { exceedsDataLimit, MAX_DATA_BYTES, parseJson } from '../json';
import type { Operation } from './operation';
import { taskToken, tellTask } from './task-callback';

export const sendTaskSuccess: Operation = async (room, input) => {
  const given = readInput(input, { taskToken, output: required(text(), '') });
  if (exceedsDataLimit(given.output)) {
    throw validationException(
      `1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  await tellTask(room, given.taskToken, { kind: 'taskSucceeded', output: outputOf(given.output), text: given.output });
  return {};
};

function outputOf(output: string): Json {
  try {
    return parseJson(output);
  } catch (error) {
    throw invalidOutput(error instanceof Error ? error.message : String(error));
  }
}
