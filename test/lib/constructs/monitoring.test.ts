import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Monitoring, type MonitoringProps } from '../../../lib/constructs/monitoring';
import { resources } from './iam';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
  /** Of an alarm on an expression. */
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: NamedMetric };
  }[];
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly AlarmActions: readonly { readonly Ref: string }[];
}

interface NamedMetric {
  readonly MetricName?: string;
  readonly Namespace?: string;
}

function metricOf({ MetricName, Namespace, Metrics = [] }: AlarmProperties): string {
  const named = Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])[0] ?? { MetricName, Namespace };
  return `${named.Namespace} ${named.MetricName}`;
}

function aMonitoring(props: Partial<MonitoringProps> = {}) {
  const stack = new Stack(new App(), 'Trips');
  const definitionBody = DefinitionBody.fromString(
    JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
  );
  const queue = new Queue(stack, 'Queue');
  const monitoring = new Monitoring(stack, 'Monitoring', {
    conductor: new StateMachine(stack, 'Conductor', { definitionBody }),
    recovery: new StateMachine(stack, 'Recovery', { definitionBody }),
    recorders: {
      SweepSagas: new LambdaFunction(stack, 'Sweep', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => {}'),
      }),
    },
    services: ['hotels'],
    queues: {
      HotelsPoison: { severity: 'page', meaning: 'Nobody understands it.', anchor: 'poison', queue },
      HotelsDeadLetter: {
        severity: 'warn',
        meaning: 'It is stuck.',
        anchor: 'dead-letters',
        emptied: true,
        queue,
      },
    },
    ...props,
  });
  const template = Template.fromStack(stack);
  const alarms = new Map(
    [...resources<AlarmProperties>(template, 'AWS::CloudWatch::Alarm').values()].map(({ Properties }) => [
      Properties.AlarmName.replace('Trips-', ''),
      Properties,
    ]),
  );
  return { stack, monitoring, template, alarms };
}

test('watches sagas, both machines, the functions that keep the ledger, outboxes and queues', () => {
  const { alarms } = aMonitoring();

  expect(Object.fromEntries([...alarms].map(([name, alarm]) => [name, metricOf(alarm)]))).toEqual({
    OldestCompensating: 'Backstep OldestCompensatingAgeSeconds',
    CompensationFailed: 'Backstep CompensationFailedSagas',
    OldestRunning: 'Backstep OldestRunningAgeSeconds',
    UnexpectedEndings: 'Backstep UnexpectedEndings',
    SweeperSilent: 'Backstep OldestCompensatingAgeSeconds',
    ExecutionsTimedOut: 'AWS/States ExecutionsTimedOut',
    ExecutionsAborted: 'AWS/States ExecutionsAborted',
    ExecutionThrottled: 'AWS/States ExecutionThrottled',
    RecoveryFailed: 'AWS/States ExecutionsFailed',
    SweepSagasErrors: 'AWS/Lambda Errors',
    HotelsOutboxAge: 'Backstep OldestUnsentEventAgeSeconds',
    HotelsPoisonDepth: 'AWS/SQS ApproximateNumberOfMessagesVisible',
    HotelsDeadLetterDepth: 'AWS/SQS ApproximateNumberOfMessagesVisible',
  });
});

test('pages for what a person has to mend at once, and warns of the rest', () => {
  const { stack, monitoring, alarms } = aMonitoring();
  const pages = stack.resolve(monitoring.alarms.pages.topicArn);

  const paging = [...alarms].filter(([, { AlarmActions }]) => AlarmActions[0]?.Ref === pages.Ref).map(([name]) => name);

  expect(paging.sort()).toEqual([
    'CompensationFailed',
    'HotelsOutboxAge',
    'HotelsPoisonDepth',
    'OldestCompensating',
    'RecoveryFailed',
    'SweeperSilent',
  ]);
});

test('a saga may be undoing for five minutes and running for fifteen, unless it is said otherwise', () => {
  const usual = aMonitoring().alarms;
  const other = aMonitoring({ compensating: Duration.minutes(1), running: Duration.hours(1) }).alarms;

  const thresholds = (alarms: typeof usual) =>
    ['OldestCompensating', 'OldestRunning'].map((name) => alarms.get(name)?.Threshold);
  expect(thresholds(usual)).toEqual([300, 900]);
  expect(thresholds(other)).toEqual([60, 3600]);
});

test('who watches over the sagas is silent after five minutes, and never before it was heard', () => {
  const { alarms } = aMonitoring();

  expect(alarms.get('SweeperSilent')).toMatchObject({
    DatapointsToAlarm: 5,
    EvaluationPeriods: 8,
    TreatMissingData: 'ignore',
    Metrics: [{ Expression: 'FILL(heard, REPEAT) - FILL(heard, 0)' }, { MetricStat: { Stat: 'SampleCount' } }],
  });
});

test('messages in a queue that a function empties are a fault when they stay for five minutes', () => {
  const { alarms } = aMonitoring();

  expect(alarms.get('HotelsDeadLetterDepth')).toMatchObject({ EvaluationPeriods: 5, Threshold: 0 });
  expect(alarms.get('HotelsPoisonDepth')).toMatchObject({ EvaluationPeriods: 1, Threshold: 0 });
});

test('watches no conductor where sagas are choreographed', () => {
  const { alarms } = aMonitoring({ conductor: undefined });

  expect([...alarms.keys()].filter((name) => name.startsWith('Execution'))).toEqual([]);
});

test('shows every alarm and every metric that is watched on one dashboard', () => {
  const { template, alarms } = aMonitoring();

  const [dashboard] = resources<{ readonly DashboardName: string; readonly DashboardBody: unknown }>(
    template,
    'AWS::CloudWatch::Dashboard',
  ).values();
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  expect(dashboard?.Properties.DashboardName).toBe('Trips');
  for (const alarm of alarms.values()) expect(body).toContain(metricOf(alarm).split(' ')[1]);
  for (const id of resources(template, 'AWS::CloudWatch::Alarm').keys()) expect(body).toContain(id);
});
