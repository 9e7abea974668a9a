/** What those who look on may ask, past the protocol. */
import { executionOf } from '../../../local/stepfunctions/arns';
import { aPass, aScene, aTask, aWait, failing, returning } from './scene';

const names = (records: Iterable<{ readonly name: string }>) => Array.from(records, ({ name }) => name);

test('finds executions by how their names begin, in the order of their names', async () => {
  const { sfn, create, start } = aScene();
  const arn = await create(aPass);
  for (const name of ['order-2', 'order-10', 'order-1', 'other', 'orde']) await start(arn, {}, name);

  expect(names(sfn.executions.named('Machine', 'order-1'))).toEqual(['order-1', 'order-10']);
  expect(names(sfn.executions.named('Machine', ''))).toHaveLength(5);
  expect(names(sfn.executions.named('Machin', 'o'))).toEqual([]);
});

test('counts executions by status', async () => {
  const { sfn, clock, create, start } = aScene();
  clock.pause();
  const arn = await create(aWait(60));
  await start(arn, {}, 'one');
  const two = await start(arn, {}, 'two');

  await sfn.call('StopExecution', { executionArn: two }, { kind: 'client' });

  expect(sfn.executions.counts('Machine')).toMatchObject({ RUNNING: 1, ABORTED: 1, SUCCEEDED: 0 });
});

test('ends a Wait state at once, on a clock that stands still', async () => {
  const { sfn, clock, create, start } = aScene();
  clock.pause();
  const arn = await start(await create(aWait(3600)));

  expect(await sfn.skipWaits(arn)).toBe(1);

  expect((await sfn.settled(arn)).status).toBe('SUCCEEDED');
  expect(await sfn.skipWaits(arn)).toBe(0);
});

test('makes the next try at once, and leaves the time-out of a task alone', async () => {
  const answers = [failing('Flaky'), returning('done')];
  const { sfn, clock, create, start } = aScene(async () => answers.shift() ?? new Promise(() => undefined));
  clock.pause();
  const retried = await create(aTask({ Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 600 }] }));
  const arn = await start(retried);
  while (sfn.executions.eventCount(executionOf(arn)) < 5) await new Promise((resolve) => setImmediate(resolve));

  expect(await sfn.skipWaits(arn)).toBe(1);
  expect(await sfn.settled(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"got":"done"}' });

  const hanging = await start(await create(aTask({ TimeoutSeconds: 30 }), { name: 'Hanging' }));
  expect(await sfn.skipWaits(hanging)).toBe(0);
});
