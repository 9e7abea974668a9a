/** What an ARN of a machine, a version or an alias stands for when an execution is started by it. */
import type { Entropy } from '../entropy';
import type { Aliases } from './aliases';
import { chosenVersion } from './aliases';
import { machineReferenceOf } from './arns';
import { stateMachineDoesNotExist } from './errors';
import type { Machines } from './machines';
import type { MachineRecord, Revision } from './records';
import { type Versions, versionNumberOf } from './versions';

export interface Runnable {
  readonly machine: MachineRecord;
  readonly revision: Revision;
  readonly version: number | undefined;
  readonly alias: string | undefined;
}

interface Published {
  readonly machines: Machines;
  readonly versions: Versions;
  readonly aliases: Aliases;
}

/** Throws `InvalidArn` or `StateMachineDoesNotExist`. */
export function runnableAt(room: Published & { readonly entropy: Entropy }, arn: string): Runnable {
  const { machineArn, name, qualifier } = machineReferenceOf(arn);
  const machine = room.machines.get(machineArn);
  if (qualifier === undefined) return { machine, revision: machine, version: undefined, alias: undefined };
  const number = versionNumberOf(arn);
  if (number !== undefined) return { machine, ...versionAt(room, machine, number, arn), alias: undefined };
  const alias = room.aliases.find(name, qualifier);
  if (alias === undefined) throw stateMachineDoesNotExist(arn);
  const chosen = chosenVersion(alias, alias.routing.length === 1 ? 0 : room.entropy.fraction());
  return { machine, ...versionAt(room, machine, chosen, arn), alias: alias.name };
}

function versionAt({ machines, versions }: Published, { name }: MachineRecord, number: number, arn: string) {
  const version = versions.find(name, number);
  if (version === undefined) throw stateMachineDoesNotExist(arn);
  return { revision: machines.revision(name, version.revisionId), version: number };
}
