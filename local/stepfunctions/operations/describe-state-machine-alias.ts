/** Step Functions API Reference, "DescribeStateMachineAlias". */
import { machineReferenceOf } from '../arns';
import { readInput } from '../input';
import type { AliasRecord } from '../records';
import { notFound, wireRouting } from '../routing';
import { present, seconds } from '../wire';
import { qualifiedMachineArn } from './name';
import type { Operation, Room } from './operation';

export const describeStateMachineAlias: Operation = async (room, input) => {
  const { stateMachineAliasArn } = readInput(input, { stateMachineAliasArn: qualifiedMachineArn });
  const alias = aliasAt(room, stateMachineAliasArn);
  return present({
    stateMachineAliasArn,
    name: alias.name,
    description: alias.description,
    routingConfiguration: wireRouting(machineReferenceOf(stateMachineAliasArn).machineArn, alias.routing),
    creationDate: seconds(alias.creationDate),
    updateDate: seconds(alias.updateDate),
  });
};

/** Throws `InvalidArn` or `ResourceNotFound`. */
export function aliasAt({ machines, aliases }: Pick<Room, 'machines' | 'aliases'>, arn: string): AliasRecord {
  const { machineArn, name, qualifier } = machineReferenceOf(arn);
  const alias = qualifier === undefined ? undefined : aliases.find(name, qualifier);
  if (alias === undefined || machines.find(name)?.stateMachineArn !== machineArn) throw notFound();
  return alias;
}
