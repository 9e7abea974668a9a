/** Step Functions API Reference, "ListExecutions": the most recent first. */
import { epochMillis } from '../../../lib/units';
import { stateMachineTypeNotSupported, validationException } from '../errors';
import type { ListPosition } from '../executions';
import { oneOf, readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { STATUSES } from '../records';
import { listedExecution } from '../wire';
import type { Operation } from './operation';

export const listExecutions: Operation = async ({ store, machines, executions }, input) => {
  const given = readInput(input, {
    stateMachineArn: text({ min: 1, max: 256 }),
    statusFilter: oneOf(STATUSES),
    maxResults,
    nextToken: text({ min: 1, max: 3096 }),
    mapRunArn: text({ min: 1, max: 2000 }),
    redriveFilter: oneOf(['REDRIVEN', 'NOT_REDRIVEN']),
  });
  if (given.stateMachineArn === undefined) {
    throw validationException('Must provide State Machine ARN or Map Run ARN');
  }
  const machine = machines.get(given.stateMachineArn);
  if (machine.type === 'EXPRESS') throw stateMachineTypeNotSupported();
  const after = given.nextToken === undefined ? undefined : positionOf(given.nextToken);
  const walk = executions.newestFirst(machine.name, given.statusFilter, after);
  const { page, more } = takePage(walk, pageSize(given.maxResults));
  await store.commit([]);
  const last = page.at(-1);
  return {
    executions: page.map(listedExecution),
    ...(more && last !== undefined ? { nextToken: encodeToken({ startDate: last.startDate, name: last.name }) } : {}),
  };
};

function positionOf(token: string): ListPosition {
  const { startDate, name } = decodeToken(token);
  return { startDate: epochMillis(Number(startDate)), name: String(name) };
}
