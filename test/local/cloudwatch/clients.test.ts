/** The official clients against the model, over HTTP and directly: JSON for CloudWatch, and its older query protocol. */
import { request } from 'node:http';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  InvalidParameterValueException,
  ListDashboardsCommand,
  ListMetricsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { VirtualClock } from '../../../local/clock';
import { streamline } from '../../../local/wire/streamline';
import { createWorld, type World } from '../../../local/world';
import { START } from './fixture';

let world: World;
beforeAll(async () => {
  world = await createWorld({ port: 0, clock: new VirtualClock(START, 'hold') });
});
afterAll(() => world.close());

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const overHttp = () => new CloudWatchClient({ endpoint: world.endpoint ?? '', region: 'us-east-1', credentials });
const direct = () => new CloudWatchClient(world.clientConfig());
const streamlined = () => {
  const client = direct();
  streamline(client);
  return client;
};

describe.each([
  ['over HTTP', overHttp],
  ['directly', direct],
  ['directly and streamlined', streamlined],
] as const)('the official client %s', (title, clientOf) => {
  const name = title.replaceAll(' ', '-');
  const minute = new Date(START - 30_000);

  test('puts metrics and reads them back, with dates and numbers', async () => {
    const client = clientOf();
    const metric = { Namespace: name, MetricName: 'Age', Dimensions: [{ Name: 'Stack', Value: '1' }] };
    await client.send(
      new PutMetricDataCommand({
        Namespace: name,
        MetricData: [{ MetricName: 'Age', Dimensions: metric.Dimensions, Values: [1, 3], Timestamp: new Date(START) }],
      }),
    );
    const span = { StartTime: minute, EndTime: new Date(START + 60_000) };

    const statistics = await client.send(
      new GetMetricStatisticsCommand({ ...metric, ...span, Period: 60, Statistics: ['Average', 'SampleCount'] }),
    );
    const data = await client.send(
      new GetMetricDataCommand({
        ...span,
        MetricDataQueries: [
          { Id: 'age', MetricStat: { Metric: metric, Period: 60, Stat: 'p100' } },
          { Id: 'half', Expression: 'age / 2' },
        ],
      }),
    );
    const listed = await client.send(new ListMetricsCommand({ Namespace: name }));

    expect(statistics.Datapoints).toEqual([{ Timestamp: minute, Average: 2, SampleCount: 2, Unit: 'None' }]);
    expect(data.MetricDataResults?.map(({ Id, Values, Timestamps }) => [Id, Values, Timestamps])).toEqual([
      ['age', [3], [minute]],
      ['half', [1.5], [minute]],
    ]);
    expect(listed.Metrics).toEqual([metric]);
  });

  test('keeps alarms, their tags, states and history', async () => {
    const client = clientOf();
    const metric = { Namespace: name, MetricName: 'Failures', Statistic: 'Sum', Period: 60 } as const;
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName: name,
        ...metric,
        EvaluationPeriods: 1,
        Threshold: 0.5,
        ComparisonOperator: 'GreaterThanThreshold',
        Tags: [{ Key: 'team', Value: 'shop' }],
      }),
    );
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: [name] }));
    await client.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: 'ALARM', StateReason: 'a drill' }));
    await client.send(new EnableAlarmActionsCommand({ AlarmNames: [name] }));

    const [alarm] = (await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms ?? [];
    const ofMetric = await client.send(new DescribeAlarmsForMetricCommand(metric));
    const arn = { ResourceARN: alarm?.AlarmArn ?? '' };
    await client.send(new TagResourceCommand({ ...arn, Tags: [{ Key: 'tier', Value: '1' }] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand(arn));
    const history = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: name, MaxRecords: 2 }));

    expect(alarm).toMatchObject({
      StateValue: 'ALARM',
      StateReason: 'a drill',
      StateUpdatedTimestamp: new Date(START),
      ActionsEnabled: true,
      Threshold: 0.5,
    });
    expect(ofMetric.MetricAlarms).toHaveLength(1);
    expect(Tags).toEqual([
      { Key: 'team', Value: 'shop' },
      { Key: 'tier', Value: '1' },
    ]);
    expect(history.AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      `Alarm "${name}" updated`,
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ]);
    expect(history.NextToken).toBeDefined();
  });

  test('keeps dashboards', async () => {
    const client = clientOf();
    const DashboardBody = '{"widgets":[]}';
    await client.send(new PutDashboardCommand({ DashboardName: name, DashboardBody }));

    const dashboard = await client.send(new GetDashboardCommand({ DashboardName: name }));
    const { DashboardEntries } = await client.send(new ListDashboardsCommand({ DashboardNamePrefix: name }));

    expect(dashboard.DashboardBody).toBe(DashboardBody);
    expect(DashboardEntries?.find(({ DashboardName }) => DashboardName === name)).toMatchObject({
      DashboardArn: `arn:aws:cloudwatch::000000000000:dashboard/${name}`,
      Size: 14,
      LastModified: new Date(START),
    });
  });

  test('throws the exceptions that the service names', async () => {
    const client = clientOf();
    const state = new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'x' });

    await expect(client.send(state)).rejects.toBeInstanceOf(ResourceNotFound);
    // Of the two exceptions that share a code in the query protocol the client takes this one.
    await expect(client.send(new GetDashboardCommand({ DashboardName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: 'Dashboard none does not exist',
    });
    await expect(
      client.send(new PutMetricDataCommand({ Namespace: 'AWS/x', MetricData: [{ MetricName: 'm', Value: 1 }] })),
    ).rejects.toBeInstanceOf(InvalidParameterValueException);
  });
});

/** As older clients send it. */
function query(form: { readonly [name: string]: string }): Promise<{ readonly status: number; readonly text: string }> {
  const body = new URLSearchParams({ Version: '2010-08-01', ...form }).toString();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const sent = request(world.endpoint ?? '', { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('the query protocol puts data and alarms, and answers XML', async () => {
  const put = await query({
    Action: 'PutMetricData',
    Namespace: 'Query',
    'MetricData.member.1.MetricName': 'Age',
    'MetricData.member.1.Value': '5',
    'MetricData.member.1.Dimensions.member.1.Name': 'Stack',
    'MetricData.member.1.Dimensions.member.1.Value': '7',
  });
  const alarm = await query({
    Action: 'PutMetricAlarm',
    AlarmName: 'a<b',
    Namespace: 'Query',
    MetricName: 'Age',
    Statistic: 'Sum',
    Period: '60',
    EvaluationPeriods: '1',
    Threshold: '2.5',
    ComparisonOperator: 'GreaterThanThreshold',
    ActionsEnabled: 'false',
  });

  const described = await query({ Action: 'DescribeAlarms', 'AlarmNames.member.1': 'a<b' });
  const listed = await query({ Action: 'ListMetrics', Namespace: 'Query' });

  expect([put.status, alarm.status]).toEqual([200, 200]);
  expect(described.text).toContain('<AlarmName>a&lt;b</AlarmName>');
  expect(described.text).toContain('<Threshold>2.5</Threshold>');
  expect(described.text).toContain('<ActionsEnabled>false</ActionsEnabled>');
  expect(described.text).toContain('<StateUpdatedTimestamp>2026-02-05T06:28:30.000Z</StateUpdatedTimestamp>');
  expect(listed.text).toContain(
    '<Dimensions><member><Name>Stack</Name><Value>7</Value></member></Dimensions></member></Metrics>',
  );
});

test('the query protocol refuses in XML', async () => {
  const { status, text } = await query({
    Action: 'SetAlarmState',
    AlarmName: 'none',
    StateValue: 'OK',
    StateReason: 'x',
  });

  expect(status).toBe(404);
  expect(text).toContain(
    '<Error><Type>Sender</Type><Code>ResourceNotFound</Code><Message>The alarm does not exist.</Message></Error>',
  );
});
