/** RedriveExecution through the official client: who may be redriven, what is told of it, and what survives. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { StateMachineDefinition } from '../../../../lib/asl/language';
import { VirtualClock } from '../../../../local/clock';
import { MemoryStore } from '../../../../local/store/memory';
import { aPass, aScene, aTask, failing, type RunFunction, returning, type Scene } from '../scene';
import { clientOf, refusal } from '../sfn-client';

const DAY = 24 * 3600 * 1000;

/** The function `work`, which fails until it is mended. */
function mendable() {
  const state = { mended: false, calls: 0 };
  const run: RunFunction = async () => {
    state.calls++;
    return state.mended ? returning('done') : failing('Broken');
  };
  const mend = () => {
    state.mended = true;
  };
  return { state, run, mend };
}

const holding = () => new VirtualClock(undefined, 'hold');
const settle = async ({ clock, sfn }: Scene, executionArn: string) => {
  await clock.advance(0);
  return sfn.settled(executionArn);
};

/** An execution that has failed, unless it waits first. */
async function aFailed(definition: StateMachineDefinition = aTask()) {
  const work = mendable();
  const scene = aScene(work.run, undefined, holding());
  const stateMachineArn = await scene.create(definition);
  const executionArn = await scene.start(stateMachineArn, { order: 1 }, 'order-1');
  await scene.clock.advance(0);
  const sfn = clientOf(scene);
  const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
  const redrive = (clientToken?: string) => sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
  return { work, scene, stateMachineArn, executionArn, sfn, describe, redrive };
}

test('runs the failed step again under the same ARN, and tells of it', async () => {
  const { work, scene, executionArn, sfn, describe, redrive } = await aFailed();
  const failed = await describe();
  await scene.clock.advance(1_000);
  work.mend();

  const { redriveDate } = await redrive();
  await settle(scene, executionArn);

  const described = await describe();
  expect(failed).toMatchObject({ status: 'FAILED', error: 'Broken', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
  expect(failed.redriveStatusReason).toBeUndefined();
  expect(redriveDate).toEqual(new Date(scene.clock.now()));
  expect(described).toMatchObject({
    executionArn,
    status: 'SUCCEEDED',
    startDate: failed.startDate,
    stopDate: redriveDate,
    output: '{"got":"done"}',
    redriveCount: 1,
    redriveDate,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  });
  expect(described.error).toBeUndefined();
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events.find(({ type }) => type === 'ExecutionRedriven')?.executionRedrivenEventDetails).toEqual({
    redriveCount: 1,
  });
});

test('a redriven execution is listed once, under its new status', async () => {
  const { work, scene, stateMachineArn, executionArn, sfn, redrive } = await aFailed();
  work.mend();
  await redrive();
  await settle(scene, executionArn);

  const list = async (statusFilter?: 'FAILED' | 'SUCCEEDED') =>
    (await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter }))).executions ?? [];

  expect(await list('FAILED')).toEqual([]);
  expect(await list('SUCCEEDED')).toMatchObject([{ executionArn, redriveCount: 1 }]);
  expect(await list()).toHaveLength(1);
});

test('refuses an execution that runs, that succeeded, or that does not exist', async () => {
  const { work, scene, sfn, executionArn, redrive } = await aFailed({
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 60, End: true } },
  });
  const refused = 'ExecutionNotRedrivable: Execution is';

  expect(await refusal(redrive())).toBe(`${refused} RUNNING and cannot be redriven`);
  await scene.clock.advance(60_000);
  expect(await refusal(redrive())).toBe(`${refused} SUCCEEDED and cannot be redriven`);
  const unknown = `${executionArn}-not`;
  expect(await refusal(sfn.send(new RedriveExecutionCommand({ executionArn: unknown })))).toBe(
    `ExecutionDoesNotExist: Execution Does Not Exist: '${unknown}'`,
  );
  expect(work.state.calls).toBe(0);
});

test('refuses an Express execution', async () => {
  const scene = aScene();
  const executionArn = await scene.start(await scene.create(aPass, { type: 'EXPRESS' }));

  expect(await refusal(clientOf(scene).send(new RedriveExecutionCommand({ executionArn })))).toMatch(/^InvalidArn: /);
});

test('takes a failed execution for 14 days, and not a moment longer', async () => {
  const { scene, describe, redrive } = await aFailed();
  await scene.clock.advance(14 * DAY);
  const still = await describe();
  await scene.clock.advance(1);

  expect(still.redriveStatus).toBe('REDRIVABLE');
  expect(await describe()).toMatchObject({
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution redrivable period exceeded',
  });
  expect(await refusal(redrive())).toBe('ExecutionNotRedrivable: Execution redrivable period exceeded');
});

test('drops what it kept for a redrive once none is possible', async () => {
  const { scene, stateMachineArn } = await aFailed();
  const kept = () => [...scene.store.range({ from: 'stepfunctions\0point\0', to: 'stepfunctions\0point\u0001' })];
  const [first] = kept();
  await scene.clock.advance(14 * DAY + 1);

  await settle(scene, await scene.start(stateMachineArn));

  expect(kept()).toHaveLength(1);
  expect(kept()[0]?.[0]).not.toBe(first?.[0]);
});

test('the time limit of the machine begins anew', async () => {
  const waits: StateMachineDefinition = {
    StartAt: 'W',
    TimeoutSeconds: 100,
    States: { W: { Type: 'Wait', Seconds: 60, Next: 'V' }, V: { Type: 'Wait', Seconds: 60, End: true } },
  };
  const { scene, executionArn, describe, redrive } = await aFailed(waits);
  await scene.clock.advance(100_000);
  expect((await describe()).status).toBe('TIMED_OUT');

  await redrive();
  await scene.clock.advance(59_999);
  expect((await describe()).status).toBe('RUNNING');
  await scene.clock.advance(1);

  expect((await settle(scene, executionArn)).status).toBe('SUCCEEDED');
});

test('a wait for a time that has passed is left at once', async () => {
  const { scene, executionArn, describe, redrive } = await aFailed({
    StartAt: 'W',
    TimeoutSeconds: 5,
    States: { W: { Type: 'Wait', Timestamp: '2026-01-01T00:00:10Z', End: true } },
  });
  await scene.clock.advance(11_000);
  expect((await describe()).status).toBe('TIMED_OUT');

  await redrive();

  expect((await settle(scene, executionArn)).status).toBe('SUCCEEDED');
});

describe('client tokens', () => {
  test('the same token within 15 minutes answers the same, and redrives once', async () => {
    const { work, scene, executionArn, describe, redrive } = await aFailed();
    const first = await redrive('token-1');
    await settle(scene, executionArn);
    await scene.clock.advance(15 * 60_000);

    const again = await redrive('token-1');

    expect(again.redriveDate).toEqual(first.redriveDate);
    expect(work.state.calls).toBe(2);
    expect((await describe()).redriveCount).toBe(1);
  });

  test('after 15 minutes the token is a new one', async () => {
    const { work, scene, executionArn, describe, redrive } = await aFailed();
    await redrive('token-1');
    await settle(scene, executionArn);
    await scene.clock.advance(15 * 60_000 + 1);

    await redrive('token-1');
    await settle(scene, executionArn);

    expect(work.state.calls).toBe(3);
    expect((await describe()).redriveCount).toBe(2);
  });

  test('the last ten tokens are known', async () => {
    const { scene, executionArn, describe, redrive } = await aFailed();
    for (let count = 1; count <= 11; count++) {
      await redrive(`token-${count}`);
      await settle(scene, executionArn);
    }

    await redrive('token-2');
    expect((await describe()).redriveCount).toBe(11);
    await redrive('token-1');
    expect((await describe()).redriveCount).toBe(12);
  });
});

test('a redriven execution goes on from the store wherever the process was cut off', async () => {
  const store = new MemoryStore();
  const broken = aScene(mendable().run, store, holding());
  const definition: StateMachineDefinition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } },
          { StartAt: 'T', States: { T: { Type: 'Wait', Seconds: 1, Next: 'U' }, U: taskOf('work') } },
        ],
        End: true,
      },
    },
  };
  const executionArn = await broken.start(await broken.create(definition), { order: 1 }, 'order-1');
  await broken.clock.advance(1_000);
  expect((await broken.sfn.settled(executionArn)).status).toBe('FAILED');
  broken.sfn.close();

  const redriving = aScene(async () => new Promise(() => undefined), store, broken.clock);
  await redriving.call('RedriveExecution', { executionArn, clientToken: 'token-1' });
  await redriving.clock.advance(30_000);
  redriving.sfn.close();
  const last = aScene(async () => returning('done'), store, broken.clock);
  await last.call('RedriveExecution', { executionArn, clientToken: 'token-1' });
  await last.clock.advance(30_000);

  const end = await last.sfn.settled(executionArn);
  expect(end).toMatchObject({ status: 'SUCCEEDED', output: '[{"order":1},"done"]' });
  const types = (await last.history(executionArn)).map(({ type }) => type);
  expect(types.filter((type) => type === 'WaitStateEntered')).toHaveLength(2);
  expect(types.filter((type) => type === 'ExecutionRedriven')).toHaveLength(1);
  expect((await last.call('DescribeExecution', { executionArn })).redriveCount).toBe(1);
});

const taskOf = (name: string) =>
  ({ Type: 'Task', Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`, End: true }) as const;
