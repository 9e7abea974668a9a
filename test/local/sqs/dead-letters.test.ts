import { ARN, aQueueWithDeadLetters, type Bench, bodies, DEAD_ARN, DEAD_URL, receive, send } from './fixture';

const receiveTimes = async (bench: Bench, times: number) => {
  let last = 0;
  for (let n = 0; n < times; n++) {
    last = (await receive(bench)).length;
    await bench.clock.advance(30_000);
  }
  return last;
};

test('a message received maxReceiveCount times goes to the dead-letter queue at the next receive', async () => {
  const bench = await aQueueWithDeadLetters(2);
  await send(bench, 'poison');

  expect(await receiveTimes(bench, 2)).toBe(1);
  expect(bench.sqs.messagesOf(DEAD_ARN)).toEqual([]);
  expect(await receive(bench)).toEqual([]);

  const [dead] = await receive(bench, { QueueUrl: DEAD_URL, AttributeNames: ['All'] });
  expect(dead).toMatchObject({
    Body: 'poison',
    Attributes: { DeadLetterQueueSourceArn: ARN, SentTimestamp: '1767225600000', ApproximateReceiveCount: '3' },
  });
  expect(bench.sqs.messagesOf(ARN)).toEqual([]);
});

test('a poisoned message makes way for the ones behind it in the same receive', async () => {
  const bench = await aQueueWithDeadLetters(1);
  await send(bench, 'poison');
  await receiveTimes(bench, 1);
  await send(bench, 'good');

  expect(bodies(await receive(bench))).toEqual(['good']);
});

test('a message whose dead-letter queue is gone goes on being received', async () => {
  const bench = await aQueueWithDeadLetters(1);
  await bench.call('DeleteQueue', { QueueUrl: DEAD_URL });
  await send(bench, 'poison');

  expect(await receiveTimes(bench, 3)).toBe(1);
});

test('a redrive moves what is visible back to where it came from, as new messages', async () => {
  const bench = await aQueueWithDeadLetters(1);
  for (const body of ['a', 'b']) await send(bench, body);
  await receiveTimes(bench, 1);
  await receive(bench);
  const [dead] = bench.sqs.messagesOf(DEAD_ARN);

  const started = await bench.call('StartMessageMoveTask', { SourceArn: DEAD_ARN });

  expect(started).toEqual({ TaskHandle: expect.any(String) });
  const back = await receive(bench, { AttributeNames: ['ApproximateReceiveCount'] });
  expect(back).toMatchObject([{ Body: 'a', Attributes: { ApproximateReceiveCount: '1' } }, { Body: 'b' }]);
  expect(back.map(({ MessageId }) => MessageId)).not.toContain(dead?.id);
  expect(await bench.call('ListMessageMoveTasks', { SourceArn: DEAD_ARN })).toMatchObject({
    Results: [{ Status: 'COMPLETED', SourceArn: DEAD_ARN, ApproximateNumberOfMessagesMoved: 2 }],
  });
});

test('a redrive goes to another queue when told to', async () => {
  const bench = await aQueueWithDeadLetters(1);
  await bench.call('CreateQueue', { QueueName: 'other' });
  await send(bench, 'a');
  await receiveTimes(bench, 1);
  await receive(bench);
  const DestinationArn = ARN.replace('orders', 'other');

  await bench.call('StartMessageMoveTask', { SourceArn: DEAD_ARN, DestinationArn });

  expect(bench.sqs.messagesOf(DestinationArn).map(({ body }) => body)).toEqual(['a']);
});

test('a redrive needs a dead-letter queue and a destination that exists', async () => {
  const bench = await aQueueWithDeadLetters(1);

  await expect(bench.call('StartMessageMoveTask', { SourceArn: ARN })).rejects.toMatchObject({
    message: 'Source queue must be configured as a Dead Letter Queue.',
  });
  await expect(bench.call('StartMessageMoveTask', { SourceArn: `${ARN}x` })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await expect(
    bench.call('StartMessageMoveTask', { SourceArn: DEAD_ARN, DestinationArn: `${ARN}x` }),
  ).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});
