/** Activities and their workers through the official client. */
import {
  CreateActivityCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  GetActivityTaskCommand,
  type GetActivityTaskCommandOutput,
  ListActivitiesCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { StateMachineDefinition } from '../../../../lib/asl/language';
import type { JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { MemoryStore } from '../../../../local/store/memory';
import { aScene } from '../scene';
import { clientOf, refusal } from '../sfn-client';

const ACTIVITY = 'arn:aws:states:us-east-1:000000000000:activity:pack';
const packing: StateMachineDefinition = {
  StartAt: 'Pack',
  States: { Pack: { Type: 'Task', Resource: ACTIVITY, End: true } },
};

async function aWorkshop(store = new MemoryStore(), clock = new VirtualClock(undefined, 'hold')) {
  const scene = aScene(undefined, store, clock);
  const sfn = clientOf(scene);
  await sfn.send(new CreateActivityCommand({ name: 'pack' }));
  const poll = (workerName?: string) => sfn.send(new GetActivityTaskCommand({ activityArn: ACTIVITY, workerName }));
  const start = async (input: JsonObject) => {
    const executionArn = await scene.start(await scene.create(packing), input);
    await scene.clock.advance(0);
    return executionArn;
  };
  return { scene, sfn, poll, start };
}

describe('activities', () => {
  test('are created once, described, listed in pages and deleted', async () => {
    const { scene, sfn } = await aWorkshop();
    for (const name of ['ship', 'bill']) await sfn.send(new CreateActivityCommand({ name }));
    await scene.clock.advance(1_000);

    const again = await sfn.send(new CreateActivityCommand({ name: 'pack' }));
    const creationDate = new Date(scene.clock.now() - 1_000);
    expect(again).toMatchObject({ activityArn: ACTIVITY, creationDate });
    expect(await sfn.send(new DescribeActivityCommand({ activityArn: ACTIVITY }))).toMatchObject({
      activityArn: ACTIVITY,
      name: 'pack',
      creationDate,
    });
    const first = await sfn.send(new ListActivitiesCommand({ maxResults: 2 }));
    const rest = await sfn.send(new ListActivitiesCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect([...(first.activities ?? []), ...(rest.activities ?? [])].map(({ name }) => name)).toEqual([
      'bill',
      'pack',
      'ship',
    ]);
    await sfn.send(new DeleteActivityCommand({ activityArn: ACTIVITY }));
    await sfn.send(new DeleteActivityCommand({ activityArn: ACTIVITY }));
    expect(await refusal(sfn.send(new DescribeActivityCommand({ activityArn: ACTIVITY })))).toBe(
      `ActivityDoesNotExist: Activity Does Not Exist: '${ACTIVITY}'`,
    );
  });

  test('refuse a name and an encryption that AWS refuses', async () => {
    const { sfn } = await aWorkshop();
    const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'key' } as const;

    expect(await refusal(sfn.send(new CreateActivityCommand({ name: 'a b' })))).toBe(
      "InvalidName: Invalid Name: 'a b'",
    );
    expect(await refusal(sfn.send(new CreateActivityCommand({ name: 'pack', encryptionConfiguration })))).toBe(
      `ActivityAlreadyExists: Activity Already Exists: '${ACTIVITY}'`,
    );
  });
});

describe('GetActivityTask', () => {
  test('hands tasks out in order, each once, and the worker ends them', async () => {
    const { scene, sfn, poll, start } = await aWorkshop();
    const first = await start({ n: 1 });
    await start({ n: 22 });

    const [one, two] = [await poll('anna'), await poll()];
    await sfn.send(new SendTaskSuccessCommand({ taskToken: one.taskToken, output: '"packed"' }));

    expect([one.input, two.input]).toEqual(['{"n":1}', '{"n":22}']);
    expect(await scene.sfn.settled(first)).toMatchObject({ status: 'SUCCEEDED', output: '"packed"' });
    const started = (await scene.history(first)).find(({ type }) => type === 'ActivityStarted');
    expect(started?.activityStartedEventDetails).toEqual({ workerName: 'anna' });
  });

  test('waits for a task', async () => {
    const { poll, start } = await aWorkshop();
    const waiting = poll();

    await start({ n: 1 });

    expect((await waiting).input).toBe('{"n":1}');
  });

  test('answers without a task after 60 seconds, and no sooner', async () => {
    const { scene, poll } = await aWorkshop();
    let answer: GetActivityTaskCommandOutput | undefined;
    const waiting = poll().then((answered) => {
      answer = answered;
    });

    await scene.clock.advance(59_999);
    expect(answer).toBeUndefined();
    await scene.clock.advance(1);
    await waiting;

    expect(answer?.taskToken).toBeUndefined();
  });

  test('passes over a task that nobody waits for any more', async () => {
    const { scene, sfn, poll, start } = await aWorkshop();
    const stopped = await start({ n: 1 });
    await sfn.send(new StopExecutionCommand({ executionArn: stopped }));
    await start({ n: 22 });

    expect((await poll()).input).toBe('{"n":22}');
    const next = poll();
    await scene.clock.advance(60_000);
    expect((await next).taskToken).toBeUndefined();
  });

  test('finds the tasks of executions that the store holds', async () => {
    const store = new MemoryStore();
    const before = await aWorkshop(store);
    const executionArn = await before.start({ n: 1 });
    before.scene.sfn.close();
    const { scene, sfn, poll } = await aWorkshop(store, before.scene.clock);

    const { taskToken, input } = await poll();
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));

    expect(input).toBe('{"n":1}');
    expect((await scene.sfn.settled(executionArn)).status).toBe('SUCCEEDED');
  });

  test('a closed model ends the wait of its workers', async () => {
    const { scene, poll } = await aWorkshop();
    const waiting = poll();
    await scene.clock.advance(0);

    scene.sfn.close();

    expect((await waiting).taskToken).toBeUndefined();
  });

  test('refuses an activity that is not there', async () => {
    const { sfn } = await aWorkshop();

    expect(await refusal(sfn.send(new GetActivityTaskCommand({ activityArn: `${ACTIVITY}-not` })))).toMatch(
      /^ActivityDoesNotExist: /,
    );
  });
});
