/** State machines: kept in the store, compiled once a revision. */
import type { Change, Store } from '../store/store';
import { machineNameOf } from './arns';
import { BoundedCache } from './bounded-cache';
import { readDefinition } from './definition/read-definition';
import { stateMachineDoesNotExist } from './errors';
import type { Machine } from './interpreter/machine';
import { ALL_MACHINES, type MachineRecord, machineKey, type Revision, revisionKey } from './records';

/** Compiled revisions that are kept at hand. */
const MAX_COMPILED = 1_000;

export class Machines {
  private readonly compiled = new BoundedCache<string, Machine>(MAX_COMPILED);
  private readonly byName = new Map<string, MachineRecord>();

  constructor(private readonly store: Store) {
    for (const [, value] of store.range(ALL_MACHINES)) {
      const machine = value as MachineRecord;
      this.byName.set(machine.name, machine);
    }
  }

  find(name: string): MachineRecord | undefined {
    return this.byName.get(name);
  }

  /** Throws `InvalidArn` or `StateMachineDoesNotExist`. */
  get(arn: string): MachineRecord {
    const machine = this.byName.get(machineNameOf(arn));
    if (machine?.stateMachineArn !== arn) throw stateMachineDoesNotExist(arn);
    return machine;
  }

  all(): readonly MachineRecord[] {
    return [...this.byName.values()];
  }

  /** `beside` is kept with it, both or neither. */
  async put(machine: MachineRecord, beside: readonly Change[] = []): Promise<void> {
    this.byName.set(machine.name, machine);
    const { name, revisionId } = machine;
    const changes: readonly Change[] = [
      { kind: 'put', key: machineKey(name), value: machine },
      { kind: 'put', key: revisionKey(name, revisionId), value: revisionOf(machine) },
      ...beside,
    ];
    await this.store.commit(changes);
  }

  /** Its revisions stay: executions may still run them. */
  async remove({ name }: MachineRecord, beside: readonly Change[]): Promise<void> {
    this.byName.delete(name);
    await this.store.commit([{ kind: 'delete', key: machineKey(name) }, ...beside]);
  }

  /** `<machine>`, or `<machine>/<label>` of a child execution. */
  revision(name: string, revisionId: string): Revision {
    const [machineName = name] = name.split('/');
    const current = this.byName.get(machineName);
    if (current?.revisionId === revisionId) return current;
    const stored = this.store.get(revisionKey(machineName, revisionId));
    if (stored === undefined) throw new Error(`the store lacks revision ${revisionId} of '${machineName}'`);
    return stored as Revision;
  }

  compile({ stateMachineArn, revisionId, definition }: Revision): Machine {
    const key = `${stateMachineArn}#${revisionId}`;
    const known = this.compiled.get(key);
    if (known !== undefined) return known;
    const read = readDefinition(definition);
    if (read.kind === 'invalid') throw new Error(`the stored definition of ${stateMachineArn} does not compile`);
    this.compiled.set(key, read.machine);
    return read.machine;
  }
}

const revisionOf = ({
  stateMachineArn,
  revisionId,
  definition,
  roleArn,
  updateDate,
  configuration,
}: Revision): Revision => ({
  stateMachineArn,
  revisionId,
  definition,
  roleArn,
  updateDate,
  configuration,
});
