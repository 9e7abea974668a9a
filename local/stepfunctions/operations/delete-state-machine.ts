/** Step Functions API Reference, "DeleteStateMachine": with its versions and aliases. Executions that run go on to their end. */
import { machineReferenceOf } from '../arns';
import { validationException } from '../errors';
import { readInput } from '../input';
import { qualifiedMachineArn } from './name';
import type { Operation } from './operation';

export const deleteStateMachine: Operation = async ({ machines, versions, aliases }, input) => {
  const { stateMachineArn } = readInput(input, { stateMachineArn: qualifiedMachineArn });
  const { name, qualifier } = machineReferenceOf(stateMachineArn);
  if (qualifier !== undefined) throw validationException('The state machine ARN must not name a version or an alias');
  const machine = machines.find(name);
  if (machine === undefined) return {};
  await machines.remove(machine, [
    ...aliases.of(name).map((alias) => aliases.remove(name, alias.name)),
    ...versions.of(name).map(({ number }) => versions.remove(name, number)),
  ]);
  return {};
};
