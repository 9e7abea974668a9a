import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../lib/units';
import { aQueue, bodies, receive, send, URL } from './fixture';

const md5 = (...parts: readonly (string | Buffer)[]) => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};
const length = (n: number) => Buffer.from([0, 0, 0, n]);

test('a sent message is received with its digests', async () => {
  const bench = await aQueue();

  const sent = await send(bench, 'hello');
  const [message] = await receive(bench);

  expect(sent).toEqual({ MessageId: expect.any(String), MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' });
  expect(message).toEqual({
    MessageId: sent.MessageId,
    ReceiptHandle: expect.any(String),
    Body: 'hello',
    MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
  });
});

test('the digest of the attributes covers name, type and value of each, in order of name', async () => {
  const bench = await aQueue();
  const MessageAttributes = {
    n: { DataType: 'Number', StringValue: '12' },
    b: { DataType: 'Binary.gif', BinaryValue: Buffer.from([1, 2]).toString('base64') },
  };

  const sent = await send(bench, 'x', { MessageAttributes });
  const [all] = await receive(bench, { MessageAttributeNames: ['All'], VisibilityTimeout: 0 });
  const [one] = await receive(bench, { MessageAttributeNames: ['n'], VisibilityTimeout: 0 });
  const [none] = await receive(bench);

  const b = [length(1), 'b', length(10), 'Binary.gif', Buffer.from([2]), length(2), Buffer.from([1, 2])];
  const n = [length(1), 'n', length(6), 'Number', Buffer.from([1]), length(2), '12'];
  expect(sent.MD5OfMessageAttributes).toBe(md5(...b, ...n));
  expect(all).toMatchObject({ MessageAttributes, MD5OfMessageAttributes: md5(...b, ...n) });
  expect(one).toMatchObject({ MessageAttributes: { n: MessageAttributes.n }, MD5OfMessageAttributes: md5(...n) });
  expect(none).not.toHaveProperty('MessageAttributes');
});

test('attributes may be asked for by prefix', async () => {
  const bench = await aQueue();
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  await send(bench, 'x', { MessageAttributes: { 'a.one': text('1'), 'a.two': text('2'), b: text('3') } });

  const [message] = await receive(bench, { MessageAttributeNames: ['a.*'] });

  expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['a.one', 'a.two']);
});

test('system attributes tell of sending and receiving', async () => {
  const bench = await aQueue();
  await send(bench, 'x', {
    MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
  });
  await bench.clock.advance(1_000);
  await receive(bench, { VisibilityTimeout: 1 });
  await bench.clock.advance(1_000);

  const [message] = await receive(bench, { MessageSystemAttributeNames: ['All'] });

  expect(message?.Attributes).toEqual({
    SenderId: '123456789012',
    SentTimestamp: '1767225600000',
    ApproximateReceiveCount: '2',
    ApproximateFirstReceiveTimestamp: '1767225601000',
    AWSTraceHeader: 'Root=1',
  });
});

test('a received message is invisible until its timeout ends', async () => {
  const bench = await aQueue();
  await send(bench, 'x');
  await receive(bench);

  await bench.clock.advance(29_999);
  expect(await receive(bench)).toEqual([]);
  await bench.clock.advance(1);
  expect(bodies(await receive(bench))).toEqual(['x']);
});

test('a delayed message appears when its delay ends; its own delay overrules the queue', async () => {
  const bench = await aQueue({ DelaySeconds: '5' });
  await send(bench, 'queue');
  await send(bench, 'none', { DelaySeconds: 0 });

  expect(bodies(await receive(bench))).toEqual(['none']);
  await bench.clock.advance(4_999);
  expect(await receive(bench)).toEqual([]);
  await bench.clock.advance(1);
  expect(bodies(await receive(bench))).toEqual(['queue']);
});

test('a deleted message is gone, and deleting it again succeeds', async () => {
  const bench = await aQueue({ VisibilityTimeout: '1' });
  await send(bench, 'x');
  const [message] = await receive(bench);
  const remove = () => bench.call('DeleteMessage', { QueueUrl: URL, ReceiptHandle: message?.ReceiptHandle ?? '' });

  expect(await remove()).toEqual({});
  await bench.clock.advance(1_000);

  expect(await receive(bench)).toEqual([]);
  expect(await remove()).toEqual({});
});

test('a handle outlives the visibility timeout, but not the next receipt', async () => {
  const bench = await aQueue({ VisibilityTimeout: '1' });
  await send(bench, 'x');
  const [first] = await receive(bench);
  await bench.clock.advance(1_000);
  const [second] = await receive(bench);
  const remove = (ReceiptHandle = '') => bench.call('DeleteMessage', { QueueUrl: URL, ReceiptHandle });

  await remove(first?.ReceiptHandle);
  await bench.clock.advance(1_000);
  await remove(second?.ReceiptHandle);

  expect(await receive(bench)).toEqual([]);
});

test('a stale handle deletes nothing', async () => {
  const bench = await aQueue({ VisibilityTimeout: '1' });
  await send(bench, 'x');
  const [first] = await receive(bench);
  await bench.clock.advance(1_000);
  await receive(bench);

  await bench.call('DeleteMessage', { QueueUrl: URL, ReceiptHandle: first?.ReceiptHandle ?? '' });
  await bench.clock.advance(1_000);

  expect(await receive(bench)).toHaveLength(1);
});

test('a handle of a deleted message does not touch a later message', async () => {
  const bench = await aQueue();
  await send(bench, 'x');
  const [old] = await receive(bench);
  await bench.call('DeleteQueue', { QueueUrl: URL });
  await bench.call('CreateQueue', { QueueName: 'orders' });
  await send(bench, 'y');
  await receive(bench, { VisibilityTimeout: 0 });

  await bench.call('DeleteMessage', { QueueUrl: URL, ReceiptHandle: old?.ReceiptHandle ?? '' });

  expect(bodies(await receive(bench))).toEqual(['y']);
});

test('visibility is prolonged and ended from now', async () => {
  const bench = await aQueue();
  await send(bench, 'x');
  const [message] = await receive(bench);
  const change = (VisibilityTimeout: number) =>
    bench.call('ChangeMessageVisibility', {
      QueueUrl: URL,
      ReceiptHandle: message?.ReceiptHandle ?? '',
      VisibilityTimeout,
    });

  await bench.clock.advance(29_000);
  await change(30);
  await bench.clock.advance(29_999);
  expect(await receive(bench)).toEqual([]);
  await change(0);
  expect(await receive(bench, { VisibilityTimeout: 0 })).toHaveLength(1);
});

test('visibility of what is visible, stale, beyond twelve hours or unknown cannot be changed', async () => {
  const bench = await aQueue();
  await send(bench, 'x');
  const [message] = await receive(bench);
  const change = (VisibilityTimeout: number, ReceiptHandle = message?.ReceiptHandle ?? '') =>
    bench.call('ChangeMessageVisibility', { QueueUrl: URL, ReceiptHandle, VisibilityTimeout });

  await expect(change(43_201)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  await expect(change(1, 'x')).rejects.toMatchObject({
    code: 'ReceiptHandleIsInvalid',
    message: 'The input receipt handle "x" is not a valid receipt handle.',
  });
  await bench.clock.advance(1_000);
  await expect(change(43_200)).rejects.toMatchObject({
    message: expect.stringContaining('beyond the limit [43200 seconds]'),
  });
  await change(43_199);
  await bench.clock.advance(43_199_000);
  await expect(change(1)).rejects.toMatchObject({ code: 'MessageNotInflight' });
  await receive(bench);
  await expect(change(1)).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: expect.stringContaining('Message does not exist or is not available for visibility timeout change.'),
  });
});

test('a message is kept for the retention period', async () => {
  const bench = await aQueue({ MessageRetentionPeriod: '60' });
  await send(bench, 'x');

  await bench.clock.advance(59_999);
  expect(await receive(bench, { VisibilityTimeout: 0 })).toHaveLength(1);
  await bench.clock.advance(1);
  expect(
    await bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['ApproximateNumberOfMessages'] }),
  ).toEqual({
    Attributes: { ApproximateNumberOfMessages: '0' },
  });
  expect(await receive(bench)).toEqual([]);
});

test.each<[JsonObject, string, string]>([
  [{ MessageBody: '' }, 'MissingParameter', 'The request must contain the parameter MessageBody.'],
  [{ MessageBody: '\u0000' }, 'InvalidMessageContents', 'characters outside the allowed set'],
  [{ MessageBody: '\ud800' }, 'InvalidMessageContents', 'characters outside the allowed set'],
  [
    { MessageBody: 'x', DelaySeconds: 901 },
    'InvalidParameterValue',
    'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
  ],
  [
    { MessageBody: 'x', MessageAttributes: { a: { StringValue: '1' } } },
    'InvalidParameterValue',
    "The message attribute 'a' must contain non-empty message attribute type.",
  ],
  [
    { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Text', StringValue: '1' } } },
    'InvalidParameterValue',
    'the set of supported type prefixes is Binary, Number, and String.',
  ],
  [
    { MessageBody: 'x', MessageAttributes: { a: { DataType: 'String' } } },
    'InvalidParameterValue',
    "must contain a non-empty string value for message attribute type 'String'",
  ],
  [
    { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } },
    'InvalidParameterValue',
    "Can't cast the value of message (user) attribute 'a' to a number.",
  ],
  [
    { MessageBody: 'x', MessageAttributes: { 'aws.a': { DataType: 'String', StringValue: 'x' } } },
    'InvalidParameterValue',
    "'aws.a' is invalid",
  ],
])('SendMessage refuses %j', async (input, code, message) => {
  const bench = await aQueue();

  await expect(bench.call('SendMessage', { QueueUrl: URL, ...input })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test('a message may be as long as the queue allows, attributes included', async () => {
  const bench = await aQueue({ MaximumMessageSize: '1024' });
  const MessageAttributes = { name: { DataType: 'String', StringValue: 'x' } };

  await send(bench, 'é'.repeat(506), { MessageAttributes: { name: { DataType: 'String', StringValue: 'xx' } } });
  await expect(send(bench, 'é'.repeat(507), { MessageAttributes })).rejects.toMatchObject({
    code: 'InvalidParameterValue',
    message: 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
  });
});

test.each<[JsonObject, string]>([
  [
    { MaxNumberOfMessages: 0 },
    'Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  ],
  [
    { MaxNumberOfMessages: 11 },
    'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
  ],
  [
    { WaitTimeSeconds: 21 },
    'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
  ],
  [
    { VisibilityTimeout: 43_201 },
    'Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.',
  ],
])('ReceiveMessage refuses %j', async (input, message) => {
  const bench = await aQueue();

  await expect(receive(bench, input)).rejects.toMatchObject({ code: 'InvalidParameterValue', message });
});

test('one message is received where no number is given, the one that has waited longest', async () => {
  const bench = await aQueue();
  for (const body of ['a', 'b', 'c']) await send(bench, body);

  const { Messages } = await bench.call('ReceiveMessage', { QueueUrl: URL });

  expect(Messages).toMatchObject([{ Body: 'a' }]);
  expect(bodies(await receive(bench, { MaxNumberOfMessages: 1 }))).toEqual(['b']);
});

describe('batches', () => {
  const entries = (count: number) => Array.from({ length: count }, (_, n) => ({ Id: `${n}`, MessageBody: `m${n}` }));
  const batch = async (Entries: readonly JsonObject[]) => {
    const bench = await aQueue();
    return { bench, answer: await bench.call('SendMessageBatch', { QueueUrl: URL, Entries }) };
  };

  test('send ten messages, and answer for each', async () => {
    const { bench, answer } = await batch(entries(10));

    expect(answer).not.toHaveProperty('Failed');
    expect(answer.Successful).toHaveLength(10);
    expect(answer.Successful).toContainEqual({ Id: '3', MessageId: expect.any(String), MD5OfMessageBody: md5('m3') });
    expect(bodies(await receive(bench))).toHaveLength(10);
  });

  test('fail an entry by itself', async () => {
    const { bench, answer } = await batch([
      { Id: 'a', MessageBody: 'x' },
      { Id: 'b', MessageBody: 'x', DelaySeconds: -1 },
    ]);

    expect(answer).toMatchObject({
      Successful: [{ Id: 'a' }],
      Failed: [{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }],
    });
    expect(await receive(bench)).toHaveLength(1);
  });

  test.each<[readonly JsonObject[], string, string]>([
    [[], 'EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.'],
    [entries(11), 'TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10. You have sent 11.'],
    [
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
      'BatchEntryIdsNotDistinct',
      'Id a repeated.',
    ],
    [
      [{ Id: 'a b', MessageBody: 'x' }],
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters',
    ],
    [
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
    ],
  ])('are refused as a whole', async (Entries, code, message) => {
    await expect(batch(Entries)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('delete and change visibility, each entry by itself', async () => {
    const { bench } = await batch(entries(3));
    const [a, b, c] = await receive(bench);
    const handles = { a: a?.ReceiptHandle ?? '', b: b?.ReceiptHandle ?? '', c: c?.ReceiptHandle ?? '' };

    const deleted = await bench.call('DeleteMessageBatch', {
      QueueUrl: URL,
      Entries: [
        { Id: '1', ReceiptHandle: handles.a },
        { Id: '2', ReceiptHandle: 'no' },
      ],
    });
    const changed = await bench.call('ChangeMessageVisibilityBatch', {
      QueueUrl: URL,
      Entries: [
        { Id: '1', ReceiptHandle: handles.a, VisibilityTimeout: 0 },
        { Id: '2', ReceiptHandle: handles.b, VisibilityTimeout: 0 },
      ],
    });

    expect(deleted).toMatchObject({ Successful: [{ Id: '1' }], Failed: [{ Id: '2', Code: 'ReceiptHandleIsInvalid' }] });
    expect(changed).toMatchObject({ Successful: [{ Id: '2' }], Failed: [{ Id: '1', Code: 'InvalidParameterValue' }] });
    expect(bodies(await receive(bench))).toEqual([b?.Body]);
  });
});
