/** GetExecutionHistory in pages, either way round, through the official client. */
import { GetExecutionHistoryCommand, type GetExecutionHistoryCommandInput } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../../../local/clock';
import { aScene, aTask, type RunFunction, returning } from '../scene';
import { clientOf } from '../sfn-client';

const secret: RunFunction = async () => returning('secret');

async function anExecution(clock = new VirtualClock()) {
  const scene = aScene(secret, undefined, clock);
  const executionArn = await scene.start(await scene.create(aTask({ Comment: 'two commits' })), { card: '4111' });
  const sfn = clientOf(scene);
  const page = (more: Omit<GetExecutionHistoryCommandInput, 'executionArn'>) =>
    sfn.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
  const pages = async (maxResults: number, reverseOrder: boolean) => {
    const ids: (number | undefined)[][] = [];
    let nextToken: string | undefined;
    do {
      const answer = await page({ maxResults, reverseOrder, nextToken });
      ids.push((answer.events ?? []).map(({ id }) => id));
      ({ nextToken } = answer);
    } while (nextToken !== undefined);
    return ids;
  };
  return { scene, executionArn, page, pages };
}

test.each([1, 2, 3, 7])('pages of %i hold every event once, in order', async (size) => {
  const { scene, executionArn, pages } = await anExecution();
  await scene.sfn.settled(executionArn);
  const all = [1, 2, 3, 4, 5, 6, 7];

  const forward = await pages(size, false);
  const backward = await pages(size, true);

  expect(forward.flat()).toEqual(all);
  expect(backward.flat()).toEqual(all.toReversed());
  expect(forward.slice(0, -1).every((ids) => ids.length === size)).toBe(true);
});

test('a page that is read while the execution goes on is continued where it ended', async () => {
  const clock = new VirtualClock(undefined, 'hold');
  const { scene, executionArn, page } = await anExecution(clock);
  const newest = await page({ maxResults: 1, reverseOrder: true });
  const oldest = await page({ maxResults: 2 });
  await clock.advance(0);
  await scene.sfn.settled(executionArn);

  const older = await page({ maxResults: 10, reverseOrder: true, nextToken: newest.nextToken });
  const newer = await page({ maxResults: 10, nextToken: oldest.nextToken });

  const [last = 0] = (newest.events ?? []).map(({ id = 0 }) => id);
  expect(older.events?.[0]?.id).toBe(last - 1);
  expect(newer.events?.map(({ id }) => id)).toEqual([3, 4, 5, 6, 7]);
});

test('the data of an execution is left out on request, and only then', async () => {
  const { scene, executionArn, page } = await anExecution();
  await scene.sfn.settled(executionArn);

  const whole = JSON.stringify((await page({})).events);
  const bare = JSON.stringify((await page({ includeExecutionData: false })).events);

  expect(whole).toContain('4111');
  expect(whole).toContain('secret');
  expect(bare).not.toMatch(/4111|secret/);
  expect(JSON.parse(bare)).toHaveLength(JSON.parse(whole).length);
});
