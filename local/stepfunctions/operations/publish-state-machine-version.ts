/** Step Functions API Reference, "PublishStateMachineVersion". */
import { conflict } from '../errors';
import { readInput, text } from '../input';
import { publish } from '../publish';
import type { MachineRecord } from '../records';
import { versionArn } from '../versions';
import { seconds } from '../wire';
import { machineArn } from './name';
import type { Operation } from './operation';

export const publishStateMachineVersion: Operation = async ({ machines, versions, clock }, input) => {
  const given = readInput(input, {
    stateMachineArn: machineArn,
    revisionId: text({ max: 256 }),
    description: text({ max: 256 }),
  });
  const machine = machines.get(given.stateMachineArn);
  const current = revisionIdOf(machine);
  if (given.revisionId !== undefined && given.revisionId !== current) {
    throw conflict(
      `Failed to publish the State Machine version for revision ${given.revisionId}. The current State Machine revision is ${current}.`,
    );
  }
  const published = publish(versions, machine, given.description ?? null, clock.now());
  await machines.put(published.machine, published.changes);
  const { version } = published;
  return { stateMachineVersionArn: versionArn(machine, version), creationDate: seconds(version.creationDate) };
};

/** "To specify the initial state machine revision, set the value as INITIAL." */
const revisionIdOf = ({ updated, revisionId }: MachineRecord) => (updated ? revisionId : 'INITIAL');
