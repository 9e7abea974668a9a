import { Tally } from '../../../console/server/tally';
import { aPass, aScene, aTask, aWait, failing, returning } from '../../local/stepfunctions/scene';

test('counts as executions begin and end, as the lists would', async () => {
  const { sfn, clock, create, start } = aScene();
  clock.pause();
  const tally = new Tally(sfn);
  const waiting = await create(aWait(60));
  const passing = await create(aPass, { name: 'Passing' });
  const before = tally.of('Machine').RUNNING;

  const [one] = [await start(waiting), await start(waiting), await start(passing)];
  const running = tally.of('Machine').RUNNING;
  await sfn.call('StopExecution', { executionArn: one }, { kind: 'client' });

  expect([before, running]).toEqual([0, 2]);
  expect(tally.of('Machine')).toEqual(sfn.executions.counts('Machine'));
  expect(tally.of('Machine')).toMatchObject({ RUNNING: 1, ABORTED: 1 });
  expect(tally.of('Passing')).toMatchObject({ RUNNING: 0, SUCCEEDED: 1 });
});

test('counts anew after a redrive, which does not say what the execution was before', async () => {
  const answers = [failing('Once'), returning('done')];
  const { sfn, create, start } = aScene(async () => answers.shift() ?? returning('done'));
  const tally = new Tally(sfn);
  const arn = await start(await create(aTask()));
  await sfn.settled(arn);
  expect(tally.of('Machine')).toMatchObject({ FAILED: 1 });

  await sfn.call('RedriveExecution', { executionArn: arn }, { kind: 'client' });
  await sfn.settled(arn);

  expect(tally.of('Machine')).toMatchObject({ FAILED: 0, SUCCEEDED: 1 });
});
