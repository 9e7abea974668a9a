/** Step Functions API Reference, "ListActivities": by name. */
import { readInput, text } from '../input';
import { decodeToken, encodeToken, maxResults, pageSize, takePage } from '../paging';
import { seconds } from '../wire';
import type { Operation } from './operation';

export const listActivities: Operation = async ({ activities }, input) => {
  const given = readInput(input, { maxResults, nextToken: text({ min: 1, max: 1024 }) });
  const after = given.nextToken === undefined ? '' : String(decodeToken(given.nextToken).after);
  const sorted = activities
    .all()
    .filter(({ name }) => name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const { page, more } = takePage(sorted, pageSize(given.maxResults));
  const last = page.at(-1);
  return {
    activities: page.map(({ activityArn, name, creationDate }) => {
      return { activityArn, name, creationDate: seconds(creationDate) };
    }),
    ...(more && last !== undefined ? { nextToken: encodeToken({ after: last.name }) } : {}),
  };
};
