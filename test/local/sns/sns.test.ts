import type { JsonObject } from '../../../lib/units';
import { VirtualClock, type VirtualMode } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { AwsError, CLIENT } from '../../../local/service';
import { createSns, type Sns, type SnsNotice } from '../../../local/sns/sns';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:pages';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:inbox';
const OTHER = 'arn:aws:sqs:eu-west-1:123456789012:other';
const DEAD = 'arn:aws:sqs:eu-west-1:123456789012:dead';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:page';

interface Bench {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly sns: Sns;
  readonly sent: { readonly queueArn: string; readonly message: JsonObject; readonly at: number }[];
  readonly invoked: { readonly functionArn: string; readonly payload: string }[];
  readonly notices: SnsNotice[];
  refuse: (arn: string) => Error | undefined;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
}

function aBench({ mode = 'skip', store = new MemoryStore() }: { mode?: VirtualMode; store?: Store } = {}): Bench {
  const clock = new VirtualClock(undefined, mode);
  const begun = clock.now();
  const take = (arn: string) => {
    const error = bench.refuse(arn);
    if (error !== undefined) throw error;
  };
  const sns = createSns({
    store,
    clock,
    entropy: seededEntropy(1),
    region: 'eu-west-1',
    account: '123456789012',
    destinations: {
      sendMessage: async (queueArn, message) => {
        take(queueArn);
        bench.sent.push({ queueArn, message, at: clock.now() - begun });
      },
      invoke: async (functionArn, payload) => {
        take(functionArn);
        bench.invoked.push({ functionArn, payload });
      },
    },
  });
  sns.start();
  const bench: Bench = {
    clock,
    store,
    sns,
    sent: [],
    invoked: [],
    notices: [],
    refuse: () => undefined,
    call: (operation, input) => sns.call(operation, input, CLIENT),
  };
  sns.subscribe((notice) => bench.notices.push(notice));
  return bench;
}

async function aTopic(bench: Bench = aBench()): Promise<Bench> {
  await bench.call('CreateTopic', { Name: 'pages' });
  return bench;
}

const subscribe = (bench: Bench, Endpoint: string, Attributes: JsonObject = {}, Protocol = 'sqs') =>
  bench.call('Subscribe', { TopicArn: TOPIC, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true });

const publish = (bench: Bench, Message: string, more: JsonObject = {}) =>
  bench.call('Publish', { TopicArn: TOPIC, Message, ...more });

const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
const text = (value: string): JsonObject => ({ DataType: 'String', StringValue: value });
const body = (message: JsonObject | undefined): JsonObject => JSON.parse(String(message?.MessageBody)) as JsonObject;

test('wraps a message for a queue', async () => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE);

  const { MessageId = '' } = await publish(bench, 'wake up', {
    Subject: 'ALARM',
    MessageAttributes: { kind: text('page') },
  });
  await settled();

  expect(bench.sent.map(({ queueArn }) => queueArn)).toEqual([QUEUE]);
  expect(body(bench.sent[0]?.message)).toEqual({
    Type: 'Notification',
    MessageId,
    TopicArn: TOPIC,
    Subject: 'ALARM',
    Message: 'wake up',
    Timestamp: '2026-01-01T00:00:00.000Z',
    SignatureVersion: '1',
    Signature: expect.any(String),
    SigningCertURL: expect.stringContaining('https://sns.eu-west-1.amazonaws.com/'),
    UnsubscribeURL: expect.stringContaining(`SubscriptionArn=${TOPIC}:`),
    MessageAttributes: { kind: { Type: 'String', Value: 'page' } },
  });
});

test('gives a queue the message itself when it asks for it raw', async () => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE, { RawMessageDelivery: 'true' });

  await publish(bench, '{"a":1}', { MessageAttributes: { kind: text('page') } });
  await settled();

  expect(bench.sent[0]?.message).toEqual({ MessageBody: '{"a":1}', MessageAttributes: { kind: text('page') } });
});

test('invokes a function with a record', async () => {
  const bench = await aTopic();
  const { SubscriptionArn } = await subscribe(bench, FUNCTION, {}, 'lambda');

  await publish(bench, 'wake up');
  await settled();

  expect(JSON.parse(bench.invoked[0]?.payload ?? '')).toMatchObject({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: SubscriptionArn,
        Sns: { Type: 'Notification', Subject: null, Message: 'wake up', TopicArn: TOPIC, MessageAttributes: {} },
      },
    ],
  });
});

test('gives each protocol its own text', async () => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE, { RawMessageDelivery: 'true' });
  await subscribe(bench, FUNCTION, {}, 'lambda');

  await publish(bench, JSON.stringify({ default: 'for all', sqs: 'for queues' }), { MessageStructure: 'json' });
  await settled();

  expect(bench.sent[0]?.message.MessageBody).toBe('for queues');
  expect(JSON.parse(bench.invoked[0]?.payload ?? '').Records[0].Sns.Message).toBe('for all');
});

test.each<[string, JsonObject, readonly string[]]>([
  ['{"kind":["page"]}', {}, ['page']],
  ['{"kind":[{"anything-but":"page"}]}', {}, ['info']],
  ['{"level":[{"numeric":[">=",3]}]}', {}, ['page']],
  ['{"tags":["b"]}', {}, ['page']],
  ['{"level":[{"exists":false}]}', {}, ['none']],
  ['{"order":{"total":[{"numeric":[">",100]}]}}', { FilterPolicyScope: 'MessageBody' }, ['{"order":{"total":101}}']],
])('delivers what the filter policy %s lets through', async (FilterPolicy, more, expected) => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE, { FilterPolicy, RawMessageDelivery: 'true', ...more });
  const level = (value: string) => ({ DataType: 'Number', StringValue: value });

  await publish(bench, 'page', {
    MessageAttributes: {
      kind: text('page'),
      level: level('3'),
      tags: { DataType: 'String.Array', StringValue: '["a","b"]' },
    },
  });
  await publish(bench, 'info', { MessageAttributes: { kind: text('info'), level: level('2') } });
  await publish(bench, 'none');
  await publish(bench, '{"order":{"total":101}}', { MessageAttributes: { level: level('1') } });
  await settled();

  expect(bench.sent.map(({ message }) => message.MessageBody)).toEqual(expected);
});

test('tries again what a service failed at, at once and then ever slower', async () => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE);
  let failures = 0;
  bench.refuse = () => (failures++ < 7 ? new AwsError('InternalError', 'down', 500) : undefined);

  await publish(bench, 'wake up');
  await bench.clock.advance(10_000);

  expect(failures).toBe(8);
  // Three times at once, twice after a second, then after 1 and 1.395 seconds.
  expect(bench.sent.map(({ at }) => at)).toEqual([1_000 + 1_000 + 1_000 + 1_395]);
  expect(bench.notices.map(({ kind }) => kind)).toEqual(['published', 'delivered']);
});

test('sends what can never be delivered to the dead-letter queue, or drops it', async () => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD }) });
  await subscribe(bench, OTHER);
  bench.refuse = (arn) => (arn === DEAD ? undefined : new AwsError('QueueDoesNotExist', 'gone'));

  await publish(bench, 'wake up');
  await settled();

  expect(bench.sent.map(({ queueArn, message }) => [queueArn, body(message).Message])).toEqual([[DEAD, 'wake up']]);
  expect(bench.notices.map(({ kind }) => kind).sort()).toEqual(['deadLettered', 'dropped', 'published']);
});

test('delivers after a restart what an earlier process had accepted', async () => {
  const first = await aTopic(aBench({ mode: 'hold' }));
  await subscribe(first, QUEUE);
  first.refuse = () => new AwsError('InternalError', 'down', 500);
  await publish(first, 'wake up');
  await settled();
  first.sns.close();

  const second = aBench({ store: first.store });
  await second.clock.advance(60_000);

  expect(second.sent.map(({ message }) => body(message).Message)).toEqual(['wake up']);
});

test('keeps messages to people for someone to see, and lists them as unconfirmed', async () => {
  const bench = await aTopic();
  const { SubscriptionArn } = await bench.call('Subscribe', {
    TopicArn: TOPIC,
    Protocol: 'email',
    Endpoint: 'on-call@example.com',
  });

  await publish(bench, 'wake up', { Subject: 'ALARM' });

  const { Subscriptions } = await bench.call('ListSubscriptionsByTopic', { TopicArn: TOPIC });
  expect(SubscriptionArn).toBe('pending confirmation');
  expect(Subscriptions).toEqual([
    {
      SubscriptionArn: 'PendingConfirmation',
      Owner: '123456789012',
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
      TopicArn: TOPIC,
    },
  ]);
  expect(bench.sns.unsent()).toMatchObject([
    {
      protocol: 'email',
      endpoint: 'on-call@example.com',
      message: { subject: 'ALARM', texts: { default: 'wake up' } },
    },
  ]);
});

test('counts subscriptions in the attributes of a topic, and forgets them with it', async () => {
  const bench = await aTopic();
  await subscribe(bench, QUEUE);
  await subscribe(bench, 'on-call@example.com', {}, 'email');

  const { Attributes } = await bench.call('GetTopicAttributes', { TopicArn: TOPIC });
  expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '1', SubscriptionsPending: '1', TopicArn: TOPIC });
  await bench.call('DeleteTopic', { TopicArn: TOPIC });
  await bench.call('DeleteTopic', { TopicArn: TOPIC });

  expect(await bench.call('ListSubscriptions', {})).toEqual({ Subscriptions: [] });
  await expect(publish(bench, 'x')).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Topic does not exist',
    statusCode: 404,
  });
});

test('subscribes an endpoint once', async () => {
  const bench = await aTopic();

  const first = await subscribe(bench, QUEUE, { RawMessageDelivery: 'true' });
  const second = await subscribe(bench, QUEUE);

  expect(second).toEqual(first);
  await expect(subscribe(bench, QUEUE, { RawMessageDelivery: 'false' })).rejects.toMatchObject({
    message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
  });
});

test('refuses entries of a batch one by one, and a batch as a whole', async () => {
  const bench = await aTopic();
  const batch = (...entries: readonly JsonObject[]) =>
    bench.call('PublishBatch', { TopicArn: TOPIC, PublishBatchRequestEntries: entries });

  const answer = await batch({ Id: 'a', Message: 'x' }, { Id: 'b', Message: '' });

  expect(answer).toEqual({
    Successful: [{ Id: 'a', MessageId: expect.any(String) }],
    Failed: [{ Id: 'b', Code: 'InvalidParameter', Message: 'Invalid parameter: Empty message', SenderFault: true }],
  });
  await expect(batch()).rejects.toMatchObject({ name: 'EmptyBatchRequestException' });
  await expect(batch({ Id: 'a', Message: 'x' }, { Id: 'a', Message: 'y' })).rejects.toMatchObject({
    name: 'BatchEntryIdsNotDistinctException',
  });
});

test.each<[string, JsonObject, string]>([
  ['no text', { Message: '' }, 'Invalid parameter: Empty message'],
  ['too long a text', { Message: 'x'.repeat(262_145) }, 'Invalid parameter: Message too long'],
  ['a subject of two lines', { Message: 'x', Subject: 'a\nb' }, 'Invalid parameter: Subject'],
  ['a subject of 101 characters', { Message: 'x', Subject: 'a'.repeat(101) }, 'Invalid parameter: Subject'],
  [
    'a structure without a default',
    { Message: '{"sqs":"x"}', MessageStructure: 'json' },
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  ],
])('refuses to publish %s', async (_title, input, message) => {
  const bench = await aTopic();

  await expect(bench.call('Publish', { TopicArn: TOPIC, ...input })).rejects.toMatchObject({ message });
});

test.each<[string, string, string, JsonObject]>([
  ['a protocol that is none', 'pigeon', 'x', {}],
  ['an endpoint that is no queue', 'sqs', 'inbox', {}],
  ['an attribute that is none', 'sqs', QUEUE, { Colour: 'red' }],
  ['a filter policy that is none', 'sqs', QUEUE, { FilterPolicy: '{"a":1}' }],
  ['a redrive policy without a queue', 'sqs', QUEUE, { RedrivePolicy: '{}' }],
])('refuses to subscribe %s', async (_title, protocol, endpoint, attributes) => {
  const bench = await aTopic();

  await expect(subscribe(bench, endpoint, attributes, protocol)).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  expect((await bench.call('ListSubscriptions', {})).Subscriptions).toEqual([]);
});
