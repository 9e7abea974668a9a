/** Map runs and their child executions through the official client. */
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import type { StateMachineDefinition } from '../../../../lib/asl/language';
import { VirtualClock } from '../../../../local/clock';
import { aScene } from '../scene';
import { clientOf, refusal } from '../sfn-client';

const HOME = 'arn:aws:states:us-east-1:000000000000';

/** Each item says how many seconds its child waits; a negative one fails. */
const waits = (ExecutionType: 'STANDARD' | 'EXPRESS', more: object = {}): StateMachineDefinition => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Label: 'each',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
        StartAt: 'Good',
        States: {
          Good: {
            Type: 'Choice',
            Choices: [{ Variable: '$', NumericLessThan: 0, Next: 'Bad' }],
            Default: 'Wait',
          },
          Bad: { Type: 'Fail', Error: 'Negative' },
          Wait: { Type: 'Wait', SecondsPath: '$', End: true },
        },
      },
      End: true,
      ...more,
    },
  },
});

async function aRun(items: readonly number[], definition = waits('STANDARD')) {
  const scene = aScene(undefined, undefined, new VirtualClock(undefined, 'hold'));
  const stateMachineArn = await scene.create(definition);
  const executionArn = await scene.start(stateMachineArn, [...items], 'run');
  await scene.clock.advance(0);
  const sfn = clientOf(scene);
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns[0]?.mapRunArn ?? '';
  const describe = () => sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  const list = (more: Omit<ListExecutionsCommandInput, 'mapRunArn'> = {}) =>
    sfn.send(new ListExecutionsCommand({ mapRunArn, ...more }));
  return { scene, sfn, stateMachineArn, executionArn, mapRuns, mapRunArn, describe, list };
}

test('a run is listed by its execution and described while it goes on and when it has ended', async () => {
  const { scene, stateMachineArn, executionArn, mapRuns, mapRunArn, describe } = await aRun([10, 20]);
  const startDate = new Date(scene.clock.now());

  expect(mapRuns).toEqual([{ executionArn, mapRunArn, stateMachineArn, startDate }]);
  expect(mapRunArn).toMatch(new RegExp(`^${HOME}:mapRun:Machine/each:[0-9a-f-]{36}$`));
  await scene.clock.advance(10_000);
  expect(await describe()).toMatchObject({
    executionArn,
    status: 'RUNNING',
    startDate,
    executionCounts: { running: 1, succeeded: 1, total: 2 },
    itemCounts: { running: 1, succeeded: 1, total: 2 },
    redriveCount: 0,
  });
  await scene.clock.advance(10_000);
  await scene.sfn.settled(executionArn);

  expect(await describe()).toMatchObject({
    status: 'SUCCEEDED',
    stopDate: new Date(startDate.getTime() + 20_000),
    executionCounts: { pending: 0, running: 0, succeeded: 2, failed: 0, timedOut: 0, aborted: 0, total: 2 },
  });
});

test('child executions are listed by their run, in pages and by status, and not by the machine', async () => {
  const { scene, sfn, stateMachineArn, executionArn, mapRunArn, list } = await aRun([10, 20, 30]);
  await scene.clock.advance(10_000);

  const first = await list({ maxResults: 2 });
  const second = await list({ maxResults: 2, nextToken: first.nextToken });
  const all = [...(first.executions ?? []), ...(second.executions ?? [])];

  expect(new Set(all.map((child) => child.executionArn)).size).toBe(3);
  expect(all.every((child) => child.mapRunArn === mapRunArn)).toBe(true);
  const [done, ...others] = (await list({ statusFilter: 'SUCCEEDED' })).executions ?? [];
  expect(others).toEqual([]);
  const child = await sfn.send(new DescribeExecutionCommand({ executionArn: done?.executionArn }));
  expect(child).toMatchObject({ mapRunArn, input: '10', stateMachineArn: `${HOME}:stateMachine:Machine/each` });
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions?.map((execution) => execution.executionArn)).toEqual([executionArn]);
  expect((await list({ redriveFilter: 'REDRIVEN' })).executions).toEqual([]);
  expect((await list({ redriveFilter: 'NOT_REDRIVEN' })).executions).toHaveLength(3);
});

test('an Express child is described although other Express executions are not', async () => {
  const { sfn, list } = await aRun([10], waits('EXPRESS'));
  const [child] = (await list()).executions ?? [];

  const described = await sfn.send(new DescribeExecutionCommand({ executionArn: child?.executionArn }));

  expect(child?.executionArn).toMatch(new RegExp(`^${HOME}:express:Machine/each:`));
  expect(described).toMatchObject({ status: 'RUNNING', input: '10' });
});

test('a child that failed is redriven by its run alone', async () => {
  const { scene, sfn, executionArn, list } = await aRun([-1]);
  await scene.sfn.settled(executionArn);
  const [child] = (await list({ statusFilter: 'FAILED' })).executions ?? [];

  const described = await sfn.send(new DescribeExecutionCommand({ executionArn: child?.executionArn }));

  expect(described.redriveStatus).toBe('REDRIVABLE_BY_MAP_RUN');
  const redrive = sfn.send(new RedriveExecutionCommand({ executionArn: child?.executionArn }));
  expect(await refusal(redrive)).toMatch(/^ExecutionNotRedrivable: /);
});

test('a run takes new limits while it goes on', async () => {
  const { scene, sfn, executionArn, mapRunArn, describe } = await aRun(
    [10, 10, 10],
    waits('STANDARD', { MaxConcurrency: 1 }),
  );
  expect(await describe()).toMatchObject({ maxConcurrency: 1, executionCounts: { running: 1, pending: 2 } });

  await sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2, toleratedFailurePercentage: 12.5 }));
  await scene.clock.advance(0);

  expect(await describe()).toMatchObject({
    maxConcurrency: 2,
    toleratedFailurePercentage: 12.5,
    executionCounts: { running: 2, pending: 1 },
  });
  await scene.clock.advance(20_000);
  await scene.sfn.settled(executionArn);
  const late = sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
  expect(await refusal(late)).toMatch(/^ValidationException: Map Run is SUCCEEDED/);
});

test('refuses what AWS refuses', async () => {
  const { sfn, stateMachineArn, mapRunArn } = await aRun([10]);
  const list = (input: ListExecutionsCommandInput) => refusal(sfn.send(new ListExecutionsCommand(input)));
  const both = 'ValidationException: Must provide State Machine ARN or Map Run ARN';

  expect(await list({})).toBe(both);
  expect(await list({ stateMachineArn, mapRunArn })).toBe(both);
  expect(await list({ stateMachineArn, redriveFilter: 'REDRIVEN' })).toMatch(/^ValidationException: /);
  expect(await list({ stateMachineArn, statusFilter: 'PENDING_REDRIVE' })).toMatch(/^ValidationException: /);
  expect(await list({ mapRunArn: `${mapRunArn}0` })).toBe(`ResourceNotFound: Resource not found: '${mapRunArn}0'`);
  expect(await refusal(sfn.send(new DescribeMapRunCommand({ mapRunArn: stateMachineArn })))).toMatch(/^InvalidArn: /);
  expect(await refusal(sfn.send(new UpdateMapRunCommand({ mapRunArn })))).toMatch(/^ValidationException: /);
  const tooMuch = sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailurePercentage: 100.5 }));
  expect(await refusal(tooMuch)).toMatch(/less than or equal to 100$/);
});
