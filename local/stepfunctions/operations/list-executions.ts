/** Step Functions API Reference, "ListExecutions": the most recent first. */
import { epochMillis } from '../../../lib/units';
import { machineReferenceOf } from '../arns';
import { stateMachineDoesNotExist, stateMachineTypeNotSupported, validationException } from '../errors';
import type { ListPosition } from '../executions';
import { oneOf, readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { type ExecutionStatus, STATUSES } from '../records';
import { versionNumberOf } from '../versions';
import { listedExecution } from '../wire';
import type { Operation, Room } from './operation';

export const listExecutions: Operation = async (room, input) => {
  const { store, executions } = room;
  const given = readInput(input, {
    stateMachineArn: text({ min: 1, max: 2000 }),
    statusFilter: oneOf(STATUSES),
    maxResults,
    nextToken: text({ min: 1, max: 3096 }),
    mapRunArn: text({ min: 1, max: 2000 }),
    redriveFilter: oneOf(['REDRIVEN', 'NOT_REDRIVEN']),
  });
  const listed = listAt(room, given);
  const after = given.nextToken === undefined ? undefined : positionOf(given.nextToken);
  const walk = executions.newestFirst(listed, given.statusFilter, after);
  const { page, more } = takePage(walk, pageSize(given.maxResults));
  await store.commit([]);
  const last = page.at(-1);
  return {
    executions: page.map(listedExecution),
    ...(more && last !== undefined ? { nextToken: encodeToken({ startDate: last.startDate, name: last.name }) } : {}),
  };
};

interface Chosen {
  readonly stateMachineArn: string | undefined;
  readonly statusFilter: ExecutionStatus | undefined;
  readonly mapRunArn: string | undefined;
  readonly redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN' | undefined;
}

/** Which list (`listsOf`). */
function listAt({ machines, versions, aliases }: Room, given: Chosen): string {
  if (given.stateMachineArn === undefined) {
    throw validationException('Must provide State Machine ARN or Map Run ARN');
  }
  if (given.redriveFilter !== undefined) {
    throw validationException('redriveFilter can only be provided with a Map Run ARN');
  }
  if (given.statusFilter === 'PENDING_REDRIVE') {
    throw validationException('The status filter PENDING_REDRIVE can only be provided with a Map Run ARN');
  }
  const { machineArn, name, qualifier } = machineReferenceOf(given.stateMachineArn);
  const machine = machines.get(machineArn);
  if (machine.type === 'EXPRESS') throw stateMachineTypeNotSupported();
  if (qualifier === undefined) return name;
  const number = versionNumberOf(given.stateMachineArn);
  const found = number === undefined ? aliases.find(name, qualifier) : versions.find(name, number);
  if (found === undefined) throw stateMachineDoesNotExist(given.stateMachineArn);
  return `${name}:${qualifier}`;
}

function positionOf(token: string): ListPosition {
  const { startDate, name } = decodeToken(token);
  return { startDate: epochMillis(Number(startDate)), name: String(name) };
}
