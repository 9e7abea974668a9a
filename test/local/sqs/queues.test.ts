import type { JsonObject } from '../../../lib/units';
import { QueryCompatibleError } from '../../../local/service';
import { ARN, aBench, aQueue, aQueueWithDeadLetters, DEAD_ARN, DEAD_URL, receive, send, URL } from './fixture';

test('a queue is created, found by name, listed and deleted with its messages', async () => {
  const bench = aBench();

  expect(await bench.call('CreateQueue', { QueueName: 'orders' })).toEqual({ QueueUrl: URL });
  await send(bench, 'x');

  expect(await bench.call('GetQueueUrl', { QueueName: 'orders' })).toEqual({ QueueUrl: URL });
  expect(await bench.call('ListQueues', {})).toEqual({ QueueUrls: [URL] });
  await bench.call('DeleteQueue', { QueueUrl: URL });
  expect(await bench.call('ListQueues', {})).toEqual({});
  await expect(send(bench, 'x')).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
  await bench.call('CreateQueue', { QueueName: 'orders' });
  expect(await receive(bench)).toEqual([]);
});

test('queues are listed by prefix and in pages', async () => {
  const bench = aBench();
  for (const QueueName of ['b', 'a2', 'a1', 'a3']) await bench.call('CreateQueue', { QueueName });

  const first = await bench.call('ListQueues', { QueueNamePrefix: 'a', MaxResults: 2 });
  const second = await bench.call('ListQueues', {
    QueueNamePrefix: 'a',
    MaxResults: 2,
    NextToken: first.NextToken ?? '',
  });

  expect(first.QueueUrls).toEqual([expect.stringMatching(/a1$/), expect.stringMatching(/a2$/)]);
  expect(second).toEqual({ QueueUrls: [expect.stringMatching(/a3$/)] });
});

test('creating a queue again is harmless with the same attributes and refused with others', async () => {
  const bench = await aQueue({ VisibilityTimeout: '10' });

  expect(await bench.call('CreateQueue', { QueueName: 'orders', Attributes: { VisibilityTimeout: '10' } })).toEqual({
    QueueUrl: URL,
  });
  expect(await bench.call('CreateQueue', { QueueName: 'orders' })).toEqual({ QueueUrl: URL });
  await expect(
    bench.call('CreateQueue', { QueueName: 'orders', Attributes: { DelaySeconds: '1' } }),
  ).rejects.toMatchObject({
    code: 'QueueNameExists',
    message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
  });
});

test.each<[JsonObject, string, string]>([
  [{ QueueName: 'orders.fifo' }, 'UnsupportedOperation', 'FIFO queues are not modelled'],
  [{ QueueName: 'q', Attributes: { FifoQueue: 'true' } }, 'UnsupportedOperation', 'FIFO queues are not modelled'],
  [
    { QueueName: 'a b' },
    'InvalidParameterValue',
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  ],
  [{}, 'MissingParameter', 'The request must contain the parameter QueueName.'],
  [{ QueueName: 'q', Attributes: { Colour: 'red' } }, 'InvalidAttributeName', 'Unknown Attribute Colour.'],
  [
    { QueueName: 'q', Attributes: { VisibilityTimeout: '43201' } },
    'InvalidAttributeValue',
    'Invalid value for the parameter VisibilityTimeout.',
  ],
  [
    { QueueName: 'q', Attributes: { DelaySeconds: '-1' } },
    'InvalidAttributeValue',
    'Invalid value for the parameter DelaySeconds.',
  ],
  [{ QueueName: 'q', Attributes: { MaximumMessageSize: '1048577' } }, 'InvalidAttributeValue', 'MaximumMessageSize'],
  [
    { QueueName: 'q', Attributes: { RedrivePolicy: 'x' } },
    'InvalidParameterValue',
    'Redrive policy is not a valid JSON map.',
  ],
  [
    { QueueName: 'q', Attributes: { RedrivePolicy: '{"maxReceiveCount":1}' } },
    'InvalidParameterValue',
    'deadLetterTargetArn',
  ],
  [
    { QueueName: 'q', Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${DEAD_ARN}"}` } },
    'InvalidParameterValue',
    'maxReceiveCount',
  ],
  [
    { QueueName: 'q', Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${DEAD_ARN}","maxReceiveCount":1001}` } },
    'InvalidParameterValue',
    'valid values are from 1 to 1000',
  ],
  [
    { QueueName: 'q', Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${DEAD_ARN}","maxReceiveCount":3}` } },
    'InvalidParameterValue',
    'Dead letter target does not exist.',
  ],
])('CreateQueue refuses %j', async (input, code, message) => {
  await expect(aBench().call('CreateQueue', input)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test('an error carries the type of the JSON protocol and the code of the query protocol', async () => {
  const error = await send(aBench(), 'x').catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(QueryCompatibleError);
  expect(error).toMatchObject({
    code: 'QueueDoesNotExist',
    message: 'The specified queue does not exist.',
    statusCode: 400,
    wireType: 'com.amazonaws.sqs#QueueDoesNotExist',
    queryError: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
  });
});

test('attributes are shown when asked for, with the defaults of AWS', async () => {
  const bench = await aQueue({ VisibilityTimeout: '5', Policy: '{}' });

  expect(await bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['All'] })).toEqual({
    Attributes: {
      QueueArn: ARN,
      VisibilityTimeout: '5',
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      Policy: '{}',
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: '1767225600',
      LastModifiedTimestamp: '1767225600',
    },
  });
  expect(await bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['QueueArn'] })).toEqual({
    Attributes: { QueueArn: ARN },
  });
  expect(await bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['RedrivePolicy'] })).toEqual({});
  expect(await bench.call('GetQueueAttributes', { QueueUrl: URL })).toEqual({});
  await expect(bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['No'] })).rejects.toMatchObject({
    code: 'InvalidAttributeName',
  });
});

test('messages are counted as visible, in flight and delayed', async () => {
  const bench = await aQueue({ VisibilityTimeout: '10' });
  for (const body of ['a', 'b', 'c']) await send(bench, body);
  await send(bench, 'later', { DelaySeconds: 10 });
  await receive(bench, { MaxNumberOfMessages: 1 });
  const counts = async () => {
    const { Attributes } = await bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['All'] });
    const {
      ApproximateNumberOfMessages: n,
      ApproximateNumberOfMessagesNotVisible: f,
      ApproximateNumberOfMessagesDelayed: d,
    } = Attributes as JsonObject;
    return [n, f, d];
  };

  expect(await counts()).toEqual(['2', '1', '1']);
  await bench.clock.advance(9_999);
  expect(await counts()).toEqual(['2', '1', '1']);
  await bench.clock.advance(1);
  expect(await counts()).toEqual(['4', '0', '0']);
});

test.each([
  ['VisibilityTimeout', '43200'],
  ['DelaySeconds', '900'],
  ['MaximumMessageSize', '1024'],
  ['MaximumMessageSize', '1048576'],
  ['MessageRetentionPeriod', '60'],
  ['MessageRetentionPeriod', '1209600'],
  ['ReceiveMessageWaitTimeSeconds', '20'],
])('%s may be %s', async (name, value) => {
  const bench = await aQueue({ [name]: value });

  expect(await bench.call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: [name] })).toEqual({
    Attributes: { [name]: value },
  });
});

test('changed attributes take effect', async () => {
  const bench = await aQueue();
  await bench.call('SetQueueAttributes', { QueueUrl: URL, Attributes: { VisibilityTimeout: '1' } });
  await send(bench, 'x');
  await receive(bench);

  await bench.clock.advance(1_000);

  expect(await receive(bench)).toHaveLength(1);
  await expect(bench.call('SetQueueAttributes', { QueueUrl: URL, Attributes: {} })).rejects.toMatchObject({
    code: 'MissingParameter',
  });
});

test('tags are added, replaced and removed', async () => {
  const bench = aBench();
  await bench.call('CreateQueue', { QueueName: 'orders', tags: { a: '1' } });
  await bench.call('TagQueue', { QueueUrl: URL, Tags: { a: '2', b: '3' } });
  await bench.call('UntagQueue', { QueueUrl: URL, TagKeys: ['b'] });

  expect(await bench.call('ListQueueTags', { QueueUrl: URL })).toEqual({ Tags: { a: '2' } });
});

test('a queue is purged at most once a minute', async () => {
  const bench = await aQueue();
  await send(bench, 'x');
  await bench.call('PurgeQueue', { QueueUrl: URL });
  expect(await receive(bench)).toEqual([]);

  await bench.clock.advance(59_999);
  await expect(bench.call('PurgeQueue', { QueueUrl: URL })).rejects.toMatchObject({ code: 'PurgeQueueInProgress' });
  await bench.clock.advance(1);
  expect(await bench.call('PurgeQueue', { QueueUrl: URL })).toEqual({});
});

test('a dead-letter queue knows its sources', async () => {
  const bench = await aQueueWithDeadLetters(3);

  expect(await bench.call('ListDeadLetterSourceQueues', { QueueUrl: DEAD_URL })).toEqual({ queueUrls: [URL] });
});

test('an operation that is not modelled is refused by name', async () => {
  await expect(aBench().call('AddPermission', {})).rejects.toMatchObject({
    message: expect.stringContaining('AddPermission'),
  });
});
