/** Step Functions API Reference, "DescribeExecution". */
import { readInput } from '../input';
import { describedExecution } from '../wire';
import { includedData, requiredExecutionArn } from './name';
import type { Operation } from './operation';
import { redrivabilityIn } from './redrive-execution';

export const describeExecution: Operation = async (room, input) => {
  const { executionArn, includedData: included } = readInput(input, {
    executionArn: requiredExecutionArn,
    includedData,
  });
  const record = room.executions.get(executionArn);
  // An end is told only once it is on disk.
  await room.store.commit([]);
  return describedExecution(record, redrivabilityIn(room, record), included);
};
