/** Step Functions API Reference, "ListMapRuns": of one execution, the most recent first. */
import { readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { present, seconds } from '../wire';
import { requiredExecutionArn } from './name';
import type { Operation } from './operation';

export const listMapRuns: Operation = async ({ executions, driver, store }, input) => {
  const given = readInput(input, {
    executionArn: requiredExecutionArn,
    maxResults,
    nextToken: text({ min: 1, max: 1024 }),
  });
  const { executionArn, stateMachineArn } = executions.get(given.executionArn);
  const runs = driver.mapRuns.list(executionArn);
  const last = given.nextToken === undefined ? undefined : String(decodeToken(given.nextToken).after);
  const from = last === undefined ? 0 : runs.findIndex(({ mapRunArn }) => mapRunArn === last) + 1;
  const { page, more } = takePage(runs.slice(from), pageSize(given.maxResults));
  await store.commit([]);
  return {
    mapRuns: page.map(({ mapRunArn, startDate, stopDate }) =>
      present({
        executionArn,
        mapRunArn,
        stateMachineArn,
        startDate: seconds(startDate),
        stopDate: stopDate === null ? null : seconds(stopDate),
      }),
    ),
    ...(more ? { nextToken: encodeToken({ after: page.at(-1)?.mapRunArn ?? '' }) } : {}),
  };
};
