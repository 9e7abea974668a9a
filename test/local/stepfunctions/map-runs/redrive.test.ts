/** A map run is redriven with the execution that awaits it: the children that had no success, and no others. */
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { StateMachineDefinition } from '../../../../lib/asl/language';
import { VirtualClock } from '../../../../local/clock';
import { MemoryStore } from '../../../../local/store/memory';
import { aScene, failing, type RunFunction, returning } from '../scene';
import { clientOf } from '../sfn-client';

type ExecutionType = 'STANDARD' | 'EXPRESS';

/** Each child calls `work` with its item. */
const distributed = (executionType: ExecutionType, more: object = {}): StateMachineDefinition => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Label: 'each',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
        StartAt: 'Before',
        States: {
          Before: { Type: 'Pass', Next: 'Work' },
          Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', End: true },
        },
      },
      End: true,
      ...more,
    },
  },
});

/** Fails for the items in `broken`, and remembers what it was asked. */
function mendable(...broken: readonly number[]) {
  const asked: number[] = [];
  let bad = new Set(broken);
  let stalled = false;
  const run: RunFunction = async ({ payload }) => {
    const item = Number(payload);
    asked.push(item);
    if (stalled) return new Promise(() => undefined);
    return bad.has(item) ? failing('Broken') : returning(item * 10);
  };
  const stall = () => {
    stalled = true;
  };
  const mend = () => {
    bad = new Set();
    stalled = false;
    asked.length = 0;
  };
  return { run, asked, stall, mend };
}

async function aFailedRun(definition: StateMachineDefinition, items: readonly number[], ...broken: readonly number[]) {
  const work = mendable(...broken);
  const store = new MemoryStore();
  const clock = new VirtualClock(undefined, 'hold');
  const scene = aScene(work.run, store, clock);
  const executionArn = await scene.start(await scene.create(definition), [...items], 'run');
  await clock.advance(0);
  const sfn = clientOf(scene);
  const mapRunArn = async () => {
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    return mapRuns.map((run) => run.mapRunArn ?? '');
  };
  const redrive = async () => {
    await clock.advance(1_000);
    await sfn.send(new RedriveExecutionCommand({ executionArn }));
    await clock.advance(0);
  };
  return { work, store, scene, sfn, executionArn, mapRunArn, redrive };
}

test.each<ExecutionType>(['STANDARD', 'EXPRESS'])('only unsuccessful %s children run again', async (executionType) => {
  const definition = distributed(executionType, { MaxConcurrency: 1 });
  const { work, scene, sfn, executionArn, mapRunArn, redrive } = await aFailedRun(definition, [1, 2, 3], 2);
  const [before] = await mapRunArn();
  expect((await scene.sfn.settled(executionArn)).status).toBe('FAILED');
  work.mend();

  await redrive();

  expect(await scene.sfn.settled(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[10,20,30]' });
  expect(work.asked).toEqual([2, 3]);
  expect(await mapRunArn()).toEqual([before]);
  const types = (await scene.history(executionArn)).map(({ type }) => type);
  expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
    'ExecutionRedriven',
    'MapRunRedriven',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  const run = await sfn.send(new DescribeMapRunCommand({ mapRunArn: before }));
  expect(run).toMatchObject({
    status: 'SUCCEEDED',
    redriveCount: 1,
    redriveDate: new Date(scene.clock.now()),
    executionCounts: { succeeded: 3, failed: 0, pendingRedrive: 0, total: 3 },
  });
});

test('a Standard child goes on where it failed, under its ARN', async () => {
  const { work, scene, sfn, executionArn, mapRunArn, redrive } = await aFailedRun(distributed('STANDARD'), [7], 7);
  const [run] = await mapRunArn();
  const children = async () => (await sfn.send(new ListExecutionsCommand({ mapRunArn: run }))).executions ?? [];
  const [failed] = await children();
  work.mend();

  await redrive();
  await scene.sfn.settled(executionArn);

  expect(await children()).toMatchObject([
    { executionArn: failed?.executionArn, status: 'SUCCEEDED', redriveCount: 1 },
  ]);
  const types = (await scene.history(failed?.executionArn ?? '')).map(({ type }) => type);
  expect(types.filter((type) => type === 'PassStateEntered')).toHaveLength(1);
  const redriven = await sfn.send(new ListExecutionsCommand({ mapRunArn: run, redriveFilter: 'REDRIVEN' }));
  expect(redriven.executions).toHaveLength(1);
});

test('an Express child runs again as another execution', async () => {
  const { work, scene, sfn, executionArn, mapRunArn, redrive } = await aFailedRun(distributed('EXPRESS'), [7], 7);
  const [run] = await mapRunArn();
  work.mend();

  await redrive();
  await scene.sfn.settled(executionArn);

  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn: run }));
  expect(executions.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
  expect(new Set(executions.map((child) => child.executionArn)).size).toBe(2);
});

test('a run that fails again can be redriven again, and counts its redrives', async () => {
  const { work, scene, sfn, executionArn, mapRunArn, redrive } = await aFailedRun(distributed('STANDARD'), [1, 2], 1);
  await redrive();
  const [run] = await mapRunArn();
  const again = await sfn.send(new DescribeMapRunCommand({ mapRunArn: run }));
  work.mend();

  await redrive();

  expect(again).toMatchObject({ status: 'FAILED', redriveCount: 1 });
  expect((await scene.sfn.settled(executionArn)).output).toBe('[10,20]');
  expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn: run }))).toMatchObject({ redriveCount: 2 });
  const events = await scene.history(executionArn);
  const counts = events.flatMap(({ mapRunRedrivenEventDetails }) => mapRunRedrivenEventDetails ?? []);
  expect(counts).toEqual([
    { mapRunArn: run, redriveCount: 1 },
    { mapRunArn: run, redriveCount: 2 },
  ]);
});

test('failures that are tolerated stay as they are while the run goes on, and are redriven once it has failed', async () => {
  const definition = distributed('STANDARD', { MaxConcurrency: 1, ToleratedFailureCount: 1 });
  const { work, scene, executionArn, redrive } = await aFailedRun(definition, [1, 2, 3, 4], 1, 2);
  expect(work.asked).toEqual([1, 2]);
  work.mend();

  await redrive();
  await scene.sfn.settled(executionArn);

  expect(work.asked).toEqual([1, 2, 3, 4]);
});

test('an execution that was stopped redrives the children that were stopped with it', async () => {
  const definition = distributed('STANDARD', {
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', SecondsPath: '$', End: true } },
    },
  });
  const { scene, sfn, executionArn, mapRunArn, redrive } = await aFailedRun(definition, [10, 20]);
  await scene.clock.advance(10_000);
  await sfn.send(new StopExecutionCommand({ executionArn }));
  await scene.clock.advance(0);
  const [run] = await mapRunArn();
  expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn: run }))).toMatchObject({
    status: 'ABORTED',
    executionCounts: { succeeded: 1, aborted: 1 },
  });

  await redrive();
  const described = await sfn.send(new DescribeMapRunCommand({ mapRunArn: run }));
  await scene.clock.advance(20_000);

  expect(described).toMatchObject({ status: 'RUNNING', executionCounts: { running: 1, succeeded: 1 } });
  expect(await scene.sfn.settled(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[10,20]' });
});

test('a redriven run goes on from the store, and redrives no child twice', async () => {
  const definition = distributed('STANDARD', { MaxConcurrency: 1 });
  const { work, store, scene, executionArn, sfn } = await aFailedRun(definition, [1, 2, 3], 1);
  work.stall();
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  scene.sfn.close();
  work.mend();
  const next = aScene(work.run, store, scene.clock);

  await scene.clock.advance(0);

  expect(await next.sfn.settled(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[10,20,30]' });
  expect(work.asked).toEqual([1, 2, 3]);
  const described = await clientOf(next).send(new DescribeExecutionCommand({ executionArn }));
  expect(described.redriveCount).toBe(1);
});
