import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarms, type Watch } from '../../../lib/constructs/alarms';
import { backstepMetric } from '../../../lib/constructs/backstep-metrics';

const ALARM = 'AWS::CloudWatch::Alarm';

function theAlarms(raise: (alarms: Alarms, watch: Watch) => void) {
  const stack = new Stack(new App(), 'Trips');
  const alarms = new Alarms(stack, 'Alarms');
  raise(alarms, {
    severity: 'page',
    metric: backstepMetric(stack, 'sagas', 'OldestTripAgeSeconds', 'Maximum'),
    above: 300,
    meaning: 'A trip takes long.',
    look: 'ls --state RUNNING',
    anchor: 'oldest-trip',
  });
  return { stack, alarms, template: Template.fromStack(stack) };
}

test('an alarm is named after its stack, and says what it means, what to run, and where to read on', () => {
  const { template } = theAlarms((alarms, watch) => alarms.add('OldestTrip', watch));

  template.hasResourceProperties(ALARM, {
    AlarmName: 'Trips-OldestTrip',
    AlarmDescription:
      'A trip takes long. Look: node bin/backstep.js ls --state RUNNING --stack Trips (RUNBOOK.md#oldest-trip)',
  });
});

test('an alarm compares what is measured each minute in the name of the stack, and is quiet without data', () => {
  const { template } = theAlarms((alarms, watch) => alarms.add('OldestTrip', watch));

  template.hasResourceProperties(ALARM, {
    Namespace: 'Backstep',
    MetricName: 'OldestTripAgeSeconds',
    Dimensions: [
      { Name: 'Service', Value: 'sagas' },
      { Name: 'Stack', Value: 'Trips' },
    ],
    Statistic: 'Maximum',
    Period: 60,
    Threshold: 300,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
});

test.each([
  'page',
  'warn',
] as const)('what must %s is told to the topic for that, when it is raised and when it clears', (severity) => {
  const { stack, alarms, template } = theAlarms((alarms, watch) => alarms.add('OldestTrip', { ...watch, severity }));

  const topic = stack.resolve((severity === 'page' ? alarms.pages : alarms.warnings).topicArn);
  template.hasResourceProperties(ALARM, { AlarmActions: [topic], OKActions: [topic] });
});

test('silence is raised when nobody measured for so many of the latest minutes, and was heard before', () => {
  const { template } = theAlarms((alarms, watch) => alarms.addSilence('Silent', { ...watch, periods: 5 }));

  template.hasResourceProperties(ALARM, {
    AlarmName: 'Trips-Silent',
    Metrics: [
      Match.objectLike({ Expression: 'FILL(heard, REPEAT) - FILL(heard, 0)' }),
      Match.objectLike({ Id: 'heard', MetricStat: Match.objectLike({ Stat: 'SampleCount' }), ReturnData: false }),
    ],
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    DatapointsToAlarm: 5,
    EvaluationPeriods: 8,
    TreatMissingData: 'ignore',
  });
});

test('the topics take nothing without TLS, and alarms of this account', () => {
  const { stack, alarms, template } = theAlarms(() => undefined);

  for (const topic of [alarms.pages, alarms.warnings]) {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [stack.resolve(topic.topicArn)],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Sid: Match.anyValue(),
            Resource: stack.resolve(topic.topicArn),
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ]),
      },
    });
  }
});
