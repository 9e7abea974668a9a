/** Step Functions API Reference, "DeleteStateMachineVersion". Executions that run the version go on to their end. */
import { machineReferenceOf, qualifiedArn } from '../arns';
import { conflict, validationException } from '../errors';
import { readInput } from '../input';
import { versionNumberOf } from '../versions';
import { qualifiedMachineArn } from './name';
import type { Operation } from './operation';

export const deleteStateMachineVersion: Operation = async ({ machines, versions, aliases, store }, input) => {
  const { stateMachineVersionArn: arn } = readInput(input, { stateMachineVersionArn: qualifiedMachineArn });
  const { machineArn, name } = machineReferenceOf(arn);
  const number = versionNumberOf(arn);
  if (number === undefined) throw validationException('The version ARN must end in the number of a version');
  if (machines.find(name) === undefined || versions.find(name, number) === undefined) return {};
  const referring = aliases.of(name).filter(({ routing }) => routing.some(({ version }) => version === number));
  if (referring.length > 0) {
    const names = referring.map((alias) => qualifiedArn(machineArn, alias.name));
    throw conflict(
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(', ')}]`,
    );
  }
  await store.commit([versions.remove(name, number)]);
  return {};
};
