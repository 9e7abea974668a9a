/** A new execution's record, from what StartExecution and StartSyncExecution are given. */
import { executionArn, expressArn } from '../arns';
import { invalidExecutionInput, validationException } from '../errors';
import { exceedsDataLimit, MAX_DATA_BYTES, nestsTooDeep } from '../json';
import type { ExecutionRecord } from '../records';
import type { Runnable } from '../runnable';
import type { Room } from './operation';

export function newExecution(
  room: Room,
  { machine, revision, version, alias }: Runnable,
  name: string,
  input: string,
): ExecutionRecord {
  const { stateMachineArn, type } = machine;
  return {
    executionArn:
      type === 'STANDARD'
        ? executionArn(room, machine.name, name)
        : expressArn(room, machine.name, name, room.entropy.uuid()),
    stateMachineArn,
    name,
    type,
    revisionId: revision.revisionId,
    ...(version === undefined ? {} : { version }),
    ...(alias === undefined ? {} : { alias }),
    status: 'RUNNING',
    startDate: room.clock.now(),
    stopDate: null,
    input,
    output: null,
    error: null,
    cause: null,
    redrive: null,
  };
}

/** Throws `InvalidExecutionInput`, or `ValidationException` for too much. */
export function checkExecutionInput(input: string): void {
  if (exceedsDataLimit(input)) {
    throw validationException(
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  if (nestsTooDeep(input)) throw invalidExecutionInput('the input is nested too deeply');
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidExecutionInput(error instanceof Error ? error.message : String(error));
  }
}
