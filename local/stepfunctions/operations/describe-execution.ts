/** Step Functions API Reference, "DescribeExecution". */
import { readInput } from '../input';
import { describedExecution } from '../wire';
import { requiredExecutionArn } from './name';
import type { Operation } from './operation';

export const describeExecution: Operation = async ({ store, executions }, input) => {
  const { executionArn } = readInput(input, { executionArn: requiredExecutionArn });
  const record = executions.get(executionArn);
  // An end is told only once it is on disk.
  await store.commit([]);
  return describedExecution(record);
};
