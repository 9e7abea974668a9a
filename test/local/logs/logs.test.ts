import type { JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { Metrics } from '../../../local/cloudwatch/metrics/metrics';
import { minuteOf } from '../../../local/cloudwatch/metrics/series';
import { createLogs, type Logs } from '../../../local/logs/logs';
import { CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

const GROUP = '/aws/lambda/place-order';

interface Bench {
  readonly clock: VirtualClock;
  readonly logs: Logs;
  readonly metrics: Metrics;
  readonly store: Store;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
}

function aBench(store: Store = new MemoryStore()): Bench {
  const clock = new VirtualClock(undefined, 'hold');
  const metrics = new Metrics(clock);
  const logs = createLogs({ store, clock, region: 'eu-west-1', account: '123456789012', metrics });
  return { clock, logs, metrics, store, call: (operation, input) => logs.call(operation, input, CLIENT) };
}

const put = ({ logs, clock }: Bench, ...messages: readonly string[]) =>
  logs.put(
    GROUP,
    'one',
    messages.map((message, index) => ({ timestamp: clock.now() + index, message })),
  );

async function filtered(bench: Bench, filterPattern: string): Promise<readonly unknown[]> {
  const { events } = await bench.call('FilterLogEvents', { logGroupName: GROUP, filterPattern });
  return (events as readonly JsonObject[]).map(({ message }) => message);
}

test('keeps what a service puts, in a group and a stream of that name', async () => {
  const bench = aBench();

  put(bench, 'first', 'second');

  const now = bench.clock.now();
  const read = await bench.call('GetLogEvents', { logGroupName: GROUP, logStreamName: 'one', startFromHead: true });
  expect(read.events).toEqual([
    { timestamp: now, message: 'first', ingestionTime: now },
    { timestamp: now + 1, message: 'second', ingestionTime: now },
  ]);
  expect(await bench.call('DescribeLogGroups', { logGroupNamePrefix: '/aws/' })).toEqual({
    logGroups: [
      {
        logGroupName: GROUP,
        creationTime: now,
        metricFilterCount: 0,
        arn: `arn:aws:logs:eu-west-1:123456789012:log-group:${GROUP}:*`,
        logGroupArn: `arn:aws:logs:eu-west-1:123456789012:log-group:${GROUP}`,
        storedBytes: 11,
        logGroupClass: 'STANDARD',
      },
    ],
  });
  expect((await bench.call('DescribeLogStreams', { logGroupName: GROUP })).logStreams).toMatchObject([
    { logStreamName: 'one', firstEventTimestamp: now, lastEventTimestamp: now + 1 },
  ]);
});

test('pages forwards and backwards through a stream, and says by an equal token that there is no more', async () => {
  const bench = aBench();
  put(bench, 'a', 'b', 'c', 'd', 'e');
  const read = async (more: JsonObject) => {
    const answer = await bench.call('GetLogEvents', { logGroupName: GROUP, logStreamName: 'one', limit: 2, ...more });
    const messages = (answer.events as readonly JsonObject[]).map(({ message }) => String(message)).join('');
    return { messages, forward: answer.nextForwardToken ?? '', backward: answer.nextBackwardToken ?? '' };
  };

  const first = await read({ startFromHead: true });
  const second = await read({ nextToken: first.forward });
  const third = await read({ nextToken: second.forward });
  const end = await read({ nextToken: third.forward });
  const last = await read({});
  const before = await read({ nextToken: last.backward });

  expect([first, second, third, end].map(({ messages }) => messages)).toEqual(['ab', 'cd', 'e', '']);
  expect(end.forward).toBe(third.forward);
  expect([last.messages, before.messages]).toEqual(['de', 'bc']);
});

const LINES = [
  'ERROR out of stock',
  'INFO all is well',
  '{"level":"ERROR","status":500,"user":{"name":"ann"},"tags":["a","b"]}',
  '{"level":"WARN","status":404,"user":null,"ok":true}',
];

test.each<[string, readonly number[]]>([
  ['', [0, 1, 2, 3]],
  ['ERROR', [0, 2]],
  ['ERROR stock', [0]],
  ['"out of stock"', [0]],
  ['?stock ?well', [0, 1]],
  ['ERROR -stock', [2]],
  ['%l+ is%', [1]],
  ['{ $.level = "ERROR" }', [2]],
  ['{ $.level = "*R*" && $.status >= 500 }', [2]],
  ['{ ($.status = 404 || $.status = 500) && $.ok IS TRUE }', [3]],
  ['{ $.status != 500 }', [3]],
  ['{ $.user IS NULL }', [3]],
  ['{ $.user.name = "ann" }', [2]],
  ['{ $.tags[1] = "b" }', [2]],
  ['{ $.ok NOT EXISTS }', [2]],
])('finds events by the pattern %s', async (pattern, expected) => {
  const bench = aBench();
  put(bench, ...LINES);

  expect(await filtered(bench, pattern)).toEqual(expected.map((index) => LINES[index]));
});

test.each([
  '{ $.a = }',
  '{ $.a ~ 1 }',
  '{ $.a = 1',
  '[ip, user]',
  '"open',
  '%(%',
  '{ $.a < "x" }',
])('refuses the pattern %s', async (pattern) => {
  const bench = aBench();
  put(bench, 'x');

  await expect(filtered(bench, pattern)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('makes metrics of the events that a metric filter matches, and of embedded ones', async () => {
  const bench = aBench();
  await bench.call('CreateLogGroup', { logGroupName: GROUP });
  await bench.call('PutMetricFilter', {
    logGroupName: GROUP,
    filterName: 'failures',
    filterPattern: '{ $.status >= 500 }',
    metricTransformations: [
      {
        metricName: 'Failed',
        metricNamespace: 'Shop',
        metricValue: '$.status',
        dimensions: { Level: '$.level' },
      },
    ],
  });
  const directive = { Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'Age' }] };
  const embedded = { _aws: { Timestamp: bench.clock.now(), CloudWatchMetrics: [directive] }, Age: 7 };

  put(bench, ...LINES, JSON.stringify(embedded));

  const minute = minuteOf(bench.clock.now());
  const sumOf = (name: string, dimensions: { [name: string]: string } = {}) =>
    bench.metrics.of('Shop', name, dimensions).between(minute, minute + 1)?.sum;
  expect([sumOf('Failed', { Level: 'ERROR' }), sumOf('Age')]).toEqual([500, 7]);
});

test('holds the last events of a group, by number and by size', async () => {
  const bench = aBench();
  for (let n = 0; n < 25_000; n++) put(bench, String(n));
  const count = async () => (await filtered(bench, '')).length;

  expect(await count()).toBe(10_000);
  expect((await filtered(bench, '24999'))[0]).toBe('24999');
  for (let n = 0; n < 20; n++) put(bench, 'x'.repeat(1_000_000));

  expect(await count()).toBe(8);
});

test('forgets what is older than its retention', async () => {
  const bench = aBench();
  put(bench, 'old');
  await bench.call('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 1 });

  await bench.clock.advance(24 * 3_600_000);
  expect(await filtered(bench, '')).toEqual(['old']);
  await bench.clock.advance(1);

  expect(await filtered(bench, '')).toEqual([]);
});

test('keeps what is set for a group, and not its events, in the store', async () => {
  const first = aBench();
  await first.call('CreateLogGroup', { logGroupName: GROUP, tags: { team: 'shop' } });
  await first.call('PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 7 });
  put(first, 'x');

  const second = aBench(first.store);

  expect((await second.call('DescribeLogGroups', {})).logGroups).toMatchObject([
    { retentionInDays: 7, storedBytes: 0 },
  ]);
  expect(
    await second.call('ListTagsForResource', { resourceArn: `arn:aws:logs:eu-west-1:123456789012:log-group:${GROUP}` }),
  ).toEqual({ tags: { team: 'shop' } });
});

test('takes of what it is sent the events that are neither too old nor too new', async () => {
  const bench = aBench();
  await bench.call('CreateLogGroup', { logGroupName: GROUP });
  await bench.call('CreateLogStream', { logGroupName: GROUP, logStreamName: 'one' });
  const now = bench.clock.now();
  const HOUR = 3_600_000;
  const times = [now - 14 * 24 * HOUR - 1, now - 14 * 24 * HOUR, now + 2 * HOUR, now + 2 * HOUR + 1];

  const answer = await bench.call('PutLogEvents', {
    logGroupName: GROUP,
    logStreamName: 'one',
    logEvents: times.map((timestamp) => ({ timestamp, message: String(timestamp - now) })),
  });

  expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 });
  expect(await filtered(bench, '')).toEqual([String(-14 * 24 * HOUR), String(2 * HOUR)]);
});

test.each<[string, string, JsonObject, string]>([
  [
    'a group that is not there',
    'GetLogEvents',
    { logGroupName: 'none', logStreamName: 'a' },
    'ResourceNotFoundException',
  ],
  [
    'a stream that is not there',
    'GetLogEvents',
    { logGroupName: GROUP, logStreamName: 'a' },
    'ResourceNotFoundException',
  ],
  ['a group twice', 'CreateLogGroup', { logGroupName: GROUP }, 'ResourceAlreadyExistsException'],
  ['a name that is none', 'CreateLogGroup', { logGroupName: 'a b' }, 'InvalidParameterException'],
  ['two days', 'PutRetentionPolicy', { logGroupName: GROUP, retentionInDays: 2 }, 'InvalidParameterException'],
  [
    'events out of order',
    'PutLogEvents',
    {
      logGroupName: GROUP,
      logStreamName: 'one',
      logEvents: [
        { timestamp: 2, message: 'b' },
        { timestamp: 1, message: 'a' },
      ],
    },
    'InvalidParameterException',
  ],
])('refuses %s', async (_title, operation, input, name) => {
  const bench = aBench();
  put(bench, 'x');

  await expect(bench.call(operation, input)).rejects.toMatchObject({ name });
});
