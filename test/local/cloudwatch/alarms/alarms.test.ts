import type { Json, JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { aBench, anAlarm, type Bench, describe1, FUNCTION, MINUTE, record, START, stateOf, TOPIC } from '../fixture';

const parse = (text: unknown): JsonObject => JSON.parse(String(text)) as JsonObject;

test('begins without data, and with the words of an alarm that was never evaluated', async () => {
  const bench = aBench();

  await anAlarm(bench);

  expect(await describe1(bench)).toMatchObject({
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:failures',
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    ActionsEnabled: true,
    AlarmActions: [],
    Dimensions: [],
    AlarmConfigurationUpdatedTimestamp: START / 1_000,
  });
});

test('fires at the end of the minute that reaches the threshold, not before', async () => {
  const bench = aBench();
  await anAlarm(bench);
  record(bench, 0.5);
  record(bench, 0.5);

  await bench.clock.advance(MINUTE / 2 - 1);
  expect(await stateOf(bench)).toBe('INSUFFICIENT_DATA');
  await bench.clock.advance(1);

  expect(await describe1(bench)).toMatchObject({
    StateValue: 'ALARM',
    StateReason:
      'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (05/02/26 06:28:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
  });
  expect(parse((await describe1(bench)).StateReasonData)).toEqual({
    version: '1.0',
    queryDate: '2026-02-05T06:29:00.000+0000',
    startDate: '2026-02-05T06:28:00.000+0000',
    statistic: 'Sum',
    period: 60,
    recentDatapoints: [1],
    threshold: 1,
    evaluatedDatapoints: [{ timestamp: '2026-02-05T06:28:00.000+0000', value: 1 }],
  });
});

test('clears three periods after the last failure when missing data are fine', async () => {
  const bench = aBench();
  await anAlarm(bench, { TreatMissingData: 'notBreaching' });
  record(bench, 1);

  await bench.clock.advance(MINUTE / 2 + 2 * MINUTE);
  expect(await stateOf(bench)).toBe('ALARM');
  await bench.clock.advance(MINUTE);

  expect(await describe1(bench)).toMatchObject({
    StateValue: 'OK',
    StateReason:
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  });
});

test('clears at once on data within the threshold', async () => {
  const bench = aBench();
  await anAlarm(bench);
  record(bench, 1);
  await bench.clock.advance(MINUTE);
  record(bench, 0);

  await bench.clock.advance(MINUTE);

  expect(await describe1(bench)).toMatchObject({
    StateValue: 'OK',
    StateReason:
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (05/02/26 06:29:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
  });
});

test('loses its state when nothing comes any more', async () => {
  const bench = aBench();
  await anAlarm(bench, { EvaluationPeriods: 2 });
  record(bench, 0);

  await bench.clock.advance(6 * MINUTE);

  expect(await describe1(bench)).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Insufficient Data: 2 datapoints were unknown.',
  });
});

test('tells the default bus, the topic and the function of each change, once', async () => {
  const bench = aBench();
  await anAlarm(bench, { AlarmActions: [TOPIC, FUNCTION], AlarmDescription: 'see the runbook', Dimensions: [] });
  record(bench, 2);

  await bench.clock.advance(2 * MINUTE);

  const reason = (await describe1(bench)).StateReason;
  expect(bench.ports.events).toEqual([
    {
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:failures'],
      detail: {
        alarmName: 'failures',
        state: { value: 'ALARM', reason, reasonData: expect.any(String), timestamp: '2026-02-05T06:29:00.000+0000' },
        previousState: {
          value: 'INSUFFICIENT_DATA',
          reason: 'Unchecked: Initial alarm creation',
          timestamp: '2026-02-05T06:28:30.000+0000',
        },
        configuration: {
          description: 'see the runbook',
          metrics: [
            {
              id: 'm1',
              returnData: true,
              metricStat: {
                metric: { namespace: 'Shop', name: 'Failures', dimensions: {} },
                period: 60,
                stat: 'Sum',
              },
            },
          ],
        },
      },
    },
  ]);
  expect(bench.ports.published).toHaveLength(1);
  expect(bench.ports.published[0]).toMatchObject({
    topicArn: TOPIC,
    subject: 'ALARM: "failures" in EU (Ireland)',
  });
  expect(parse(bench.ports.published[0]?.message)).toMatchObject({
    AlarmName: 'failures',
    AlarmDescription: 'see the runbook',
    NewStateValue: 'ALARM',
    OldStateValue: 'INSUFFICIENT_DATA',
    NewStateReason: reason,
    Region: 'EU (Ireland)',
    Trigger: { MetricName: 'Failures', Statistic: 'SUM', StatisticType: 'Statistic', Period: 60, Threshold: 1 },
  });
  expect(bench.ports.invoked.map(({ functionArn }) => functionArn)).toEqual([FUNCTION]);
  expect(parse(bench.ports.invoked[0]?.payload)).toMatchObject({
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:failures',
    accountId: '123456789012',
    alarmData: { alarmName: 'failures', state: { value: 'ALARM' } },
  });
});

test('writes its history: made, changed, acted, and what failed', async () => {
  const bench = aBench();
  await anAlarm(bench, { AlarmActions: [TOPIC] });
  bench.ports.refusal = new Error('Topic does not exist');
  record(bench, 1);
  await bench.clock.advance(MINUTE);

  const history = await bench.call('DescribeAlarmHistory', { AlarmName: 'failures' });
  const actions = await bench.call('DescribeAlarmHistory', { AlarmName: 'failures', HistoryItemType: 'Action' });

  const summaries = (answer: JsonObject) =>
    (answer.AlarmHistoryItems as readonly JsonObject[]).map(({ HistorySummary }) => HistorySummary);
  expect(summaries(history)).toEqual([
    `Failed to execute action ${TOPIC}. Received error: "Topic does not exist"`,
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    'Alarm "failures" created',
  ]);
  expect(summaries(actions)).toHaveLength(1);
});

test('acts no more once its actions are disabled, and still changes its state', async () => {
  const bench = aBench();
  await anAlarm(bench, { AlarmActions: [TOPIC] });
  await bench.call('DisableAlarmActions', { AlarmNames: ['failures', 'unknown'] });
  record(bench, 1);

  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench)).toBe('ALARM');
  expect(bench.ports.published).toEqual([]);
  expect(bench.ports.events).toHaveLength(1);
});

test('a state that was set by hand lasts until the next evaluation', async () => {
  const bench = aBench();
  await anAlarm(bench, { TreatMissingData: 'notBreaching', AlarmActions: [TOPIC], OKActions: [TOPIC] });

  await bench.call('SetAlarmState', { AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'a drill' });
  expect(await describe1(bench)).toMatchObject({ StateValue: 'ALARM', StateReason: 'a drill' });
  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench)).toBe('OK');
  expect(bench.ports.published.map(({ subject }) => subject.split(':')[0])).toEqual(['ALARM', 'OK']);
});

test('evaluates when told to, with the running minute where it has data', async () => {
  const bench = aBench({ mode: 'skip' });
  await anAlarm(bench, { TreatMissingData: 'notBreaching' });
  record(bench, 1);

  await bench.cloudwatch.evaluate();

  expect(await stateOf(bench)).toBe('ALARM');
  expect(bench.clock.now()).toBe(START);
});

test('keeps a clock that skips idle time where it is, and evaluates the minutes that something else lets pass', async () => {
  const bench = aBench({ mode: 'skip' });
  await anAlarm(bench);
  record(bench, 1);

  await new Promise<void>((resolve) => setTimeout(resolve, 20));
  expect(bench.clock.now()).toBe(START);
  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench)).toBe('ALARM');
});

test('rests once nothing is recorded any more, and wakes at the next record', async () => {
  const bench = aBench();
  await anAlarm(bench);
  await bench.clock.advance(24 * 60 * MINUTE);
  let read = 0;
  bench.cloudwatch.metrics.watch(() => read++);

  await bench.clock.advance(10 * MINUTE);
  expect(read).toBe(0);
  record(bench, 1);
  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench)).toBe('ALARM');
  expect(read).toBe(1);
});

test('looks at a percentile, and at nothing when there are too few values to tell', async () => {
  const bench = aBench();
  const settings = {
    ExtendedStatistic: 'p90',
    Threshold: 80,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluateLowSampleCountPercentile: 'ignore',
  };
  await bench.call('PutMetricAlarm', {
    ...settings,
    AlarmName: 'failures',
    Namespace: 'Shop',
    MetricName: 'Failures',
    Period: 60,
    EvaluationPeriods: 1,
  });
  for (let n = 0; n < 99; n++) record(bench, 100);
  await bench.clock.advance(MINUTE);
  expect(await stateOf(bench)).toBe('INSUFFICIENT_DATA');

  for (let n = 0; n < 89; n++) record(bench, 1);
  for (let n = 0; n < 11; n++) record(bench, 100);
  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench)).toBe('ALARM');
});

test('computes an expression over several metrics', async () => {
  const bench = aBench();
  const metric = (id: string, name: string): JsonObject => ({
    Id: id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: name }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  await bench.call('PutMetricAlarm', {
    AlarmName: 'rate',
    Metrics: [
      { Id: 'rate', Expression: 'IF(orders >= 4, 100 * FILL(failures, 0) / orders, 0)' },
      metric('failures', 'Failures'),
      metric('orders', 'Orders'),
    ],
    EvaluationPeriods: 1,
    Threshold: 50,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
  record(bench, 3, 'Orders');
  record(bench, 3);
  await bench.clock.advance(MINUTE);
  expect(await stateOf(bench, 'rate')).toBe('OK');

  record(bench, 4, 'Orders');
  record(bench, 2);
  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench, 'rate')).toBe('ALARM');
});

test('ignores missing data of DynamoDB whatever it was told', async () => {
  const bench = aBench();
  await anAlarm(bench, { Namespace: 'AWS/DynamoDB', TreatMissingData: 'notBreaching' });
  bench.cloudwatch.metrics.of('AWS/DynamoDB', 'Failures').add(1);

  await bench.clock.advance(60 * MINUTE);

  expect(await stateOf(bench)).toBe('ALARM');
});

test('a composite alarm follows the alarms that its rule names', async () => {
  const bench = aBench();
  await anAlarm(bench, { TreatMissingData: 'notBreaching' });
  await anAlarm(bench, { AlarmName: 'other "one"', MetricName: 'Other', TreatMissingData: 'notBreaching' });
  await bench.call('PutCompositeAlarm', {
    AlarmName: 'any',
    AlarmRule: 'ALARM(failures) OR (ALARM("other \\"one\\"") AND NOT FALSE)',
    AlarmActions: [TOPIC],
  });
  record(bench, 1, 'Other');

  await bench.clock.advance(MINUTE);

  expect(await stateOf(bench, 'any')).toBe('ALARM');
  expect(bench.ports.published.map(({ subject }) => subject)).toEqual(['ALARM: "any" in EU (Ireland)']);
});

test('keeps alarms, their states and histories in the store', async () => {
  const first = aBench();
  await anAlarm(first, { Tags: [{ Key: 'team', Value: 'shop' }] });
  record(first, 1);
  await first.clock.advance(MINUTE);
  first.cloudwatch.close();

  const second = aBench({ store: first.store, clock: new VirtualClock(first.clock.now(), 'hold') });

  const arn = (await describe1(second)).AlarmArn;
  expect(await stateOf(second)).toBe('ALARM');
  expect((await second.call('DescribeAlarmHistory', {})).AlarmHistoryItems).toHaveLength(2);
  expect(await second.call('ListTagsForResource', { ResourceARN: arn ?? '' })).toEqual({
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
});

test.each<[string, JsonObject, string]>([
  ['an unknown comparison', { ComparisonOperator: 'Greater' }, 'ValidationError'],
  ['more data points than periods', { DatapointsToAlarm: 2 }, 'ValidationError'],
  ['two statistics', { ExtendedStatistic: 'p99' }, 'InvalidParameterCombinationException'],
  ['a period of a second', { Period: 1 }, 'InvalidParameterValueException'],
  ['an action that is no ARN', { AlarmActions: ['page me'] }, 'ValidationError'],
  ['a metric and queries', { Metrics: [] }, 'InvalidParameterCombinationException'],
])('refuses %s, and keeps nothing of it', async (_title, settings, name) => {
  const bench = aBench();

  await expect(anAlarm(bench, settings)).rejects.toMatchObject({ name });

  expect((await bench.call('DescribeAlarms', {})).MetricAlarms).toEqual([]);
});

test.each([
  ['an unknown function', 'WIBBLE(m1)'],
  ['an unknown id', 'm1 + m2'],
  ['several series', '[m1, m1]'],
  ['a bracket that is not closed', 'SUM(m1'],
  ['itself', 'e1 + m1'],
])('refuses an expression with %s', async (_title, Expression) => {
  const bench = aBench();
  const Metrics: Json = [
    { Id: 'e1', Expression },
    {
      Id: 'm1',
      MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Orders' }, Period: 60, Stat: 'Sum' },
      ReturnData: false,
    },
  ];
  const settings = { AlarmName: 'a', EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'LessThanThreshold' };

  await expect(bench.call('PutMetricAlarm', { ...settings, Metrics })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining("Error in expression 'e1'"),
  });
});

test('deletes all of the alarms that are named, or none', async () => {
  const bench: Bench = aBench();
  await anAlarm(bench);

  await expect(bench.call('DeleteAlarms', { AlarmNames: ['failures', 'unknown'] })).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
  expect(await stateOf(bench)).toBe('INSUFFICIENT_DATA');
  await bench.call('DeleteAlarms', { AlarmNames: ['failures'] });

  expect((await bench.call('DescribeAlarms', {})).MetricAlarms).toEqual([]);
});
