/** Executions through the API: names, ends, lists, pages, refusals. */
import type { JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { aPass, aScene, aTask, aWait, failing, type Scene, typesOf } from '../scene';

const held = () => aScene(undefined, undefined, new VirtualClock(undefined, 'hold'));

const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
  }
  throw new Error('the call was not refused');
};

describe('StartExecution', () => {
  test('answers a second start of the same name and input as it did the first', async () => {
    const scene = held();
    const stateMachineArn = await scene.create(aWait(60));
    const first = await scene.call('StartExecution', { stateMachineArn, name: 'order-1', input: '{"a":1}' });
    await scene.clock.advance(1000);

    const again = await scene.call('StartExecution', { stateMachineArn, name: 'order-1', input: '{"a":1}' });

    expect(again).toEqual(first);
    expect(first).toEqual({
      executionArn: 'arn:aws:states:us-east-1:000000000000:execution:Machine:order-1',
      startDate: scene.clock.now() / 1000 - 1,
    });
  });

  test('two starts at once are one execution', async () => {
    const scene = held();
    const stateMachineArn = await scene.create(aWait(60));
    const request = { stateMachineArn, name: 'order-1' };

    const [one, two] = await Promise.all([
      scene.call('StartExecution', request),
      scene.call('StartExecution', request),
    ]);

    expect(two).toEqual(one);
    const { executions } = await scene.call('ListExecutions', { stateMachineArn });
    expect(executions).toHaveLength(1);
  });

  test('refuses a taken name with another input, and once the execution has ended', async () => {
    const scene = held();
    const stateMachineArn = await scene.create(aWait(60));
    const executionArn = await scene.start(stateMachineArn, {}, 'order-1');
    const refused = `ExecutionAlreadyExists: Execution Already Exists: '${executionArn}'`;

    expect(await refusal(scene.start(stateMachineArn, { other: 1 }, 'order-1'))).toBe(refused);
    await scene.clock.advance(60_000);
    await scene.sfn.settled(executionArn);
    expect(await refusal(scene.start(stateMachineArn, {}, 'order-1'))).toBe(refused);
  });

  test('gives an execution without a name a UUID', async () => {
    const scene = held();

    const executionArn = await scene.start(await scene.create(aPass));

    expect(executionArn).toMatch(
      /:execution:Machine:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test.each([
    'a b',
    'a<b',
    'a?',
    'a"b',
    'a:b',
    'a/b',
    'a|b',
    'a`b',
    'a\u0000b',
    'a\u009fb',
    'a,b',
    'a{b}',
    'a~',
  ])('refuses the name %j', async (name) => {
    const scene = held();

    expect(await refusal(scene.start(await scene.create(aPass), {}, name))).toBe(
      `InvalidName: Invalid Name: '${name}'`,
    );
  });

  test('allows a name of 80 characters and none longer', async () => {
    const scene = held();
    const stateMachineArn = await scene.create(aPass);

    await expect(scene.start(stateMachineArn, {}, 'n'.repeat(80))).resolves.toMatch(/n{80}$/);
    expect(await refusal(scene.start(stateMachineArn, {}, 'n'.repeat(81)))).toBe(
      `ValidationException: 1 validation error detected: Value '${'n'.repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    );
  });

  test('refuses what it cannot use, in the words of the service', async () => {
    const scene = held();
    const stateMachineArn = await scene.create(aPass);
    const start = (input: JsonObject) => refusal(scene.call('StartExecution', input));

    expect(await start({})).toBe(
      "ValidationException: 1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
    );
    expect(await start({ stateMachineArn: 7 })).toBe(
      'SerializationException: NUMBER_VALUE can not be converted to a String',
    );
    expect(await start({ stateMachineArn: 'nonsense' })).toBe(
      "InvalidArn: Invalid Arn: 'Invalid ARN prefix: nonsense'",
    );
    expect(await start({ stateMachineArn: `${stateMachineArn}2` })).toBe(
      `StateMachineDoesNotExist: State Machine Does Not Exist: '${stateMachineArn}2'`,
    );
    expect(await start({ stateMachineArn, input: 'not json' })).toMatch(
      /^InvalidExecutionInput: Invalid State Machine Execution Input: '/,
    );
    expect(await start({ stateMachineArn, input: `"${'x'.repeat(262_142)}` })).toMatch(/^InvalidExecutionInput/);
    expect(await start({ stateMachineArn, input: `"${'x'.repeat(262_143)}"` })).toMatch(/^ValidationException/);
  });
});

describe('DescribeExecution', () => {
  test('tells a success with its output as text', async () => {
    const scene = held();
    const executionArn = await scene.start(await scene.create(aPass), { a: 1 }, 'x');

    expect(await scene.call('DescribeExecution', { executionArn })).toEqual({
      executionArn,
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine',
      name: 'x',
      status: 'SUCCEEDED',
      startDate: scene.clock.now() / 1000,
      stopDate: scene.clock.now() / 1000,
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  test('tells a failure with error and cause, and no output', async () => {
    const scene = aScene(async () => failing('E'));
    const executionArn = await scene.start(await scene.create(aTask()));
    await scene.sfn.settled(executionArn);

    const described = await scene.call('DescribeExecution', { executionArn });

    expect(described).toMatchObject({ status: 'FAILED', error: 'E', redriveStatus: 'REDRIVABLE' });
    expect(Object.keys(described)).not.toContain('output');
  });

  test('refuses an execution that there is not', async () => {
    const scene = held();
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:Machine:none';

    expect(await refusal(scene.call('DescribeExecution', { executionArn }))).toBe(
      `ExecutionDoesNotExist: Execution Does Not Exist: '${executionArn}'`,
    );
  });
});

describe('StopExecution', () => {
  test('ends a running execution, and leaves one that has ended as it is', async () => {
    const scene = held();
    const executionArn = await scene.start(await scene.create(aWait(60)));
    await scene.clock.advance(5000);

    const stopped = await scene.call('StopExecution', { executionArn, error: 'E', cause: 'c' });
    await scene.clock.advance(5000);
    const again = await scene.call('StopExecution', { executionArn });

    expect(again).toEqual(stopped);
    expect(await scene.sfn.settled(executionArn)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'c' });
    expect((await scene.history(executionArn)).at(-1)).toMatchObject({
      id: 3,
      previousEventId: 2,
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'E', cause: 'c' },
    });
  });
});

describe('ListExecutions', () => {
  async function aMachineWith(count: number): Promise<Scene & { readonly stateMachineArn: string }> {
    const scene = held();
    const stateMachineArn = await scene.create(aWait(50));
    for (let index = 0; index < count; index++) {
      await scene.start(stateMachineArn, {}, `e${index}`);
      await scene.clock.advance(10_000);
    }
    return { ...scene, stateMachineArn };
  }

  const namesOf = ({ executions }: JsonObject) => (executions as readonly JsonObject[]).map(({ name }) => name);

  test('lists the newest first, whatever became of them', async () => {
    const { call, stateMachineArn } = await aMachineWith(8);

    expect(namesOf(await call('ListExecutions', { stateMachineArn }))).toEqual([
      'e7',
      'e6',
      'e5',
      'e4',
      'e3',
      'e2',
      'e1',
      'e0',
    ]);
    expect(namesOf(await call('ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' }))).toEqual([
      'e7',
      'e6',
      'e5',
      'e4',
    ]);
    expect(namesOf(await call('ListExecutions', { stateMachineArn, statusFilter: 'SUCCEEDED' }))).toEqual([
      'e3',
      'e2',
      'e1',
      'e0',
    ]);
    expect(namesOf(await call('ListExecutions', { stateMachineArn, statusFilter: 'FAILED' }))).toEqual([]);
  });

  test('pages meet without a gap, and a change between them moves nothing', async () => {
    const { call, clock, stateMachineArn } = await aMachineWith(7);

    const first = await call('ListExecutions', { stateMachineArn, maxResults: 3 });
    await clock.advance(60_000);
    const second = await call('ListExecutions', { stateMachineArn, maxResults: 3, nextToken: first.nextToken ?? '' });
    const third = await call('ListExecutions', { stateMachineArn, maxResults: 3, nextToken: second.nextToken ?? '' });

    expect([first, second, third].map(namesOf)).toEqual([['e6', 'e5', 'e4'], ['e3', 'e2', 'e1'], ['e0']]);
    expect(third.nextToken).toBeUndefined();
  });

  test('refuses a token that it did not make, and an unknown status', async () => {
    const { call, stateMachineArn } = await aMachineWith(0);

    expect(await refusal(call('ListExecutions', { stateMachineArn, nextToken: 'made-up' }))).toBe(
      "InvalidToken: Invalid Token: 'Invalid token'",
    );
    expect(await refusal(call('ListExecutions', { stateMachineArn, statusFilter: 'DONE' }))).toMatch(
      /^ValidationException: 1 validation error detected: Value 'DONE' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: \[RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE\]$/,
    );
  });
});

describe('GetExecutionHistory', () => {
  test.each([false, true])('pages meet without a gap, in reverse order: %s', async (reverseOrder) => {
    const scene = held();
    const executionArn = await scene.start(await scene.create(aPass));
    const ids: unknown[] = [];
    let nextToken: JsonObject[string] | undefined;

    do {
      const page = await scene.call('GetExecutionHistory', {
        executionArn,
        reverseOrder,
        maxResults: 3,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      ids.push((page.events as readonly JsonObject[]).map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);

    expect(ids).toEqual(reverseOrder ? [[4, 3, 2], [1]] : [[1, 2, 3], [4]]);
  });

  test('leaves the data out where a caller asks for that', async () => {
    const scene = held();
    const executionArn = await scene.start(await scene.create(aPass), { secret: 1 });

    const { events } = await scene.call('GetExecutionHistory', { executionArn, includeExecutionData: false });

    expect(JSON.stringify(events)).not.toContain('secret');
    expect((events as readonly JsonObject[])[1]).toMatchObject({ stateEnteredEventDetails: { name: 'P' } });
  });

  test('times are seconds with a millisecond fraction', async () => {
    const scene = held();
    await scene.clock.advance(1234);
    const executionArn = await scene.start(await scene.create(aPass));

    expect((await scene.history(executionArn))[0]?.timestamp).toBe(Date.UTC(2026, 0, 1) / 1000 + 1.234);
  });
});

describe('Express machines', () => {
  test('answer a synchronous start with the end of the execution', async () => {
    const scene = aScene();
    const stateMachineArn = await scene.create(aWait(2), { type: 'EXPRESS' });

    const answer = await scene.call('StartSyncExecution', { stateMachineArn, name: 'x', input: '{"a":1}' });

    expect(answer).toMatchObject({
      executionArn: expect.stringMatching(/:express:Machine:x:[0-9a-f-]{36}$/),
      status: 'SUCCEEDED',
      output: '{"a":1}',
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 2000 },
    });
  });

  test('time out after five minutes', async () => {
    const scene = aScene();
    const stateMachineArn = await scene.create(aWait(301), { type: 'EXPRESS' });

    const answer = await scene.call('StartSyncExecution', { stateMachineArn });

    expect(answer).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  test('start anew under a name that is taken, and have no history to ask for', async () => {
    const scene = aScene();
    const stateMachineArn = await scene.create(aPass, { type: 'EXPRESS' });

    const first = await scene.start(stateMachineArn, {}, 'x');
    const second = await scene.start(stateMachineArn, {}, 'x');

    expect(second).not.toBe(first);
    expect(await refusal(scene.history(first))).toBe(
      "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'",
    );
    expect((await scene.sfn.settled(second)).status).toBe('SUCCEEDED');
  });

  test('a Standard machine takes no synchronous start', async () => {
    const scene = aScene();

    expect(await refusal(scene.call('StartSyncExecution', { stateMachineArn: await scene.create(aPass) }))).toBe(
      'StateMachineTypeNotSupported: This operation is not supported by this type of state machine',
    );
  });
});

test('an operation that is not modelled says so', async () => {
  expect(await refusal(aScene().call('CreateSomething', {}))).toBe(
    'UnknownOperationException: Step Functions CreateSomething is not modelled',
  );
});

test('a history is that of the language', async () => {
  const scene = aScene();
  const executionArn = await scene.start(await scene.create(aTask()));
  await scene.sfn.settled(executionArn);

  expect(typesOf(await scene.history(executionArn))).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});
