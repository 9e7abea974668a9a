/** Step Functions API Reference, "DeleteStateMachineAlias". Executions that were started by it go on to their end. */
import { machineReferenceOf } from '../arns';
import { readInput } from '../input';
import { aliasAt } from './describe-state-machine-alias';
import { qualifiedMachineArn } from './name';
import type { Operation } from './operation';

export const deleteStateMachineAlias: Operation = async (room, input) => {
  const { stateMachineAliasArn } = readInput(input, { stateMachineAliasArn: qualifiedMachineArn });
  const alias = aliasAt(room, stateMachineAliasArn);
  await room.store.commit([room.aliases.remove(machineReferenceOf(stateMachineAliasArn).name, alias.name)]);
  return {};
};
