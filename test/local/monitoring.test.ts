/** A template's alarms over what its own services do: from a metric to the message that pages someone. */
import {
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ListSubscriptionsCommand } from '@aws-sdk/client-sns';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { epochMillis, type Json, type JsonObject, toEpochSeconds } from '../../lib/units';
import { CLIENT } from '../../local/service';
import { type Local, startLocal } from '../../local/start';

const TEMPLATE = `${__dirname}/fixtures/monitored.template.json`;
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:saga';
const QUEUE = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

let local: Local;
beforeEach(async () => {
  local = await startLocal({ template: TEMPLATE, clock: 'virtual', seed: 1 });
});
afterEach(() => local.stop());

const invoke = (payload: Json) =>
  local.world.services.lambda.invoke({ functionName: FUNCTION, payload: JSON.stringify(payload), caller: CLIENT });

async function evaluate(): Promise<void> {
  await local.world.services.cloudwatch.evaluate();
  await local.idle();
}

/** Something waits for as long, so the clock goes there. */
async function pass(minutes: number): Promise<void> {
  await new Promise<void>((resolve) => {
    local.clock.at(epochMillis(local.clock.now() + minutes * 60_000), resolve);
  });
  await local.idle();
}

async function states(): Promise<{ readonly [alarm: string]: string | undefined }> {
  const { MetricAlarms = [] } = await local.clients.cloudwatch.send(new DescribeAlarmsCommand({}));
  return Object.fromEntries(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
}

/** Of the minute that runs. */
async function sumOf(Namespace: string, MetricName: string, dimensions: { readonly [name: string]: string }) {
  const now = toEpochSeconds(local.clock.now());
  const { Datapoints = [] } = await local.clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date((now - 600) * 1000),
      EndTime: new Date((now + 600) * 1000),
      Period: 1200,
      Statistics: ['Sum'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

const messagesIn = (name: string): readonly JsonObject[] =>
  local.world.services.sqs.messagesOf(QUEUE(name)).map(({ body }) => JSON.parse(body) as JsonObject);

test('loads alarms, a dashboard, a topic with its subscriptions and log groups', async () => {
  const { Subscriptions } = await local.clients.sns.send(new ListSubscriptionsCommand({}));
  const dashboard = await local.clients.cloudwatch.send(new GetDashboardCommand({ DashboardName: 'shop' }));

  expect(local.world.notModelled).toEqual([
    {
      stack: 'monitored',
      logicalId: 'Fast',
      type: 'AWS::CloudWatch::Alarm',
      reason: 'The value 10 for parameter Period is invalid: the local model takes multiples of 60.',
    },
  ]);
  expect(Object.keys(await states())).toEqual(['age', 'dead-letters', 'errors', 'failed-sagas', 'logged']);
  expect(Subscriptions?.map(({ Protocol }) => Protocol).sort()).toEqual(['email', 'sqs']);
  expect(JSON.parse(dashboard.DashboardBody ?? '')).toEqual({ widgets: [] });
  expect(local.outputs.monitored).toEqual({
    Topic: 'arn:aws:sns:us-east-1:000000000000:pages',
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors',
  });
});

test('a function that fails raises its alarm, which pages through the topic and tells the default bus', async () => {
  await invoke({ fail: true });

  await evaluate();

  expect((await states()).errors).toBe('ALARM');
  const [page] = messagesIn('pages-inbox');
  expect(page).toMatchObject({ Type: 'Notification', Subject: 'ALARM: "errors" in US East (N. Virginia)' });
  expect(JSON.parse(String(page?.Message))).toMatchObject({
    AlarmName: 'errors',
    AlarmDescription: 'see RUNBOOK.md',
    NewStateValue: 'ALARM',
  });
  expect(local.world.services.sns.unsent()).toMatchObject([{ protocol: 'email', endpoint: 'on-call@example.com' }]);
  expect(messagesIn('events-inbox')).toMatchObject([
    {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      detail: { alarmName: 'errors', state: { value: 'ALARM' } },
    },
  ]);
});

test('the alarm clears when time goes on without failures', async () => {
  await invoke({ fail: true });
  await evaluate();

  await pass(5);

  expect((await states()).errors).toBe('OK');
  expect(messagesIn('pages-inbox').map(({ Subject }) => Subject)).toEqual([
    'ALARM: "errors" in US East (N. Virginia)',
    'OK: "errors" in US East (N. Virginia)',
  ]);
});

test('metrics that a function logs raise an alarm, and lines that a filter finds another', async () => {
  await invoke({ age: 400 });
  await invoke({ say: 'ERROR while charging' });

  await evaluate();

  const { events } = await local.clients.logs.send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/work', filterPattern: 'charging' }),
  );
  expect(await states()).toMatchObject({ age: 'ALARM', logged: 'ALARM', errors: 'OK' });
  expect(events?.map(({ message }) => message)).toEqual([expect.stringContaining('ERROR while charging')]);
  expect(events?.[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
});

test('an execution that fails raises its alarm', async () => {
  const arn = await local.start(MACHINE, { fail: true }, 'one');
  await local.settled(arn);

  await evaluate();

  expect((await states())['failed-sagas']).toBe('ALARM');
  const count = (name: string) => sumOf('AWS/States', name, { StateMachineArn: MACHINE });
  expect([
    await count('ExecutionsStarted'),
    await count('ExecutionsFailed'),
    await count('ExecutionsSucceeded'),
  ]).toEqual([1, 1, 0]);
});

test('a message in a dead-letter queue raises an alarm, which clears when it is gone', async () => {
  const { sqs } = local.world.services;
  await sqs.send(QUEUE('dead'), '{}');
  await evaluate();
  expect((await states())['dead-letters']).toBe('ALARM');

  const [received] = await sqs.receive(QUEUE('dead'), 1);
  await sqs.deleteMessage(QUEUE('dead'), received?.ReceiptHandle ?? '');
  await pass(2);

  expect((await states())['dead-letters']).toBe('OK');
  const count = (name: string) => sumOf('AWS/SQS', name, { QueueName: 'dead' });
  expect(await Promise.all(['Sent', 'Received', 'Deleted'].map((each) => count(`NumberOfMessages${each}`)))).toEqual([
    1, 1, 1,
  ]);
});

test('counts what faults strike: throttles of functions, executions and tables', async () => {
  const strike = (service: 'lambda' | 'stepfunctions' | 'dynamodb', operation: string, name: string) =>
    local.faults.add({ target: { service, operation }, kind: 'notApplied', error: { name, message: '' } });
  strike('lambda', 'Invoke', 'Lambda.TooManyRequestsException');
  strike('stepfunctions', 'StartExecution', 'ThrottlingException');
  strike('dynamodb', 'PutItem', 'ProvisionedThroughputExceededException');
  const tries = [
    invoke({}),
    local.clients.sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE })),
    local.clients.documents.send(new PutCommand({ TableName: 'Orders', Item: { pk: 'a' } })),
  ];

  await Promise.allSettled(tries);

  expect(await sumOf('AWS/Lambda', 'Throttles', { FunctionName: 'work' })).toBe(1);
  expect(await sumOf('AWS/States', 'ExecutionThrottled', { StateMachineArn: MACHINE })).toBe(1);
  expect(await sumOf('AWS/DynamoDB', 'ThrottledRequests', { TableName: 'Orders', Operation: 'PutItem' })).toBe(1);
});

test('every metric that the services count is listed under the names of AWS', async () => {
  await invoke({ fail: true });
  await local.world.services.sqs.send(QUEUE('dead'), '{}');
  await local.settled(await local.start(MACHINE, {}, 'two'));
  await evaluate();

  const { Metrics = [] } = await local.clients.cloudwatch.send(new ListMetricsCommand({}));
  const namesOf = (namespace: string) => [
    ...new Set(Metrics.filter(({ Namespace }) => Namespace === namespace).map(({ MetricName }) => MetricName)),
  ];
  expect(namesOf('AWS/Lambda')).toEqual(
    expect.arrayContaining(['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions']),
  );
  expect(namesOf('AWS/SQS')).toEqual(
    expect.arrayContaining([
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateAgeOfOldestMessage',
    ]),
  );
  expect(namesOf('AWS/States')).toEqual(
    expect.arrayContaining(['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionTime']),
  );
  expect(namesOf('AWS/Events')).toEqual(expect.arrayContaining(['MatchedEvents', 'TriggeredRules', 'Invocations']));
  expect(namesOf('AWS/SNS')).toEqual(
    expect.arrayContaining(['NumberOfMessagesPublished', 'NumberOfNotificationsDelivered']),
  );
});
