/** Step Functions API Reference, "GetExecutionHistory". */
import { standardExecutionOf } from '../arns';
import { flag, readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize } from '../paging';
import { wireEvent } from '../wire';
import { requiredExecutionArn } from './name';
import type { Operation } from './operation';

export const getExecutionHistory: Operation = async ({ store, executions }, input) => {
  const given = readInput(input, {
    executionArn: requiredExecutionArn,
    maxResults,
    reverseOrder: flag,
    nextToken: text({ min: 1, max: 3096 }),
    includeExecutionData: flag,
  });
  executions.get(given.executionArn);
  const history = executions.history(standardExecutionOf(given.executionArn));
  await store.commit([]);
  const ordered = given.reverseOrder === true ? [...history].reverse() : history;
  const from = given.nextToken === undefined ? 0 : Number(decodeToken(given.nextToken).from);
  // Ids count from 1 without a gap, so a token holds against events that come later, in either order.
  const start = given.reverseOrder === true && from > 0 ? history.length - from : from;
  const page = ordered.slice(start, start + pageSize(given.maxResults));
  const end = start + page.length;
  const next = given.reverseOrder === true ? history.length - end : end;
  return {
    events: page.map((event) => wireEvent(event, given.includeExecutionData ?? true)),
    ...(end < ordered.length ? { nextToken: encodeToken({ from: next }) } : {}),
  };
};
