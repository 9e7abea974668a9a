/** Publishing a revision as a version. Step Functions API Reference, "PublishStateMachineVersion". */
import type { EpochMillis } from '../../lib/units';
import type { Change } from '../store/store';
import { quotaExceeded } from './errors';
import type { MachineRecord, VersionRecord } from './records';
import type { Versions } from './versions';

/** Step Functions quotas, "Maximum number of published state machine versions": per state machine. */
export const MAX_VERSIONS = 1_000;

export interface Published {
  readonly version: VersionRecord;
  readonly machine: MachineRecord;
  readonly changes: readonly Change[];
}

/**
 * "It doesn't create a duplicate state machine version if it already exists for the current revision."
 * Throws `ServiceQuotaExceededException`.
 */
export function publish(
  versions: Versions,
  machine: MachineRecord,
  description: string | null,
  now: EpochMillis,
): Published {
  const all = versions.of(machine.name);
  const existing = all.findLast(({ revisionId }) => revisionId === machine.revisionId);
  if (existing !== undefined) return { version: existing, machine, changes: [] };
  if (all.length >= MAX_VERSIONS) {
    throw quotaExceeded(`A state machine can have at most ${MAX_VERSIONS} published versions`);
  }
  const number = machine.lastVersion + 1;
  const version: VersionRecord = { number, revisionId: machine.revisionId, description, creationDate: now };
  return { version, machine: { ...machine, lastVersion: number }, changes: [versions.add(machine.name, version)] };
}
