import type { JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { AwsError } from '../../../../local/service';
import { Sources, type StreamEventRecord } from './fixture';

const SECOND = 1_000;
const THROTTLED = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);

const open: Sources[] = [];
afterEach(() => {
  for (const sources of open.splice(0)) sources.close();
});

interface Message extends StreamEventRecord {
  readonly body: string;
  readonly messageId: string;
}
const messages = (records: readonly StreamEventRecord[]) => records as unknown as readonly Message[];
const bodiesOfCalls = ({ calls }: Sources) =>
  calls.map(({ records }) =>
    messages(records)
      .map(({ body }) => body)
      .join(' '),
  );

/** Of the messages of the last call. */
const receiveCounts = ({ calls }: Sources) =>
  calls.at(-1)?.records.map((record) => (record.attributes as JsonObject).ApproximateReceiveCount);

/** Maps a queue, whose messages are invisible for 30 seconds, to the function. */
async function aMapping(settings: JsonObject = {}, attributes: JsonObject = {}) {
  const world = new Sources();
  open.push(world);
  const queue = await world.createQueue('orders', attributes);
  const mapping = await world.call('CreateEventSourceMapping', {
    EventSourceArn: queue,
    FunctionName: 'relay',
    ...settings,
  });
  await world.settle();
  const send = async (...bodies: readonly string[]) => {
    for (const body of bodies) await world.sqs.send(queue, body);
  };
  const left = () => world.sqs.messagesOf(queue).map(({ body }) => body);
  return Object.assign(world, { queue, send, left, uuid: String(mapping.UUID) });
}

const turns = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const failAll = () => {
  throw new Error('no');
};

test('sends messages in the shape that functions know, and deletes them afterwards', async () => {
  const world = await aMapping();

  await world.sqs.send(world.queue, 'hello', { attributes: { Trace: 't-1' } });
  await world.settle();

  expect(world.calls[0]?.records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(Date.UTC(2026, 0, 1)),
        SenderId: '123456789012',
        ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 1)),
      },
      messageAttributes: {
        Trace: { stringValue: 't-1', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: world.queue,
      awsRegion: 'eu-west-1',
    },
  ]);
  expect(world.left()).toEqual([]);
});

test('sends at most ten at a time unless told otherwise', async () => {
  const world = await aMapping();
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: false });
  await world.send(...Array.from({ length: 12 }, (_, index) => String(index)));

  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: true });
  await world.settle();

  expect(world.calls.map(({ records }) => records.length)).toEqual([10, 2]);
});

test('leaves what failed to the visibility timeout', async () => {
  const world = await aMapping();
  world.handler = failAll;
  await world.send('a');
  await world.clock.advance(30 * SECOND - 1);
  expect(bodiesOfCalls(world)).toEqual(['a']);

  world.handler = () => null;
  await world.clock.advance(1);

  expect(bodiesOfCalls(world)).toEqual(['a', 'a']);
  expect(world.left()).toEqual([]);
});

test('leaves a message that always fails to the redrive policy of its queue', async () => {
  const world = new Sources();
  open.push(world);
  const dead = await world.createQueue('dead');
  const queue = await world.createQueue('orders', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 3 }),
  });
  await world.call('CreateEventSourceMapping', { EventSourceArn: queue, FunctionName: 'relay' });
  world.handler = failAll;

  await world.sqs.send(queue, 'poison');
  await world.clock.advance(120 * SECOND);

  expect(bodiesOfCalls(world)).toEqual(['poison', 'poison', 'poison']);
  expect(world.sqs.messagesOf(dead).map(({ body }) => body)).toEqual(['poison']);
  expect(world.sqs.messagesOf(queue)).toEqual([]);
});

test('keeps only the messages that were reported', async () => {
  const world = await aMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: false });
  await world.send('a', 'bad', 'c');
  world.handler = (records) => ({
    batchItemFailures: messages(records)
      .filter(({ body }) => body === 'bad')
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  });

  await world.call('UpdateEventSourceMapping', { UUID: world.uuid, Enabled: true });
  await world.settle();

  expect(world.left()).toEqual(['bad']);
  await world.clock.advance(30 * SECOND);
  expect(bodiesOfCalls(world)).toEqual(['a bad c', 'bad']);
});

test('keeps all when an identifier is not of the batch', async () => {
  const world = await aMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  world.handler = () => ({ batchItemFailures: [{ itemIdentifier: 'nobody' }] });

  await world.send('a');
  await world.settle();

  expect(world.left()).toEqual(['a']);
});

test('deletes what the filter turns away without sending it', async () => {
  const Pattern = JSON.stringify({ body: { kind: ['order'] } });
  const world = await aMapping({ FilterCriteria: { Filters: [{ Pattern }] } });

  await world.send('{"kind":"order"}', '{"kind":"other"}', 'plain text');
  await world.settle();

  expect(bodiesOfCalls(world)).toEqual(['{"kind":"order"}']);
  expect(world.left()).toEqual([]);
});

test('filters plain text by a pattern for text', async () => {
  const Pattern = JSON.stringify({ body: [{ prefix: 'keep' }] });
  const world = await aMapping({ FilterCriteria: { Filters: [{ Pattern }] } });

  await world.send('keep me', 'drop me', '{"keep":1}');
  await world.settle();

  expect(bodiesOfCalls(world)).toEqual(['keep me']);
});

test('gathers a batch until its window ends or it is full', async () => {
  const world = await aMapping({ BatchSize: 3, MaximumBatchingWindowInSeconds: 5 });
  await world.send('a', 'b');
  await world.clock.advance(4_999);
  expect(world.calls).toEqual([]);

  await world.clock.advance(1);
  await world.send('c', 'd', 'e');
  await world.settle();

  expect(bodiesOfCalls(world)).toEqual(['a b', 'c d e']);
});

test('invokes no more at a time than its maximum concurrency', async () => {
  const world = await aMapping({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
  let [working, most] = [0, 0];
  world.handler = async () => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setImmediate(resolve));
    working--;
    return null;
  };

  await world.send('a', 'b', 'c', 'd', 'e', 'f');
  await world.settle();

  expect(most).toBe(2);
  expect(world.calls).toHaveLength(6);
  expect(world.left()).toEqual([]);
});

test('tries a throttled batch again while its messages stay invisible, and loses none', async () => {
  const world = await aMapping();
  world.handler = () => {
    throw THROTTLED;
  };
  await world.send('a', 'b');
  await world.clock.advance(7 * SECOND);
  const attempts = world.calls.map(({ at }) => (at - Date.UTC(2026, 0, 1)) / SECOND);

  world.handler = () => null;
  await world.clock.advance(8 * SECOND);

  expect(attempts).toEqual([0, 1, 3, 7]);
  expect(world.left()).toEqual([]);
  expect(receiveCounts(world)).toEqual(['1', '1']);
});

test('gives a batch that stays throttled back to its queue', async () => {
  const world = await aMapping();
  world.handler = () => {
    throw THROTTLED;
  };
  await world.send('a');
  await world.clock.advance(29 * SECOND);
  world.handler = () => null;

  await world.clock.advance(1 * SECOND);

  expect(receiveCounts(world)).toEqual(['2']);
  expect(world.left()).toEqual([]);
});

test('takes up in a new process what an earlier one had in hand, when it is visible again', async () => {
  const first = await aMapping();
  let release: (value: null) => void = () => undefined;
  first.handler = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await first.send('a');
  await turns();
  first.close();
  release(null);
  await turns();

  const second = new Sources(first.store, new VirtualClock(first.clock.now(), 'hold'));
  open.push(second);
  await second.clock.advance(30 * SECOND);

  expect([bodiesOfCalls(first), bodiesOfCalls(second)]).toEqual([['a'], ['a']]);
});

test('ends when its queue is deleted', async () => {
  const world = await aMapping();
  await world.sqs.call('DeleteQueue', { QueueUrl: world.sqs.queueUrl(world.queue) }, { kind: 'client' });

  await world.clock.advance(60 * SECOND);

  expect(world.calls).toEqual([]);
});
