import { VirtualClock } from '../../../../local/clock';
import { MemoryStore } from '../../../../local/store/memory';
import { typesOf } from '../scene';
import { aServiceTask, aServiceWorld, closeWorlds, detailsOf, type ServiceWorld } from './service-world';

afterEach(closeWorlds);

const aCallback = (queueUrl: string, more = {}) =>
  aServiceTask(
    'sqs:sendMessage.waitForTaskToken',
    { QueueUrl: queueUrl, MessageBody: { 'order.$': '$.order', 'token.$': '$$.Task.Token' } },
    more,
  );

/** The token that the only message in the queue holds. */
async function tokenIn(it: ServiceWorld, queueUrl: string): Promise<string> {
  await it.world.idle();
  const [message] = await it.messages(queueUrl);
  return String(message?.token);
}

test('a task waits for its token, and goes on with what the token is answered with', async () => {
  const it = await aServiceWorld();
  const queueUrl = await it.createQueue();
  const executionArn = await it.start(aCallback(queueUrl), { order: 7 });

  const taskToken = await tokenIn(it, queueUrl);
  const before = await it.describe(executionArn);
  await it.call('stepfunctions', 'SendTaskSuccess', { taskToken, output: '{"paid": true}' });

  expect(before.status).toBe('RUNNING');
  expect(await it.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"paid":true}' });
  const events = await it.history(executionArn);
  expect(typesOf(events)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(detailsOf(events, 'TaskSubmitted')).toMatchObject({
    resourceType: 'sqs',
    resource: 'sendMessage.waitForTaskToken',
  });
  expect(Object.keys(JSON.parse(String(detailsOf(events, 'TaskSubmitted').output)))).toEqual([
    'MD5OfMessageBody',
    'MessageId',
    'SdkHttpMetadata',
    'SdkResponseMetadata',
  ]);
  expect(detailsOf(events, 'TaskSucceeded').output).toBe('{"paid": true}');
});

test('a failure that is told without a name is caught as null', async () => {
  const it = await aServiceWorld();
  const queueUrl = await it.createQueue();
  const machine = aCallback(queueUrl, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] });
  const caught = { ...machine, States: { ...machine.States, Caught: { Type: 'Pass', End: true } as const } };
  const executionArn = await it.start(caught, { order: 7 });

  await it.call('stepfunctions', 'SendTaskFailure', { taskToken: await tokenIn(it, queueUrl) });

  expect((await it.describe(executionArn)).output).toBe('{"Error":null,"Cause":null}');
  expect(detailsOf(await it.history(executionArn), 'TaskFailed')).toEqual({
    resourceType: 'sqs',
    resource: 'sendMessage.waitForTaskToken',
  });
});

test('every attempt has a token of its own, and the token of an earlier one is late', async () => {
  const it = await aServiceWorld();
  const queueUrl = await it.createQueue();
  const executionArn = await it.start(aCallback(queueUrl, { Retry: [{ ErrorEquals: ['Again'] }] }), { order: 7 });
  const first = await tokenIn(it, queueUrl);
  await it.call('stepfunctions', 'SendTaskFailure', { taskToken: first, error: 'Again' });

  const second = await tokenIn(it, queueUrl);
  const late = it.call('stepfunctions', 'SendTaskSuccess', { taskToken: first, output: '"late"' });

  await expect(late).rejects.toMatchObject({
    code: 'TaskTimedOut',
    message: "Task Timed Out: 'Provided task does not exist anymore'",
  });
  await it.call('stepfunctions', 'SendTaskSuccess', { taskToken: second, output: '"in time"' });
  expect((await it.describe(executionArn)).output).toBe('"in time"');
});

test.each([
  ['InvalidToken', 'no token', "Invalid Token: 'Invalid token'"],
  ['InvalidToken', Buffer.from('task1\nno arn').toString('base64'), "Invalid Token: 'Invalid token'"],
])('refuses with %s what is no token (%s)', async (code, taskToken, message) => {
  const it = await aServiceWorld();

  for (const operation of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
    const answer = it.call('stepfunctions', operation, { taskToken, output: '{}' });
    await expect(answer).rejects.toMatchObject({ code, message });
  }
});

test('an output that is no JSON is refused, and the task waits on', async () => {
  const it = await aServiceWorld();
  const queueUrl = await it.createQueue();
  const executionArn = await it.start(aCallback(queueUrl), { order: 7 });
  const taskToken = await tokenIn(it, queueUrl);

  const answer = it.call('stepfunctions', 'SendTaskSuccess', { taskToken, output: '{' });

  await expect(answer).rejects.toMatchObject({ code: 'InvalidOutput' });
  expect((await it.describe(executionArn)).status).toBe('RUNNING');
});

test('heartbeats keep a task alive past its heartbeat time, and it times out one interval after the last', async () => {
  const it = await aServiceWorld(undefined, new VirtualClock(undefined, 'hold'));
  const queueUrl = await it.createQueue();
  const executionArn = await it.start(aCallback(queueUrl, { HeartbeatSeconds: 10 }), { order: 7 });
  await it.clock.advance(0);
  const [message] = await it.messages(queueUrl);
  const taskToken = String(message?.token);

  for (let beat = 0; beat < 3; beat++) {
    await it.clock.advance(9_000);
    await it.call('stepfunctions', 'SendTaskHeartbeat', { taskToken });
  }
  await it.clock.advance(9_999);
  const alive = await it.describe(executionArn);
  await it.clock.advance(1);

  expect(alive.status).toBe('RUNNING');
  expect(await it.describe(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(detailsOf(await it.history(executionArn), 'TaskTimedOut')).toEqual({
    resourceType: 'sqs',
    resource: 'sendMessage.waitForTaskToken',
    error: 'States.Timeout',
  });
});

test('heartbeats do not put off the time-out of the task as a whole', async () => {
  const it = await aServiceWorld(undefined, new VirtualClock(undefined, 'hold'));
  const queueUrl = await it.createQueue();
  const machine = aCallback(queueUrl, { HeartbeatSecondsPath: '$.beat', TimeoutSecondsPath: '$.limit' });
  const executionArn = await it.start(machine, { order: 7, beat: 10, limit: 15 });
  await it.clock.advance(9_000);
  const [message] = await it.messages(queueUrl);

  await it.call('stepfunctions', 'SendTaskHeartbeat', { taskToken: String(message?.token) });
  await it.clock.advance(6_000);

  expect(detailsOf(await it.history(executionArn), 'TaskScheduled')).toMatchObject({
    timeoutInSeconds: 15,
    heartbeatInSeconds: 10,
  });
  expect((await it.describe(executionArn)).error).toBe('States.Timeout');
});

test('a token that is out survives a restart of the process, and the call is not made again', async () => {
  const store = new MemoryStore();
  const before = await aServiceWorld(store);
  const queueUrl = await before.createQueue();
  const executionArn = await before.start(aCallback(queueUrl), { order: 7 });
  const taskToken = await tokenIn(before, queueUrl);
  await before.world.close();

  const after = await aServiceWorld(store);
  await after.world.idle();
  const again = await after.messages(queueUrl);
  await after.call('stepfunctions', 'SendTaskSuccess', { taskToken, output: '1' });

  expect(again).toEqual([]);
  expect((await after.describe(executionArn)).output).toBe('1');
});

test('a call that cannot be made fails to be submitted', async () => {
  const it = await aServiceWorld();
  const executionArn = await it.start(aCallback('http://localhost/000000000000/none'), { order: 7 });

  await it.world.idle();

  expect(detailsOf(await it.history(executionArn), 'TaskSubmitFailed')).toMatchObject({
    resourceType: 'sqs',
    resource: 'sendMessage.waitForTaskToken',
    error: 'SQS.QueueDoesNotExistException',
    cause: expect.stringMatching(
      /^The specified queue does not exist\. \(Service: AmazonSQS; Status Code: 400; Error Code: AWS\.SimpleQueueService\.NonExistentQueue; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    ),
  });
});
