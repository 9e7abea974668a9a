/** Step Functions API Reference, "DeleteStateMachine". Executions that run go on to their end. */
import { machineNameOf } from '../arns';
import { readInput } from '../input';
import { machineArn } from './name';
import type { Operation } from './operation';

export const deleteStateMachine: Operation = async ({ machines }, input) => {
  const { stateMachineArn } = readInput(input, { stateMachineArn: machineArn });
  const machine = machines.find(machineNameOf(stateMachineArn));
  if (machine !== undefined) await machines.remove(machine);
  return {};
};
