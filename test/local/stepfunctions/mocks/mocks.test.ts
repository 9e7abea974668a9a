/** Executions that are started with a test case. */
import type { Json } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { parseMockConfig } from '../../../../local/stepfunctions/mocks/mock-config';
import { MemoryStore } from '../../../../local/store/memory';
import { aScene, aTask, type RunFunction, returning, typesOf } from '../scene';

const mocks = (responses: { readonly [name: string]: Json }, cases: Json) =>
  parseMockConfig(
    JSON.stringify({ StateMachines: { Machine: { TestCases: cases } }, MockedResponses: responses }),
    'mocks.json',
  );

const throwing = (error: string): Json => ({ Throw: { Error: error, Cause: 'as told' } });

function aMockedScene(responses: { readonly [name: string]: Json }, runFunction?: RunFunction) {
  return aScene(runFunction, undefined, undefined, mocks(responses, { Case: { T: 'R' }, Real: {} }));
}

test('gives a task the result of its test case, and never asks the function', async () => {
  const asked: string[] = [];
  const scene = aMockedScene({ R: { '0': { Return: { Payload: 'mocked' } } } }, async ({ functionName }) => {
    asked.push(functionName);
    return returning('real');
  });
  const arn = await scene.create(aTask());

  const mocked = await scene.sfn.settled(await scene.start(`${arn}#Case`));
  const real = await scene.sfn.settled(await scene.start(`${arn}#Real`));

  expect(mocked).toMatchObject({ status: 'SUCCEEDED', output: '{"got":"mocked"}', stateMachineArn: arn });
  expect(real.output).toBe('{"got":"real"}');
  expect(asked).toEqual(['work']);
});

test('counts invocations through retries: 0, then 1 to 2, then 3', async () => {
  const scene = aMockedScene({
    R: { '0': throwing('First'), '1-2': throwing('Again'), '3': { Return: { Payload: 'at last' } } },
  });
  const arn = await scene.create(aTask({ Retry: [{ ErrorEquals: ['States.ALL'] }] }));

  const executionArn = await scene.start(`${arn}#Case`);
  const settled = await scene.sfn.settled(executionArn);

  const failures = (await scene.history(executionArn)).flatMap(({ taskFailedEventDetails: details }) => details ?? []);
  expect(settled.output).toBe('{"got":"at last"}');
  expect(failures).toMatchObject([{ error: 'First', cause: 'as told' }, { error: 'Again' }, { error: 'Again' }]);
});

test('fails an invocation that the response says nothing of, naming both', async () => {
  const scene = aMockedScene({ R: { '0': throwing('First') } });
  const arn = await scene.create(aTask({ Retry: [{ ErrorEquals: ['First'] }] }));

  const settled = await scene.sfn.settled(await scene.start(`${arn}#Case`));

  expect(settled).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: "The mocked response 'R' does not say what invocation 1 gives",
  });
});

test("a thrown States.Timeout is the task's own time-out where it has a limit, and a failure where not", async () => {
  const scene = aMockedScene({ R: { '0': throwing('States.Timeout') } });
  const limited = await scene.create(aTask({ TimeoutSeconds: 60 }));

  const executionArn = await scene.start(`${limited}#Case`);
  await scene.sfn.settled(executionArn);
  await scene.call('UpdateStateMachine', { stateMachineArn: limited, definition: JSON.stringify(aTask()) });
  const without = await scene.start(`${limited}#Case`);
  await scene.sfn.settled(without);

  expect(typesOf(await scene.history(executionArn))).toContain('TaskTimedOut');
  expect(typesOf(await scene.history(without))).toContain('TaskFailed');
});

test('a process that takes the execution up again counts on', async () => {
  const store = new MemoryStore();
  const config = mocks({ R: { '0': throwing('First'), '1': { Return: { Payload: 'second' } } } }, { Case: { T: 'R' } });
  const before = aScene(undefined, store, new VirtualClock(undefined, 'hold'), config);
  const arn = await before.create(aTask({ Retry: [{ ErrorEquals: ['First'], IntervalSeconds: 60 }] }));
  const executionArn = await before.start(`${arn}#Case`);
  await before.clock.advance(1_000);
  before.sfn.close();

  const after = aScene(undefined, store, new VirtualClock(before.clock.now()), config);
  const settled = await after.sfn.settled(executionArn);

  expect(settled.output).toBe('{"got":"second"}');
});

test('an execution with a test case never asks the services, even where the mock configuration is gone', async () => {
  const store = new MemoryStore();
  const config = mocks({ R: { '0': throwing('First'), '1': { Return: 1 } } }, { Case: { T: 'R' } });
  const before = aScene(undefined, store, new VirtualClock(undefined, 'hold'), config);
  const arn = await before.create(aTask({ Retry: [{ ErrorEquals: ['First'], IntervalSeconds: 60 }] }));
  const executionArn = await before.start(`${arn}#Case`);
  await before.clock.advance(1_000);
  before.sfn.close();

  const after = aScene(undefined, store, new VirtualClock(before.clock.now()));
  const settled = await after.sfn.settled(executionArn);

  expect(settled).toMatchObject({
    status: 'FAILED',
    cause: "The test case 'Case' needs the mock configuration that the execution was started with",
  });
});

test('refuses a test case that is not there, saying which there are', async () => {
  const scene = aMockedScene({ R: { '0': { Return: 1 } } });
  const arn = await scene.create(aTask());

  await expect(scene.start(`${arn}#Other`)).rejects.toMatchObject({
    code: 'ValidationException',
    message: "The mock configuration has no test case 'Other' for the state machine 'Machine'; it has Case, Real",
  });
});

test('without a mock configuration, a test case is part of a name that no machine has', async () => {
  const scene = aScene();
  const arn = await scene.create(aTask());

  await expect(scene.start(`${arn}#Case`)).rejects.toMatchObject({ code: 'StateMachineDoesNotExist' });
});
