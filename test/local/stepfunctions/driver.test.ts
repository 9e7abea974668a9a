/** What the driver promises (D1 to D4), with time and store in the test's hands. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import { VirtualClock } from '../../../local/clock';
import type { InvocationResult } from '../../../local/lambda/invocation';
import { AwsError } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Change, Key, Range, Store, Value } from '../../../local/store/store';
import { aPass, aScene, aTask, aWait, failing, type RunFunction, returning, typesOf } from './scene';

/** Remembers every commit; `hold` keeps their promises open, as a slow disk does. */
class WatchedStore implements Store {
  readonly commits: (readonly Change[])[] = [];
  private readonly inner = new MemoryStore();
  private held: (() => void)[] | undefined;

  get(key: Key): Value | undefined {
    return this.inner.get(key);
  }
  range(range: Range) {
    return this.inner.range(range);
  }
  async commit(changes: readonly Change[]): Promise<void> {
    if (changes.length > 0) this.commits.push(changes);
    await this.inner.commit(changes);
    if (this.held !== undefined) await new Promise<void>((resolve) => this.held?.push(resolve));
  }
  hold(): void {
    this.held = [];
  }
  release(): void {
    const waiting = this.held ?? [];
    this.held = undefined;
    for (const resolve of waiting) resolve();
  }
  durable(): Promise<void> {
    return this.inner.durable();
  }
  async close(): Promise<void> {}
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Tasks, retries, a wait, a caught failure and parallel branches. */
const everything: StateMachineDefinition = {
  StartAt: 'First',
  States: {
    First: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'flaky', 'Payload.$': '$$.State.RetryCount' },
      ResultSelector: { 'first.$': '$.Payload' },
      Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 10 }],
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 3600, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Wait', Seconds: 60, End: true } } },
        {
          StartAt: 'Right',
          States: {
            Right: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:echo', End: true },
          },
        },
      ],
      ResultPath: '$.both',
      Next: 'Last',
    },
    Last: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'broken' },
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.last', Next: 'Done' }],
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

const functions: RunFunction = async ({ functionName, payload }) => {
  if (functionName === 'broken') return failing('Broken');
  if (functionName === 'flaky') return payload === '0' ? failing('Flaky') : returning('at last');
  return { kind: 'returned', payload };
};

describe('from the store', () => {
  test('an execution goes on wherever the process was cut off, to the same end', async () => {
    const store = new WatchedStore();
    const whole = aScene(functions, store);
    const executionArn = await whole.start(await whole.create(everything), {}, 'cut');
    const expected = await whole.sfn.settled(executionArn);
    const types = typesOf(await whole.history(executionArn));
    const afterStart = store.commits.findIndex((changes) => changes.some(({ key }) => key.includes('\0execution\0')));
    expect(store.commits.length - afterStart).toBe(8);

    for (let cut = afterStart + 1; cut <= store.commits.length; cut++) {
      const restored = new MemoryStore();
      for (const changes of store.commits.slice(0, cut)) await restored.commit(JSON.parse(JSON.stringify(changes)));
      const reopened = aScene(functions, restored, new VirtualClock(whole.clock.now()));
      const end = await reopened.sfn.settled(executionArn);

      expect([cut, end.status, end.output]).toEqual([cut, expected.status, expected.output]);
      expect(typesOf(await reopened.history(executionArn)).sort()).toEqual([...types].sort());
      reopened.clock.stop();
    }
  });

  test('a closed model runs nothing more, and the next one takes over its timers', async () => {
    const store = new MemoryStore();
    const first = aScene(undefined, store, new VirtualClock(undefined, 'hold'));
    const executionArn = await first.start(await first.create(aWait(100)));
    const unsettled = first.sfn.settled(executionArn);
    first.sfn.close();
    await first.clock.advance(500_000);

    await expect(unsettled).rejects.toThrow(/closed/);
    const second = aScene(undefined, store, first.clock);
    await second.clock.advance(0);
    expect((await second.sfn.settled(executionArn)).status).toBe('SUCCEEDED');
  });

  test('a transition is one commit', async () => {
    const store = new WatchedStore();
    const scene = aScene(functions, store);
    const stateMachineArn = await scene.create(aTask());
    const before = store.commits.length;

    await scene.sfn.settled(await scene.start(stateMachineArn));

    expect(store.commits.length - before).toBe(2);
  });
});

describe('before a commit is on disk', () => {
  test('StartExecution does not answer and no task begins', async () => {
    const store = new WatchedStore();
    const begun: string[] = [];
    const scene = aScene(async ({ functionName }) => {
      begun.push(functionName);
      return returning(1);
    }, store);
    const stateMachineArn = await scene.create(aTask());
    let answered = false;
    store.hold();

    const started = scene.start(stateMachineArn).then(() => {
      answered = true;
    });
    await turns();

    expect([answered, begun]).toEqual([false, []]);
    store.release();
    await started;
    await turns();
    expect([answered, begun]).toEqual([true, ['work']]);
  });

  test('no end is told, not to those who wait and not to DescribeExecution', async () => {
    const store = new WatchedStore();
    let finish: (result: InvocationResult) => void = () => undefined;
    const scene = aScene(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      store,
    );
    const executionArn = await scene.start(await scene.create(aTask()));
    await turns();
    const told: string[] = [];
    void scene.sfn.settled(executionArn).then(() => told.push('settled'));
    store.hold();

    finish(returning(1));
    await turns();
    void scene
      .call('DescribeExecution', { executionArn })
      .then(({ status }) => told.push(`described ${String(status)}`));
    await turns();

    expect(told).toEqual([]);
    store.release();
    await turns();
    expect(told.sort()).toEqual(['described SUCCEEDED', 'settled']);
  });

  test('a store that fails fails the start, and nothing runs', async () => {
    const begun: string[] = [];
    const store = new WatchedStore();
    const scene = aScene(async () => {
      begun.push('task');
      return returning(1);
    }, store);
    const stateMachineArn = await scene.create(aTask());
    store.commit = () => Promise.reject(new Error('no room'));

    await expect(scene.start(stateMachineArn)).rejects.toThrow('no room');
    await turns();

    expect(begun).toEqual([]);
  });
});

describe('what comes too late', () => {
  test('the result of a task that was timed out changes nothing', async () => {
    let finish: (result: InvocationResult) => void = () => undefined;
    const hanging: RunFunction = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    const scene = aScene(hanging);
    const executionArn = await scene.start(await scene.create(aTask({ TimeoutSeconds: 30 })));

    const end = await scene.sfn.settled(executionArn);
    const before = await scene.history(executionArn);
    finish(returning('late'));
    await turns();

    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout', stopDate: end.startDate + 30 });
    expect(await scene.history(executionArn)).toEqual(before);
  });

  test('the late result of a first attempt does not complete the second', async () => {
    const finish: ((result: InvocationResult) => void)[] = [];
    const scene = aScene(
      () => new Promise((resolve) => void finish.push(resolve)),
      undefined,
      new VirtualClock(undefined, 'hold'),
    );
    const retried = aTask({ TimeoutSeconds: 30, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }] });
    const executionArn = await scene.start(await scene.create(retried));

    await scene.clock.advance(31_000);
    expect(finish).toHaveLength(2);
    finish[0]?.(returning('first'));
    await turns();
    finish[1]?.(returning('second'));

    expect((await scene.sfn.settled(executionArn)).output).toBe('{"got":"second"}');
  });

  test('a stopped execution takes no result, and its timers are gone', async () => {
    let finish: (result: InvocationResult) => void = () => undefined;
    const scene = aScene(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const stateMachineArn = await scene.create(aTask({ TimeoutSeconds: 3600 }));
    const executionArn = await scene.start(stateMachineArn);
    const start = scene.clock.now();

    await scene.call('StopExecution', { executionArn, error: 'Enough', cause: 'by hand' });
    finish(returning('late'));
    await turns();

    expect(await scene.sfn.settled(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'by hand',
    });
    expect(typesOf(await scene.history(executionArn)).at(-1)).toBe('ExecutionAborted');
    expect(scene.clock.now()).toBe(start);
  });
});

describe('functions', () => {
  test('are called as the machine, with the payload as JSON text', async () => {
    const requests: unknown[] = [];
    const scene = aScene(async (request) => {
      requests.push(request);
      return returning({ ok: true });
    });

    const end = await scene.sfn.settled(await scene.start(await scene.create(aTask()), { a: 1 }));

    expect(requests).toEqual([
      { functionName: 'work', payload: '{"a":1}', caller: { kind: 'stateMachine', name: 'Machine' } },
    ]);
    expect(end.output).toBe('{"got":{"ok":true}}');
  });

  test('the result of lambda:invoke carries status, version and the metadata of the exchange', async () => {
    const scene = aScene(async () => returning([1, 2]));
    const whole = aTask({ ResultSelector: { 'all.$': '$' } });

    const { output } = await scene.sfn.settled(await scene.start(await scene.create(whole)));

    expect(JSON.parse(output ?? '').all).toMatchObject({
      ExecutedVersion: '$LATEST',
      StatusCode: 200,
      Payload: [1, 2],
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'Content-Length': '5' } },
      SdkResponseMetadata: { RequestId: expect.any(String) },
    });
  });

  test('an error that a function throws is named by its type, and its cause is the whole answer', async () => {
    const scene = aScene(async () => failing('PaymentDeclined'));

    const end = await scene.sfn.settled(await scene.start(await scene.create(aTask())));

    expect(end).toMatchObject({
      status: 'FAILED',
      error: 'PaymentDeclined',
      cause: '{"errorType":"PaymentDeclined","errorMessage":"on purpose"}',
    });
  });

  test('a refusal of the service is named after it', async () => {
    const scene = aScene(async () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    });

    const end = await scene.sfn.settled(await scene.start(await scene.create(aTask())));

    expect(end.error).toBe('Lambda.TooManyRequestsException');
    expect(end.cause).toMatch(
      /^Rate Exceeded\. \(Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
  });
});

test('an answer nested too deeply to be written fails its execution, and harms no other', async () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const scene = aScene(async ({ payload }) => ({ kind: 'returned', payload: payload === '"deep"' ? deep : payload }));
  const stateMachineArn = await scene.create(aTask());

  const [one, other] = [await scene.start(stateMachineArn, 'deep'), await scene.start(stateMachineArn, 'flat')];

  expect(await scene.sfn.settled(one)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  expect((await scene.sfn.settled(other)).output).toBe('{"got":"flat"}');
});

test('listeners are told of every transition once, in order, and no more after they have left', async () => {
  const scene = aScene();
  const told: string[] = [];
  const leave = scene.sfn.subscribe(({ status }, events) => told.push(`${status} ${events.at(-1)?.type}`));
  const stateMachineArn = await scene.create(aTask());

  await scene.sfn.settled(await scene.start(stateMachineArn));
  leave();
  await scene.sfn.settled(await scene.start(stateMachineArn));

  expect(told).toEqual(['RUNNING TaskStarted', 'SUCCEEDED ExecutionSucceeded']);
});

test('an execution keeps the definition that it began with', async () => {
  const scene = aScene(undefined, undefined, new VirtualClock(undefined, 'hold'));
  const stateMachineArn = await scene.create(aWait(100));
  const executionArn = await scene.start(stateMachineArn);

  await scene.call('UpdateStateMachine', { stateMachineArn, definition: JSON.stringify(aPass) });
  await scene.clock.advance(100_000);

  expect(typesOf(await scene.history(executionArn))).toContain('WaitStateExited');
  const described = await scene.call('DescribeStateMachineForExecution', { executionArn });
  expect(described.definition).toBe(JSON.stringify(aWait(100)));
});
