/** Step Functions API Reference, "DescribeStateMachine". */
import { readInput } from '../input';
import { describedMachine } from '../wire';
import { machineArn } from './name';
import type { Operation } from './operation';

export const describeStateMachine: Operation = async ({ machines }, input) => {
  const { stateMachineArn } = readInput(input, { stateMachineArn: machineArn });
  return describedMachine(machines.get(stateMachineArn));
};
