import type { JsonObject } from '../../../lib/units';
import { CLIENT } from '../../../local/service';
import { aHost, arnOf, QUEUE, refusalOf } from './asynchronous-host';

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
