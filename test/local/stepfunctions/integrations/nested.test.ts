import type { StateMachineDefinition } from '../../../../lib/asl/language';
import { VirtualClock } from '../../../../local/clock';
import { seededEntropy } from '../../../../local/entropy';
import { CLIENT } from '../../../../local/service';
import { createStepFunctions, type StepFunctions } from '../../../../local/stepfunctions/step-functions';
import { MemoryStore } from '../../../../local/store/memory';
import { aPass, aScene, aWait, HOME, type Scene, typesOf } from '../scene';
import { aServiceTask } from './service-world';

const CHILD = 'arn:aws:states:us-east-1:000000000000:stateMachine:Child';
const childExecution = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:Child:${name}`;

const aFailure = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } } } as const;

async function aParent(it: Scene, resource: string, child: Parameters<Scene['create']>[0], more = {}) {
  await it.create(child, { name: 'Child' });
  const parameters = { StateMachineArn: CHILD, Name: 'one', 'Input.$': '$' };
  return it.create(aServiceTask(`states:${resource}`, parameters, more), { name: 'Parent' });
}

const described = (it: Scene, executionArn: string) => it.call('DescribeExecution', { executionArn });

test('a start that is not waited for answers the execution it started', async () => {
  const it = aScene();
  const executionArn = await it.start(await aParent(it, 'startExecution', aWait(60)), { order: 7 });

  await it.sfn.settled(executionArn);

  const output = JSON.parse(String((await described(it, executionArn)).output));
  expect(output).toMatchObject({ ExecutionArn: childExecution('one'), SdkHttpMetadata: { HttpStatusCode: 200 } });
  expect(output.StartDate).toBe(Date.UTC(2026, 0, 1));
  expect(await described(it, childExecution('one'))).toMatchObject({ status: 'RUNNING', input: '{"order":7}' });
});

test('.sync waits for the child, and answers its data as text', async () => {
  const it = aScene();
  const executionArn = await it.start(await aParent(it, 'startExecution.sync', aWait(60)), { order: 7 });

  await it.sfn.settled(executionArn);

  const { output, startDate, stopDate } = await described(it, executionArn);
  expect(Number(stopDate) - Number(startDate)).toBe(60);
  expect(JSON.parse(String(output))).toEqual({
    ExecutionArn: childExecution('one'),
    Input: '{"order":7}',
    InputDetails: { Included: true },
    Name: 'one',
    Output: '{"order":7}',
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    StartDate: Date.UTC(2026, 0, 1),
    StateMachineArn: CHILD,
    Status: 'SUCCEEDED',
    StopDate: Date.UTC(2026, 0, 1, 0, 1),
  });
  expect(typesOf(await it.history(executionArn)).slice(2, 6)).toEqual([
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
  ]);
});

test('.sync:2 answers the data of the child as data', async () => {
  const it = aScene();
  const executionArn = await it.start(await aParent(it, 'startExecution.sync:2', aPass), { order: 7 });

  await it.sfn.settled(executionArn);

  const output = JSON.parse(String((await described(it, executionArn)).output));
  expect(output).toMatchObject({ Input: { order: 7 }, Output: { order: 7 }, Status: 'SUCCEEDED' });
});

test('a child that fails fails the task, with all that is known of it as the cause', async () => {
  const it = aScene();
  const executionArn = await it.start(await aParent(it, 'startExecution.sync', aFailure), {});

  const { error, cause } = await it.sfn.settled(executionArn);

  expect(error).toBe('States.TaskFailed');
  expect(JSON.parse(String(cause))).toMatchObject({
    ExecutionArn: childExecution('one'),
    Status: 'FAILED',
    Error: 'Broken',
    Cause: 'on purpose',
  });
});

test('a name that is taken is refused as version 1 of the SDK words it', async () => {
  const it = aScene();
  const parent = await aParent(it, 'startExecution.sync', aPass);
  await it.sfn.settled(await it.start(parent, {}));

  const { error, cause } = await it.sfn.settled(await it.start(parent, { other: true }));

  expect(error).toBe('StepFunctions.ExecutionAlreadyExistsException');
  expect(cause).toMatch(
    /^Execution Already Exists: 'arn:aws:states:us-east-1:000000000000:execution:Child:one' \(Service: AWSStepFunctions; Status Code: 400; Error Code: ExecutionAlreadyExists; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
  );
});

test('a parent that is stopped stops the child it waits for', async () => {
  const it = aScene(undefined, undefined, new VirtualClock(undefined, 'hold'));
  const executionArn = await it.start(await aParent(it, 'startExecution.sync', aWait(60)), {});
  await it.clock.advance(1_000);

  await it.call('StopExecution', { executionArn });
  await it.clock.advance(0);

  expect((await described(it, childExecution('one'))).status).toBe('ABORTED');
});

test('a task that times out stops the child it waited for, and so does a branch that its sibling ends', async () => {
  const it = aScene();
  const timed = await it.start(await aParent(it, 'startExecution.sync', aWait(60), { TimeoutSeconds: 5 }), {});
  const task = { ...aServiceTask('states:startExecution.sync', { StateMachineArn: CHILD, Name: 'two' }) };
  const sibling = {
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'E' } },
  } as const;
  const both = await it.create(
    { StartAt: 'B', States: { B: { Type: 'Parallel', Branches: [task, sibling], End: true } } },
    { name: 'Both' },
  );

  await it.sfn.settled(timed);
  await it.sfn.settled(await it.start(both, {}));
  await Promise.all(['one', 'two'].map((name) => it.sfn.settled(childExecution(name))));

  for (const name of ['one', 'two']) {
    expect(await described(it, childExecution(name))).toMatchObject({ status: 'ABORTED' });
  }
});

test('a parent that waits goes on waiting for the same child after a restart', async () => {
  const store = new MemoryStore();
  const before = aScene(undefined, store, new VirtualClock(undefined, 'hold'));
  const executionArn = await before.start(await aParent(before, 'startExecution.sync:2', aWait(60)), { order: 7 });
  await before.clock.advance(1_000);
  before.sfn.close();

  const after = aScene(undefined, store);
  await after.sfn.settled(executionArn);

  const { output } = await described(after, executionArn);
  expect(JSON.parse(String(output))).toMatchObject({ Output: { order: 7 }, Status: 'SUCCEEDED' });
  const { executions } = await after.call('ListExecutions', { stateMachineArn: CHILD });
  expect(executions).toHaveLength(1);
});

test('a start that the process did not outlive is found again, though the child has ended since', async () => {
  const store = new MemoryStore();
  const clock = new VirtualClock();
  const before: StepFunctions = createStepFunctions({
    ...HOME,
    store,
    clock,
    entropy: seededEntropy(1),
    runFunction: () => Promise.reject(new Error('there are no functions')),
    callService: async (_service, operation, input, { caller, onHang }) => {
      await before.call(operation, input, caller);
      onHang();
      return new Promise(() => undefined);
    },
  });
  const create = (name: string, definition: StateMachineDefinition) =>
    before.call(
      'CreateStateMachine',
      { name, roleArn: 'arn:aws:iam::000000000000:role/machine', definition: JSON.stringify(definition) },
      CLIENT,
    );
  await create('Child', aPass);
  const { stateMachineArn } = await create(
    'Parent',
    aServiceTask('states:startExecution.sync', { StateMachineArn: CHILD }),
  );
  const { executionArn } = await before.call('StartExecution', { stateMachineArn: stateMachineArn ?? '' }, CLIENT);
  await clock.advance(0);
  before.close();

  const after = aScene(undefined, store);
  await after.sfn.settled(String(executionArn));

  expect((await described(after, String(executionArn))).status).toBe('SUCCEEDED');
  const { executions } = await after.call('ListExecutions', { stateMachineArn: CHILD });
  expect(executions).toHaveLength(1);
});
