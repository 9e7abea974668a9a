import type { JsonObject } from '../../../../lib/units';
import { Bucket } from '../../../../local/cloudwatch/metrics/bucket';
import { recordEmbedded } from '../../../../local/cloudwatch/metrics/embedded-format';
import { Metrics } from '../../../../local/cloudwatch/metrics/metrics';
import { minuteOf } from '../../../../local/cloudwatch/metrics/series';
import { statisticOf } from '../../../../local/cloudwatch/metrics/statistic';
import { aBench, type Bench, MINUTE, START } from '../fixture';

const seconds = (millis: number) => millis / 1_000;
const minute = seconds(START - 30_000);

const put = (bench: Bench, datum: JsonObject, Namespace = 'Shop') =>
  bench.call('PutMetricData', { Namespace, MetricData: [{ MetricName: 'Age', ...datum }] });

const statistics = (bench: Bench, more: JsonObject = {}) =>
  bench.call('GetMetricStatistics', {
    Namespace: 'Shop',
    MetricName: 'Age',
    StartTime: minute - 600,
    EndTime: minute + 600,
    Period: 60,
    Statistics: ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'],
    ...more,
  });

test('answers every statistic of a minute, with its unit', async () => {
  const bench = aBench();
  await put(bench, { Value: 5, Unit: 'Seconds' });
  await put(bench, { Values: [1, 2], Counts: [2, 1], Unit: 'Seconds' });
  await put(bench, { StatisticValues: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 }, Unit: 'Seconds' });

  const answer = await statistics(bench);

  expect(answer).toEqual({
    Label: 'Age',
    Datapoints: [
      { Timestamp: minute, Unit: 'Seconds', Sum: 39, SampleCount: 6, Average: 6.5, Minimum: 1, Maximum: 20 },
    ],
  });
});

test('puts minutes together to a longer period', async () => {
  const bench = aBench();
  const hour = minute - (minute % 3_600);
  await put(bench, { Value: 1, Timestamp: hour - 60 });
  await put(bench, { Value: 2, Timestamp: hour });
  await put(bench, { Value: 4, Timestamp: hour + 60 });

  const answer = await statistics(bench, { Period: 120, Statistics: ['Sum'], StartTime: hour - 120 });

  expect(answer.Datapoints).toEqual([
    { Timestamp: hour - 120, Unit: 'None', Sum: 1 },
    { Timestamp: hour, Unit: 'None', Sum: 6 },
  ]);
});

test('tells dimensions apart, in whatever order they are given', async () => {
  const bench = aBench();
  const [a, b] = [
    { Name: 'Stack', Value: 'dev' },
    { Name: 'Service', Value: 'sagas' },
  ] as const;
  await put(bench, { Value: 1, Dimensions: [a, b] });
  await put(bench, { Value: 2, Dimensions: [a] });

  const both = await statistics(bench, { Dimensions: [b, a], Statistics: ['Sum'] });
  const listed = await bench.call('ListMetrics', { Namespace: 'Shop', Dimensions: [{ Name: 'Service' }] });

  expect(both.Datapoints).toEqual([{ Timestamp: minute, Unit: 'None', Sum: 1 }]);
  expect(listed.Metrics).toEqual([{ Namespace: 'Shop', MetricName: 'Age', Dimensions: [b, a] }]);
});

test('computes expressions over the metrics of a request', async () => {
  const bench = aBench();
  await put(bench, { Value: 3, Timestamp: minute - 60 });
  await put(bench, { Value: 4 });

  const answer = await bench.call('GetMetricData', {
    StartTime: minute - 120,
    EndTime: minute + 60,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [
      {
        Id: 'age',
        MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Age' }, Period: 60, Stat: 'Maximum' },
        ReturnData: false,
      },
      { Id: 'doubled', Expression: 'FILL(age, 0) * 2', Label: 'twice' },
    ],
  });

  expect(answer.MetricDataResults).toEqual([
    {
      Id: 'doubled',
      Label: 'twice',
      Timestamps: [minute - 120, minute - 60, minute],
      Values: [0, 6, 8],
      StatusCode: 'Complete',
    },
  ]);
});

test('keeps three hours, and forgets what is older', async () => {
  const bench = aBench();
  const series = bench.cloudwatch.metrics.of('Shop', 'Age');
  const first = minuteOf(START);
  series.add(1);

  await bench.clock.advance(180 * MINUTE);
  series.add(1);
  expect(series.has(first)).toBe(true);
  await bench.clock.advance(MINUTE);
  series.add(1);

  expect(series.has(first)).toBe(false);
});

test('holds a bounded number of metrics', () => {
  const metrics = new Metrics(aBench().clock);

  for (let n = 0; n < 10_050; n++) metrics.of('Shop', `m${n}`).add(1);

  expect([...metrics.all()]).toHaveLength(10_000);
  expect(metrics.find({ namespace: 'Shop', name: 'm0', dimensions: [] })).toBeUndefined();
});

test('tells percentiles exactly of few values, and to within 1 % of many', () => {
  const few = new Bucket();
  for (let value = 1; value <= 100; value++) few.add(value);
  const many = new Bucket();
  for (let value = 1; value <= 10_000; value++) many.add(value);

  expect([50, 99, 100].map((percent) => few.percentile(percent))).toEqual([50, 99, 100]);
  expect(Math.abs((statisticOf(many, 'p99') ?? 0) / 9_900 - 1)).toBeLessThan(0.01);
  expect(many.values.size).toBeLessThan(1_000);
});

test('knows no percentile of a summary', () => {
  const bucket = new Bucket();
  bucket.addSummary({ count: 3, sum: 6, min: 1, max: 3 });

  expect(statisticOf(bucket, 'p50')).toBeUndefined();
  expect(statisticOf(bucket, 'Average')).toBe(2);
});

test('finds metrics in log lines', async () => {
  const bench = aBench();
  const line = JSON.stringify({
    _aws: {
      Timestamp: START,
      CloudWatchMetrics: [
        { Namespace: 'Shop', Dimensions: [['Stack', 'Service'], []], Metrics: [{ Name: 'Age', Unit: 'Seconds' }] },
      ],
    },
    Stack: 'dev',
    Service: 'sagas',
    Age: [3, 9],
  });

  recordEmbedded(bench.cloudwatch.metrics, line);

  const dimensions = [
    { Name: 'Stack', Value: 'dev' },
    { Name: 'Service', Value: 'sagas' },
  ];
  const found = [await statistics(bench, { Dimensions: dimensions }), await statistics(bench)];
  expect(found.map(({ Datapoints }) => Datapoints)).toMatchObject([
    [{ Maximum: 9, SampleCount: 2, Unit: 'Seconds' }],
    [{ Maximum: 9, SampleCount: 2 }],
  ]);
});

test.each([
  'plain text with "_aws"',
  '{"_aws":1}',
  '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"a"}]}}',
  `{"_aws":{"Timestamp":${START},"CloudWatchMetrics":[{"Namespace":"a","Dimensions":[["Gone"]],"Metrics":[{"Name":"m"}]}]},"m":1}`,
])('takes no metric from %s', async (line) => {
  const bench = aBench();

  recordEmbedded(bench.cloudwatch.metrics, line);

  expect([...bench.cloudwatch.metrics.all()]).toEqual([]);
});

test.each<[string, JsonObject, string, string]>([
  ['a namespace of AWS', { Value: 1 }, 'AWS/Lambda', 'InvalidParameterValueException'],
  ['neither a value nor values', {}, 'Shop', 'InvalidParameterCombinationException'],
  ['more values than counts', { Values: [1, 2], Counts: [1] }, 'Shop', 'InvalidParameterValueException'],
])('refuses %s', async (_title, datum, namespace, name) => {
  await expect(put(aBench(), datum, namespace)).rejects.toMatchObject({ name });
});
