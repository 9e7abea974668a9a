import { aHost, arnOf, BUS, DEAD, HOUR, QUEUE, timesOf } from './asynchronous-host';

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
