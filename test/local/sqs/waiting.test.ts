import { ARN, aQueue, aQueueWithDeadLetters, type Bench, bodies, DEAD_ARN, receive, send, URL } from './fixture';

/** A long poll, and what it answered once it has. */
function poll(bench: Bench, WaitTimeSeconds: number) {
  const state: { answer: readonly string[] | undefined } = { answer: undefined };
  void receive(bench, { WaitTimeSeconds }).then((messages) => {
    state.answer = bodies(messages);
  });
  return state;
}

test('a long poll answers as soon as a message is sent', async () => {
  const bench = await aQueue();
  const polled = poll(bench, 20);
  await bench.clock.advance(5_000);
  expect(polled.answer).toBeUndefined();

  await send(bench, 'x');
  await bench.clock.advance(0);

  expect(polled.answer).toEqual(['x']);
});

test('a long poll answers nothing when its time is up', async () => {
  const bench = await aQueue();
  const polled = poll(bench, 20);

  await bench.clock.advance(19_999);
  expect(polled.answer).toBeUndefined();
  await bench.clock.advance(1);
  expect(polled.answer).toEqual([]);
});

test('a long poll answers when a delay or a visibility timeout ends', async () => {
  const bench = await aQueue();
  await send(bench, 'delayed', { DelaySeconds: 3 });
  await send(bench, 'in flight');
  await receive(bench, { VisibilityTimeout: 5 });
  const first = poll(bench, 20);
  const second = poll(bench, 20);

  await bench.clock.advance(2_999);
  expect(first.answer ?? second.answer).toBeUndefined();
  await bench.clock.advance(1);
  expect([first.answer, second.answer]).toContainEqual(['delayed']);
  await bench.clock.advance(2_000);
  expect([first.answer, second.answer]).toContainEqual(['in flight']);
});

test('the wait of the queue holds where the call has none', async () => {
  const bench = await aQueue({ ReceiveMessageWaitTimeSeconds: '10' });
  let answered = false;
  void bench.call('ReceiveMessage', { QueueUrl: URL }).then(() => {
    answered = true;
  });

  await bench.clock.advance(9_999);
  expect(answered).toBe(false);
  await bench.clock.advance(1);
  expect(answered).toBe(true);
});

test('two long polls share no message', async () => {
  const bench = await aQueue();
  const polls = [poll(bench, 20), poll(bench, 20)];

  await send(bench, 'x');
  await bench.clock.advance(20_000);

  expect(polls.flatMap(({ answer }) => answer ?? [])).toEqual(['x']);
});

test('a subscriber is told of what is there, what comes, and what becomes visible', async () => {
  const bench = await aQueue();
  await send(bench, 'first');
  const received: string[] = [];
  const stop = bench.sqs.subscribe(ARN, () => {
    void bench.sqs.receive(ARN, 10, { visibilityTimeoutSeconds: 10 }).then((messages) => {
      for (const { Body } of messages) received.push(Body);
    });
  });

  await bench.clock.advance(0);
  expect(received).toEqual(['first']);
  await send(bench, 'second');
  await bench.clock.advance(9_999);
  expect(received).toEqual(['first', 'second']);
  await bench.clock.advance(1);
  expect(received).toEqual(['first', 'second', 'first', 'second']);
  stop();
  await send(bench, 'third');
  await bench.clock.advance(60_000);
  expect(received).toHaveLength(4);
});

test('a subscriber of a dead-letter queue is told of what arrives there', async () => {
  const bench = await aQueueWithDeadLetters(1);
  let told = 0;
  bench.sqs.subscribe(DEAD_ARN, () => told++);
  await send(bench, 'poison');
  await receive(bench);
  await bench.clock.advance(30_000);
  expect(told).toBe(0);

  await receive(bench);

  expect(told).toBe(1);
});

test('closing ends long polls', async () => {
  const bench = await aQueue();
  const polled = poll(bench, 20);
  await bench.clock.advance(0);

  bench.sqs.close();
  await bench.clock.advance(0);

  expect(polled.answer).toEqual([]);
});
