/** Step Functions API Reference, "DescribeStateMachine": of a machine as it is now, or of one of its versions. */
import type { JsonObject } from '../../../lib/units';
import { machineReferenceOf } from '../arns';
import { stateMachineDoesNotExist } from '../errors';
import { readInput } from '../input';
import { versionNumberOf } from '../versions';
import { describedMachine, type IncludedData } from '../wire';
import { includedData, qualifiedMachineArn } from './name';
import type { Operation, Room } from './operation';

export const describeStateMachine: Operation = async (room, input) => {
  const given = readInput(input, { stateMachineArn: qualifiedMachineArn, includedData });
  const number = versionNumberOf(given.stateMachineArn);
  return number === undefined
    ? describedMachine(room.machines.get(given.stateMachineArn), given.includedData)
    : describedVersion(room, given.stateMachineArn, number, given.includedData);
};

function describedVersion(
  { machines, versions }: Room,
  arn: string,
  number: number,
  included: IncludedData | undefined,
): JsonObject {
  const { machineArn, name } = machineReferenceOf(arn);
  const machine = machines.get(machineArn);
  const version = versions.find(name, number);
  if (version === undefined) throw stateMachineDoesNotExist(arn);
  const revision = machines.revision(name, version.revisionId);
  const { creationDate, description } = version;
  const described = describedMachine({ ...machine, ...revision, creationDate, stateMachineArn: arn }, included);
  return description === null ? described : { ...described, description };
}
