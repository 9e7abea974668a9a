import { join } from 'node:path';
import type { Json, JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import type { OutcomeEvent } from '../../../local/lambda/asynchronous/asynchronous';
import type { LambdaFunction } from '../../../local/lambda/function';
import { createLambda, type LambdaModel } from '../../../local/lambda/lambda';
import { AwsError, CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';
import { createRouter } from '../../../local/wire/router';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:outcomes';
const DEAD = 'arn:aws:sqs:eu-west-1:000000000000:dead';
const BUS = 'arn:aws:events:eu-west-1:000000000000:event-bus/outcomes';

const aFunction = (name: string, source: string, fields: Partial<LambdaFunction> = {}): LambdaFunction => ({
  name,
  arn: arnOf(name),
  code: { kind: 'inline', source },
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: {},
  ...fields,
});

/** Logs what it gets; `refuse` throws, `twice` throws twice and then succeeds. */
const WORKER = `
  let calls = 0;
  exports.handler = async (event) => {
    calls++;
    console.log(JSON.stringify(event));
    if (event.refuse || (event.twice && calls < 3)) throw new Error('out of stock');
    return { done: event.id };
  };`;
const SLOW = `exports.handler = (event) => new Promise((resolve) => setTimeout(() => resolve(event), 50));`;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function aHost(fields: Partial<LambdaFunction> = {}, store: Store = new MemoryStore(), start?: number) {
  const clock = new VirtualClock(undefined, 'hold');
  if (start !== undefined) await clock.advance(start - clock.now());
  const faults = new FaultList(clock);
  const messages: { queueArn: string; body: Json; attributes: object }[] = [];
  const events: (OutcomeEvent & { busArn: string })[] = [];
  const lambda = createLambda({
    store,
    clock,
    entropy: seededEntropy(7),
    faults,
    region: 'eu-west-1',
    account: '000000000000',
    deterministic: true,
    projectRoot: join(__dirname, '../../..'),
    endpoint: () => undefined,
    router: createRouter({}, faults),
    destinations: {
      sendMessage: async (queueArn, body, attributes) => {
        messages.push({ queueArn, body: JSON.parse(body), attributes });
        host.onMessage();
      },
      putEvent: async (busArn, event) => {
        events.push({ ...event, busArn });
      },
    },
  });
  await lambda.deploy([
    aFunction('work', WORKER, fields),
    aFunction('listen', WORKER),
    aFunction('slow', SLOW, { reservedConcurrency: 2 }),
  ]);
  open.push({
    close: () => {
      lambda.close();
      clock.stop();
    },
  });
  const call = (operation: string, input: JsonObject) => lambda.call(operation, input, CLIENT);
  const host = {
    store,
    clock,
    faults,
    lambda,
    messages,
    events,
    call,
    onMessage: (): void => undefined,
    send: (event: JsonObject, FunctionName = 'work') => {
      const Payload = Buffer.from(JSON.stringify(event)).toString('base64');
      return call('Invoke', { FunctionName, InvocationType: 'Event', Payload });
    },
  };
  return host;
}

const timesOf = (lambda: LambdaModel, name = 'work') =>
  lambda.logs.of(name).map(({ time }) => (time - Date.UTC(2026, 0, 1)) / 1000);

async function refusalOf(work: Promise<unknown>): Promise<AwsError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('tries an event that fails again after one minute, and after two more', async () => {
  const { lambda, clock, send } = await aHost();
  lambda.start();

  expect(await send({ refuse: true })).toMatchObject({ StatusCode: 202 });
  await clock.advance(HOUR);

  expect(timesOf(lambda)).toEqual([0, 60, 180]);
});

test('tries as often as the configuration says', async () => {
  const { lambda, clock, call, send } = await aHost();
  lambda.start();
  await call('PutFunctionEventInvokeConfig', { FunctionName: 'work', MaximumRetryAttempts: 0 });

  await send({ refuse: true });
  await clock.advance(HOUR);

  expect(timesOf(lambda)).toEqual([0]);
});

test('keeps what it accepted for the next process', async () => {
  const first = await aHost();
  await first.send({ id: 1 });
  first.lambda.close();

  const second = await aHost({}, first.store);
  second.lambda.start();
  await second.clock.advance(0);
  const third = await aHost({}, first.store);
  third.lambda.start();
  await third.clock.advance(HOUR);

  expect([first, second, third].map(({ lambda }) => lambda.logs.of('work').length)).toEqual([0, 1, 0]);
});

test('goes on with its retries in the next process, when they are due', async () => {
  const first = await aHost();
  first.lambda.start();
  await first.send({ refuse: true });
  await first.clock.advance(61_000);
  first.lambda.close();

  const second = await aHost({}, first.store, first.clock.now());
  second.lambda.start();
  await second.clock.advance(HOUR);

  expect(timesOf(first.lambda)).toEqual([0, 60]);
  expect(timesOf(second.lambda)).toEqual([180]);
});

test('waits out throttling from one second to five minutes apart, and loses nothing', async () => {
  const { lambda, clock, faults, send } = await aHost();
  lambda.start();
  faults.add({
    target: { service: 'lambda', operation: 'Invoke' },
    kind: 'notApplied',
    error: { name: 'Lambda.TooManyRequestsException', message: 'Rate Exceeded.' },
    times: 12,
  });

  await send({ id: 1 });
  await clock.advance(HOUR);

  expect(timesOf(lambda)).toEqual([1 + 2 + 4 + 8 + 16 + 32 + 64 + 128 + 256 + 3 * 300]);
});

test('tries again when no answer comes at all, after the function must have ended', async () => {
  const { lambda, clock, faults, send } = await aHost();
  lambda.start();
  faults.add({ target: { service: 'lambda', operation: 'Invoke' }, kind: 'replyLost', error: 'never' });

  await send({ id: 1 });
  await clock.advance(HOUR);

  expect(timesOf(lambda)).toEqual([0, 3 + 10 + 1]);
});

test('gives an event up when it is too old', async () => {
  const { lambda, clock, faults, messages, call, send } = await aHost();
  lambda.start();
  await call('PutFunctionEventInvokeConfig', {
    FunctionName: 'work',
    MaximumEventAgeInSeconds: 60,
    DestinationConfig: { OnFailure: { Destination: QUEUE } },
  });
  faults.add({
    target: { service: 'lambda', operation: 'Invoke' },
    kind: 'notApplied',
    error: { name: 'Lambda.TooManyRequestsException', message: '' },
    times: Infinity,
  });

  await send({ id: 1 });
  await clock.advance(HOUR);

  expect(lambda.logs.of('work')).toEqual([]);
  expect(messages).toEqual([
    {
      queueArn: QUEUE,
      attributes: {},
      body: {
        version: '1.0',
        timestamp: '2026-01-01T00:01:03.000Z',
        requestContext: expect.objectContaining({ condition: 'EventAgeExceeded', approximateInvokeCount: 0 }),
        requestPayload: { id: 1 },
      },
    },
  ]);
});

test('tells a queue of an event that failed for good', async () => {
  const { lambda, clock, messages, call, send } = await aHost();
  lambda.start();
  await call('PutFunctionEventInvokeConfig', {
    FunctionName: 'work',
    DestinationConfig: { OnFailure: { Destination: QUEUE } },
  });

  await send({ refuse: true, id: 5 });
  await clock.advance(HOUR);

  expect(messages).toEqual([
    {
      queueArn: QUEUE,
      attributes: {},
      body: {
        version: '1.0',
        timestamp: '2026-01-01T00:03:00.000Z',
        requestContext: {
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionArn: `${arnOf('work')}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { refuse: true, id: 5 },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: expect.objectContaining({ errorType: 'Error', errorMessage: 'out of stock' }),
      },
    },
  ]);
});

test('hands an outcome on again when the process died before it was noted', async () => {
  const first = await aHost();
  first.lambda.start();
  await first.call('PutFunctionEventInvokeConfig', {
    FunctionName: 'work',
    DestinationConfig: { OnSuccess: { Destination: QUEUE } },
  });
  first.onMessage = () => first.lambda.close();
  await first.send({ id: 5 });
  await first.clock.advance(HOUR);

  const second = await aHost({}, first.store, first.clock.now());
  second.lambda.start();
  await second.clock.advance(HOUR);

  expect([first.messages.length, second.messages.length]).toEqual([1, 1]);
});

test('tells a function of an event that succeeded', async () => {
  const { lambda, clock, call, send } = await aHost();
  lambda.start();
  await call('PutFunctionEventInvokeConfig', {
    FunctionName: 'work',
    DestinationConfig: { OnSuccess: { Destination: arnOf('listen') } },
  });

  await send({ twice: true, id: 5 });
  await clock.advance(HOUR);

  const [line] = lambda.logs.of('listen');
  expect(JSON.parse(line?.text.split('\t').at(-1) ?? '')).toMatchObject({
    requestContext: { condition: 'Success', approximateInvokeCount: 3 },
    requestPayload: { twice: true, id: 5 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: { done: 5 },
  });
});

test.each([
  ['Success', {}],
  ['Failure', { refuse: true }],
])('tells a bus of %s', async (outcome, event) => {
  const { lambda, clock, events, call, send } = await aHost();
  lambda.start();
  const Destination = BUS;
  await call('PutFunctionEventInvokeConfig', {
    FunctionName: 'work',
    DestinationConfig: { OnSuccess: { Destination }, OnFailure: { Destination } },
  });

  await send(event);
  await clock.advance(HOUR);

  expect(events).toEqual([
    {
      busArn: BUS,
      source: 'lambda',
      detailType: `Lambda Function Invocation Result - ${outcome}`,
      detail: expect.objectContaining({ version: '1.0', requestPayload: event }),
      resources: [BUS, `${arnOf('work')}:$LATEST`],
    },
  ]);
});

test('puts the event itself into the dead-letter queue', async () => {
  const { lambda, clock, messages, send } = await aHost({ deadLetterQueueArn: DEAD });
  lambda.start();

  await send({ refuse: true });
  await clock.advance(HOUR);

  expect(messages).toEqual([
    {
      queueArn: DEAD,
      body: { refuse: true },
      attributes: {
        RequestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ErrorCode: '200',
        ErrorMessage: 'out of stock',
      },
    },
  ]);
});

test('sends events of a function that may not run straight to the dead-letter queue', async () => {
  const { lambda, clock, messages, call, send } = await aHost({ deadLetterQueueArn: DEAD });
  lambda.start();
  await call('PutFunctionConcurrency', { FunctionName: 'work', ReservedConcurrentExecutions: 0 });

  await send({ id: 1 });
  await clock.advance(0);

  expect(messages).toEqual([expect.objectContaining({ queueArn: DEAD, body: { id: 1 } })]);
  expect(lambda.logs.of('work')).toEqual([]);
});

test('refuses more at once than a function has reserved', async () => {
  const { lambda } = await aHost();
  const invoke = () => lambda.invoke({ functionName: 'slow', payload: '{}', caller: CLIENT });
  const [first, second] = [invoke(), invoke()];

  const refusal = await refusalOf(invoke());

  expect(refusal).toMatchObject({
    code: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
    statusCode: 429,
    fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  });
  expect(await Promise.all([first, second, invoke()].map((it) => it.catch(() => 'refused')))).toEqual([
    { kind: 'returned', payload: '{}' },
    { kind: 'returned', payload: '{}' },
    'refused',
  ]);
  expect(await invoke()).toEqual({ kind: 'returned', payload: '{}' });
});

test('sets, shows and removes a reservation', async () => {
  const { call, store } = await aHost();
  const FunctionName = 'slow';
  expect(await call('GetFunctionConcurrency', { FunctionName })).toEqual({ ReservedConcurrentExecutions: 2 });

  await call('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 5 });
  expect(await call('GetFunction', { FunctionName })).toMatchObject({
    Concurrency: { ReservedConcurrentExecutions: 5 },
  });
  expect(await (await aHost({}, store)).call('GetFunctionConcurrency', { FunctionName })).toEqual({
    ReservedConcurrentExecutions: 5,
  });
  await call('DeleteFunctionConcurrency', { FunctionName });

  expect(await call('GetFunctionConcurrency', { FunctionName })).toEqual({});
  const refusal = await refusalOf(call('PutFunctionConcurrency', { FunctionName }));
  expect(refusal.code).toBe('InvalidParameterValueException');
});

test('puts, updates, lists and deletes the configuration of asynchronous invocations', async () => {
  const { call } = await aHost();
  const FunctionName = 'work';
  const DestinationConfig = { OnFailure: { Destination: QUEUE } };
  await call('PutFunctionEventInvokeConfig', { FunctionName, MaximumRetryAttempts: 1, DestinationConfig });

  await call('UpdateFunctionEventInvokeConfig', { FunctionName, MaximumEventAgeInSeconds: 120 });

  const config = {
    FunctionArn: `${arnOf('work')}:$LATEST`,
    LastModified: Date.UTC(2026, 0, 1) / 1000,
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 120,
    DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: QUEUE } },
  };
  expect(await call('GetFunctionEventInvokeConfig', { FunctionName })).toEqual(config);
  expect(await call('ListFunctionEventInvokeConfigs', { FunctionName })).toEqual({
    FunctionEventInvokeConfigs: [config],
  });
  await call('DeleteFunctionEventInvokeConfig', { FunctionName });
  const refusal = await refusalOf(call('GetFunctionEventInvokeConfig', { FunctionName }));
  expect(refusal.message).toBe(`The function ${arnOf('work')}:$LATEST doesn't have an EventInvokeConfig`);
});

test.each<[string, JsonObject]>([
  ['three retries', { MaximumRetryAttempts: 3 }],
  ['an age below a minute', { MaximumEventAgeInSeconds: 59 }],
  ['an age above six hours', { MaximumEventAgeInSeconds: 21_601 }],
  ['a topic', { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:000000000000:t' } } }],
])('refuses a configuration with %s', async (_title, config) => {
  const { call } = await aHost();

  const refusal = await refusalOf(call('PutFunctionEventInvokeConfig', { FunctionName: 'work', ...config }));

  expect(refusal.code).toBe('InvalidParameterValueException');
});

test('does not accept an event for a function that is not there', async () => {
  const { send } = await aHost();

  expect(await refusalOf(send({}, 'nobody'))).toMatchObject({ code: 'ResourceNotFoundException', statusCode: 404 });
});
