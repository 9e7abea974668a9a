/** Step Functions API Reference, "GetExecutionHistory". */
import { standardExecutionOf } from '../arns';
import { flag, readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
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
  const { executionArn, reverseOrder = false, includeExecutionData = true } = given;
  executions.get(executionArn);
  const id = standardExecutionOf(executionArn);
  // Ids count from 1 without a gap, so a token holds against events that come later, in either order.
  const from = given.nextToken === undefined ? undefined : Number(decodeToken(given.nextToken).from);
  const events = reverseOrder ? executions.historyBackFrom(id, from) : executions.historyFrom(id, from ?? 1);
  const { page, more } = takePage(events, pageSize(given.maxResults));
  await store.commit([]);
  const last = page.at(-1)?.id ?? 0;
  return {
    events: page.map((event) => wireEvent(event, includeExecutionData)),
    ...(more ? { nextToken: encodeToken({ from: reverseOrder ? last - 1 : last + 1 }) } : {}),
  };
};
