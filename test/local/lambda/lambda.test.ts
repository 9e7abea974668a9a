import { join } from 'node:path';
import type { Json, JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import type { LambdaFunction } from '../../../local/lambda/function';
import { createLambda, type LambdaModel } from '../../../local/lambda/lambda';
import { AwsError, CLIENT, type Service } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import { createRouter, type Services } from '../../../local/wire/router';

const ROOT = join(__dirname, '../../..');
const HANDLERS = join(ROOT, 'test/local/fixtures/handlers.ts');

const aFunction = (name: string, fields: Partial<LambdaFunction> = {}): LambdaFunction => ({
  name,
  arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
  code: { kind: 'file', path: HANDLERS },
  handler: `index.${name}`,
  runtime: 'nodejs24.x',
  timeoutSeconds: 3,
  memoryMegabytes: 256,
  environment: { TABLE_NAME: 'Orders' },
  ...fields,
});

const EXPORTS = [
  'echo',
  'nothing',
  'refuse',
  'throwText',
  'count',
  'never',
  'leave',
  'callback',
  'large',
  'log',
  'remaining',
  'chance',
  'put',
  'delegate',
  'absent',
];

/** One table, by `pk.S`; remembers who asked for what. */
class OneTable implements Service {
  readonly name = 'dynamodb';
  readonly items = new Map<string, Json>();
  readonly asked: string[] = [];

  async call(operation: string, input: JsonObject, caller: { kind: string; name?: string }): Promise<JsonObject> {
    this.asked.push(`${caller.name} ${operation} ${String(input.TableName)}`);
    const key = JSON.stringify(((input.Key ?? input.Item) as JsonObject).pk);
    if (operation === 'PutItem') {
      this.items.set(key, input.Item ?? null);
      return {};
    }
    const item = this.items.get(key);
    return item === undefined ? {} : { Item: item };
  }
}

async function aHost(functions: readonly LambdaFunction[]) {
  const clock = new VirtualClock();
  const entropy = seededEntropy(7);
  const faults = new FaultList(clock);
  const table = new OneTable();
  const services: { dynamodb: Service; lambda?: Service } = { dynamodb: table };
  const lambda = createLambda({
    clock,
    entropy,
    faults,
    region: 'eu-west-1',
    account: '000000000000',
    deterministic: true,
    projectRoot: ROOT,
    endpoint: () => undefined,
    router: createRouter(services satisfies Services, faults),
    store: new MemoryStore(),
    destinations: { sendMessage: async () => undefined, putEvent: async () => undefined },
  });
  services.lambda = lambda;
  await lambda.deploy(functions);
  lambda.start();
  return { clock, faults, table, lambda };
}

let host: Awaited<ReturnType<typeof aHost>>;
beforeAll(async () => {
  host = await aHost([
    ...EXPORTS.map((name) => aFunction(name)),
    aFunction('minute', { handler: 'a.remaining', timeoutSeconds: 60 }),
  ]);
});
beforeEach(() => host.faults.clear());

const invoke = (name: string, event: Json = {}, lambda: LambdaModel = host.lambda) =>
  lambda.invoke({ functionName: name, payload: JSON.stringify(event), caller: CLIENT });
const returned = async (name: string, event: Json = {}) => {
  const result = await invoke(name, event);
  if (result.kind === 'failed') throw new Error(result.payload);
  return JSON.parse(result.payload);
};

test('hands the event, the context and the environment of its function to a handler', async () => {
  const { event, context, env } = await returned('echo', { orderId: 'o-1' });

  expect(event).toEqual({ orderId: 'o-1' });
  expect(context).toMatchObject({
    functionName: 'echo',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:echo',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/echo',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    logStreamName: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
  });
  expect(env).toMatchObject({
    TABLE_NAME: 'Orders',
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'echo',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
  });
  expect(env.JEST_WORKER_ID).toBeUndefined();
});

test('answers null for undefined', async () => {
  expect(await invoke('nothing')).toEqual({ kind: 'returned', payload: 'null' });
});

test("reports a thrown error by name, with a trace in the source's own lines", async () => {
  const result = await invoke('refuse', { sku: 'A-1' });

  expect(result).toMatchObject({ kind: 'failed', errorType: 'OutOfStock', errorMessage: 'no A-1 left' });
  const { trace } = JSON.parse(result.payload);
  expect(trace[0]).toContain('no A-1 left');
  expect(trace[1]).toMatch(/ \(?test\/local\/fixtures\/handlers\.ts:17:\d+\)?$/);
  expect(trace).toHaveLength(2);
});

test('reports a thrown text as its type', async () => {
  expect(await invoke('throwText')).toMatchObject({ errorType: 'string', errorMessage: 'just text' });
});

test('serves one invocation at a time in an environment, and keeps its module for the next', async () => {
  const first = await Promise.all([returned('count'), returned('count'), returned('count')]);
  const second = await returned('count');

  expect(first).toEqual([1, 1, 1].map((served) => ({ served, atOnce: 1 })));
  expect(second).toEqual({ served: 2, atOnce: 1 });
});

test('ends a handler at its time-out, to the millisecond', async () => {
  const started = host.clock.now();

  const result = await invoke('never');

  expect(host.clock.now() - started).toBe(3_000);
  expect(result).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/),
  });
}, 10_000);

test('tells the time that remains', async () => {
  expect(await returned('minute')).toBe(60_000);
});

test('reports a handler that exits, and starts the next in a fresh environment', async () => {
  expect(await invoke('leave')).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('exit status 3'),
  });
  expect(await invoke('leave')).toMatchObject({ errorType: 'Runtime.ExitError' });
});

test('refuses a callback handler and a missing export', async () => {
  expect(await invoke('callback')).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
  expect(await invoke('absent')).toMatchObject({
    errorType: 'Runtime.HandlerNotFound',
    errorMessage: 'index.absent is undefined or not exported',
  });
});

test('refuses an answer of one byte over the limit', async () => {
  expect((await invoke('large', { bytes: 6_291_556 })).kind).toBe('returned');
  expect(await invoke('large', { bytes: 6_291_557 })).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
});

test('keeps what a function writes, by request', async () => {
  const heard: string[] = [];
  const stop = host.lambda.logs.subscribe((line) => heard.push(line.text));

  const { LogResult } = await host.lambda.call('Invoke', { FunctionName: 'log', LogType: 'Tail' }, CLIENT);
  stop();

  expect(heard).toEqual([expect.stringMatching(/^2026-01-01T\S+Z\t[0-9a-f-]{36}\tINFO\ttaken 2$/), 'raw line']);
  const tail = Buffer.from(String(LogResult), 'base64').toString();
  expect(tail).toMatch(/^START RequestId: [^\n]+\n[^\n]+taken 2\nraw line\nEND RequestId: /);
});

test('gives handlers the time and the chance of the model', async () => {
  const [one, two] = await Promise.all([aHost([aFunction('chance')]), aHost([aFunction('chance')])]);

  const first = await invoke('chance', {}, one.lambda);
  const second = await invoke('chance', {}, two.lambda);

  expect(first).toEqual(second);
  expect(JSON.parse(first.payload)).toMatchObject({ now: one.clock.now(), year: 2026 });
});

test("carries the SDK's calls to the model, in the function's name", async () => {
  const item = await returned('put', { id: 'o-7' });

  expect(item).toEqual({ pk: { S: 'o-7' }, amount: { N: '12' } });
  expect(host.table.asked).toEqual(['put PutItem Orders', 'put GetItem Orders']);
});

test('lets one function invoke another', async () => {
  expect(await returned('delegate', { to: 'refuse' })).toEqual({
    error: 'Unhandled',
    payload: expect.stringContaining('"errorType":"OutOfStock"'),
  });
});

test('refuses an unknown function as the service does', async () => {
  const call = invoke('nobody');

  await expect(call).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    statusCode: 404,
    message: 'Function not found: arn:aws:lambda:eu-west-1:000000000000:function:nobody',
  });
  await expect(call).rejects.toBeInstanceOf(AwsError);
});

test('finds a function by name, qualifier and ARN', async () => {
  for (const name of ['nothing', 'nothing:live', 'arn:aws:lambda:eu-west-1:000000000000:function:nothing:$LATEST']) {
    expect((await invoke(name)).kind).toBe('returned');
  }
});

test('tries an asynchronous invocation again after one minute, and after two more', async () => {
  const started = host.clock.now();
  const tries: number[] = [];
  const stop = host.lambda.logs.subscribe(() => tries.push(host.clock.now() - started));
  host.faults.add({
    target: { service: 'lambda', operation: 'Invoke', resource: 'log' },
    kind: 'replyLost',
    error: { name: 'Boom', message: '' },
    times: 3,
  });

  const answer = await host.lambda.call('Invoke', { FunctionName: 'log', InvocationType: 'Event' }, CLIENT);
  await new Promise<void>((resolve) => host.clock.at((started + 1_000_000) as typeof started, resolve));
  stop();

  expect(answer).toEqual({ StatusCode: 202, Payload: '' });
  expect([...new Set(tries)]).toEqual([0, 60_000, 180_000]);
});

test('refuses a payload that is no JSON', async () => {
  const Payload = Buffer.from('{').toString('base64');

  await expect(host.lambda.call('Invoke', { FunctionName: 'echo', Payload }, CLIENT)).rejects.toMatchObject({
    code: 'InvalidRequestContentException',
  });
});

test('lets a function time out when the reply of a service never comes', async () => {
  host.faults.add({ target: { service: 'dynamodb', operation: 'PutItem' }, kind: 'replyLost', error: 'never' });
  const started = host.clock.now();

  const result = await invoke('put', { id: 'o-8' });

  expect(result).toMatchObject({ errorType: 'Sandbox.Timedout' });
  expect(host.clock.now() - started).toBe(3_000);
  expect(host.table.items.has('{"S":"o-8"}')).toBe(true);
});

test('runs the new code after a reload', async () => {
  const { lambda } = await aHost([
    aFunction('chance', { code: { kind: 'inline', source: 'exports.chance = async () => 1' } }),
  ]);
  expect((await invoke('chance', {}, lambda)).payload).toBe('1');

  await lambda.deploy([aFunction('chance', { code: { kind: 'inline', source: 'exports.chance = async () => 2' } })]);

  expect((await invoke('chance', {}, lambda)).payload).toBe('2');
});

test('says in one sentence which handler cannot be bundled, and where', async () => {
  const broken = aFunction('broken', { code: { kind: 'inline', source: 'const = 1' } });

  await expect(aHost([broken])).rejects.toThrow(/inline:.*broken:1:6: Expected identifier but found "="/);
});
