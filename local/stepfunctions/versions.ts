/** The published versions of state machines: revisions with a number. Kept in the store, and at hand. */
import type { Change, Store } from '../store/store';
import { machineReferenceOf, qualifiedArn } from './arns';
import { type MachineRecord, type VersionRecord, versionKey, versionsOf } from './records';

export class Versions {
  private readonly byMachine = new Map<string, Map<number, VersionRecord>>();

  constructor(private readonly store: Store) {}

  /** Oldest first. */
  of(machine: string): readonly VersionRecord[] {
    return [...this.loaded(machine).values()];
  }

  find(machine: string, number: number): VersionRecord | undefined {
    return this.loaded(machine).get(number);
  }

  add(machine: string, version: VersionRecord): Change {
    this.loaded(machine).set(version.number, version);
    return { kind: 'put', key: versionKey(machine, version.number), value: version };
  }

  remove(machine: string, number: number): Change {
    this.loaded(machine).delete(number);
    return { kind: 'delete', key: versionKey(machine, number) };
  }

  private loaded(machine: string): Map<number, VersionRecord> {
    const known = this.byMachine.get(machine);
    if (known !== undefined) return known;
    const found = [...this.store.range(versionsOf(machine))].map(([, value]) => value as VersionRecord);
    const versions = new Map(found.map((version) => [version.number, version]));
    this.byMachine.set(machine, versions);
    return versions;
  }
}

export const versionArn = ({ stateMachineArn }: MachineRecord, { number }: VersionRecord) =>
  qualifiedArn(stateMachineArn, number);

/** `undefined` for an ARN that names no version. Throws `InvalidArn`. */
export function versionNumberOf(arn: string): number | undefined {
  const { qualifier } = machineReferenceOf(arn);
  return qualifier !== undefined && /^[1-9]\d{0,8}$/.test(qualifier) ? Number(qualifier) : undefined;
}
