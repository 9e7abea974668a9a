import type { JsonObject } from '../../../../lib/units';
import { FUNCTION_ARN, keyOf, keysOfCalls, numberOf, Sources } from './fixture';
import { aMapping, DAY, failAll, open, poisonedBy, SECOND, THROTTLED } from './stream-mapping';

test('sends the records of a stream in the shape that functions know', async () => {
  const world = await aMapping();

  await world.put('a', 'b');
  await world.settle();

  expect(keysOfCalls(world.calls)).toEqual(['a b']);
  expect(world.calls[0]?.records[0]).toEqual({
    eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    dynamodb: {
      ApproximateCreationDateTime: Date.UTC(2026, 0, 1) / 1000,
      Keys: { pk: { S: 'a' } },
      NewImage: { pk: { S: 'a' }, version: { N: '1' } },
      SequenceNumber: '100000000000000000001',
      SizeBytes: expect.any(Number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: world.streamArn,
  });
});

test('sends batches of the size that was asked for', async () => {
  const world = await aMapping({ BatchSize: 2 });

  await world.put('a', 'b', 'c', 'd', 'e');
  await world.settle();

  expect(keysOfCalls(world.calls)).toEqual(['a b', 'c d', 'e']);
});

test('waits for the window to end unless the batch is full before', async () => {
  const world = await aMapping({ BatchSize: 3, MaximumBatchingWindowInSeconds: 5 });
  await world.put('a');
  await world.clock.advance(4_999);
  await world.put('b');
  await world.settle();
  expect(world.calls).toEqual([]);

  await world.clock.advance(1);
  expect(keysOfCalls(world.calls)).toEqual(['a b']);
  await world.put('c', 'd', 'e');
  await world.settle();

  expect(keysOfCalls(world.calls)).toEqual(['a b', 'c d e']);
});

test('begins with LATEST after what there was when it was made', async () => {
  const world = new Sources();
  open.push(world);
  const EventSourceArn = await world.createTable();
  await world.put('before');
  await world.call('CreateEventSourceMapping', {
    EventSourceArn,
    FunctionName: 'relay',
    StartingPosition: 'LATEST',
    Enabled: false,
  });
  const { EventSourceMappings } = await world.call('ListEventSourceMappings', {});
  await world.put('after');
  const [mapping] = EventSourceMappings as readonly JsonObject[];

  await world.call('UpdateEventSourceMapping', { UUID: mapping?.UUID ?? '', Enabled: true });
  await world.settle();

  expect(keysOfCalls(world.calls)).toEqual(['after']);
});

test('sends only what the filter lets through, and never sees the rest again', async () => {
  const Pattern = JSON.stringify({ eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'o' }] } } } });
  const world = await aMapping({ FilterCriteria: { Filters: [{ Pattern }] }, BatchSize: 2 });

  await world.put('o1', 'x1', 'o1', 'o2', 'x2', 'o3');
  await world.settle();

  expect(keysOfCalls(world.calls)).toEqual(['o1 o2', 'o3']);
});

test('tries a batch again after 1, 2, 4 seconds and so on, up to a minute apart', async () => {
  const world = await aMapping();
  world.handler = failAll;

  await world.put('a');
  await world.clock.advance(300 * SECOND);

  const times = world.calls.map(({ at }) => at - Date.UTC(2026, 0, 1));
  expect(times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / SECOND)).toEqual([
    1, 2, 4, 8, 16, 32, 60, 60, 60,
  ]);
});

test('lets nothing past a batch that fails until it succeeds', async () => {
  const world = await aMapping({ BatchSize: 1 });
  world.handler = failAll;
  await world.put('a', 'b');
  await world.clock.advance(3 * SECOND);
  expect(keysOfCalls(world.calls)).toEqual(['a', 'a', 'a']);

  world.handler = () => null;
  await world.clock.advance(4 * SECOND);

  expect(keysOfCalls(world.calls)).toEqual(['a', 'a', 'a', 'a', 'b']);
});

test('gives a batch up after the retries, tells the queue where it lies, and goes on', async () => {
  const world = new Sources();
  const queue = await world.createQueue('failures');
  const { streamArn } = await aMapping(
    { MaximumRetryAttempts: 1, BatchSize: 2, DestinationConfig: { OnFailure: { Destination: queue } } },
    world,
  );
  world.handler = poisonedBy('b');

  await world.put('a', 'b', 'c');
  await world.clock.advance(2 * SECOND);

  expect(keysOfCalls(world.calls)).toEqual(['a b', 'a b', 'c']);
  expect(world.bodiesIn(queue)).toEqual([
    {
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: FUNCTION_ARN,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 2,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-01-01T00:00:01.000Z',
      DDBStreamBatchInfo: {
        shardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
        startSequenceNumber: '100000000000000000001',
        endSequenceNumber: '100000000000000000002',
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
        approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
        batchSize: 2,
        streamArn,
      },
    },
  ]);
});

test.each([
  false,
  true,
])('finds a poison record by halves and reports it alone (reporting failures: %s)', async (on) => {
  const world = new Sources();
  const queue = await world.createQueue('failures');
  await aMapping(
    {
      MaximumRetryAttempts: 2,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: queue } },
      ...(on ? { FunctionResponseTypes: ['ReportBatchItemFailures'] } : {}),
    },
    world,
  );
  const done: string[] = [];
  world.handler = (records) => {
    for (const record of records) {
      if (keyOf(record) === 'poison' && on) return { batchItemFailures: [{ itemIdentifier: numberOf(record) }] };
      if (keyOf(record) === 'poison') throw new Error('poison');
      done.push(keyOf(record));
    }
    return null;
  };

  await world.put('a', 'b', 'c', 'd', 'poison', 'e', 'f');
  await world.clock.advance(10 * SECOND);

  expect([...new Set(done)]).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(world.bodiesIn(queue)).toEqual([
    expect.objectContaining({
      requestContext: expect.objectContaining({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 }),
      DDBStreamBatchInfo: expect.objectContaining({
        batchSize: 1,
        startSequenceNumber: '100000000000000000005',
        endSequenceNumber: '100000000000000000005',
      }),
    }),
  ]);
});

test('goes on at the lowest sequence number that was reported', async () => {
  const world = await aMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
  let first = true;
  world.handler = (records) => {
    if (!first) return null;
    first = false;
    return {
      batchItemFailures: [records[3], records[1]].map((it) => ({ itemIdentifier: it && numberOf(it) })),
    } as JsonObject;
  };

  await world.put('a', 'b', 'c', 'd', 'e');
  await world.clock.advance(SECOND);

  expect(keysOfCalls(world.calls)).toEqual(['a b c d e', 'b c d e']);
});

test('discards what is older than the mapping takes', async () => {
  const world = new Sources();
  const queue = await world.createQueue('failures');
  await aMapping({ MaximumRecordAgeInSeconds: 60, DestinationConfig: { OnFailure: { Destination: queue } } }, world);
  world.handler = failAll;
  await world.put('old');
  await world.settle();
  await world.clock.advance(50 * SECOND);
  await world.put('young');

  await world.clock.advance(40 * SECOND);
  world.handler = () => null;
  await world.clock.advance(60 * SECOND);

  expect(world.bodiesIn(queue)).toEqual([
    expect.objectContaining({ requestContext: expect.objectContaining({ condition: 'RecordAgeExceeded' }) }),
  ]);
  expect(keysOfCalls(world.calls).at(-1)).toBe('young');
});

test('gives up after 24 hours even without a limit', async () => {
  const world = await aMapping();
  world.handler = failAll;
  await world.put('a');
  await world.settle();

  await world.clock.advance(DAY + 120 * SECOND);
  world.handler = () => null;
  await world.put('b');
  await world.settle();

  expect(world.calls.filter(({ at }) => at > Date.UTC(2026, 0, 2))).toEqual([
    expect.objectContaining({ records: [expect.objectContaining({ eventName: 'INSERT' })] }),
  ]);
  expect(keysOfCalls(world.calls).at(-1)).toBe('b');
});

test('waits out throttling, which is no attempt', async () => {
  const world = new Sources();
  const queue = await world.createQueue('failures');
  await aMapping({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: queue } } }, world);
  world.handler = () => {
    throw THROTTLED;
  };
  await world.put('a', 'b');
  await world.clock.advance(120 * SECOND);

  world.handler = () => null;
  await world.clock.advance(60 * SECOND);

  expect(keysOfCalls(world.calls).at(-1)).toBe('a b');
  expect(world.bodiesIn(queue)).toEqual([]);
});
