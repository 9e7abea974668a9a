/** Step Functions API Reference, "ListExecutions": the most recent first. */
import { epochMillis } from '../../../lib/units';
import { machineReferenceOf } from '../arns';
import { stateMachineDoesNotExist, stateMachineTypeNotSupported, validationException } from '../errors';
import type { ListPosition } from '../executions';
import { oneOf, readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { type ExecutionRecord, type ExecutionStatus, STATUSES } from '../records';
import { versionNumberOf } from '../versions';
import { listedExecution } from '../wire';
import { mapRunAt } from './describe-map-run';
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
  const walk = filtered(executions.newestFirst(listed, given.statusFilter, after), given.redriveFilter);
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
function listAt(room: Room, given: Chosen): string {
  if ((given.stateMachineArn === undefined) === (given.mapRunArn === undefined)) {
    throw validationException('Must provide State Machine ARN or Map Run ARN');
  }
  return given.stateMachineArn === undefined
    ? mapRunAt(room, given.mapRunArn ?? '').mapRunArn
    : listOfMachine(room, given.stateMachineArn, given);
}

function listOfMachine({ machines, versions, aliases }: Room, arn: string, given: Chosen): string {
  if (given.redriveFilter !== undefined) {
    throw validationException('redriveFilter can only be provided with a Map Run ARN');
  }
  if (given.statusFilter === 'PENDING_REDRIVE') {
    throw validationException('The status filter PENDING_REDRIVE can only be provided with a Map Run ARN');
  }
  const { machineArn, name, qualifier } = machineReferenceOf(arn);
  const machine = machines.get(machineArn);
  if (machine.type === 'EXPRESS') throw stateMachineTypeNotSupported();
  if (qualifier === undefined) return name;
  const number = versionNumberOf(arn);
  const found = number === undefined ? aliases.find(name, qualifier) : versions.find(name, number);
  if (found === undefined) throw stateMachineDoesNotExist(arn);
  return `${name}:${qualifier}`;
}

function* filtered(
  records: Iterable<ExecutionRecord>,
  redriveFilter: Chosen['redriveFilter'],
): Iterable<ExecutionRecord> {
  for (const record of records) {
    if (redriveFilter === undefined || (record.redrive !== null) === (redriveFilter === 'REDRIVEN')) yield record;
  }
}

function positionOf(token: string): ListPosition {
  const { startDate, name } = decodeToken(token);
  return { startDate: epochMillis(Number(startDate)), name: String(name) };
}
