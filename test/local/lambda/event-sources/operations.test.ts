import type { JsonObject } from '../../../../lib/units';
import { AwsError } from '../../../../local/service';
import { arnOfQueue, FUNCTION_ARN, Sources } from './fixture';

const open: Sources[] = [];
function aWorld(): Sources {
  const world = new Sources();
  open.push(world);
  return world;
}
afterEach(() => {
  for (const sources of open.splice(0)) sources.close();
});

async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

test('answers a new mapping of a stream with the defaults of AWS', async () => {
  const world = aWorld();
  const EventSourceArn = await world.createTable();

  const created = await world.call('CreateEventSourceMapping', {
    EventSourceArn,
    FunctionName: 'relay',
    StartingPosition: 'LATEST',
  });
  const { State, ...rest } = created;

  expect(State).toBe('Creating');
  expect(rest).toEqual({
    UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    EventSourceArn,
    FunctionArn: FUNCTION_ARN,
    StartingPosition: 'LATEST',
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    ParallelizationFactor: 1,
    MaximumRetryAttempts: -1,
    MaximumRecordAgeInSeconds: -1,
    BisectBatchOnFunctionError: false,
    TumblingWindowInSeconds: 0,
    DestinationConfig: { OnFailure: {} },
    FunctionResponseTypes: [],
    LastModified: Date.UTC(2026, 0, 1) / 1000,
    LastProcessingResult: 'No records processed',
    StateTransitionReason: 'User action',
    EventSourceMappingArn: `arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:${String(created.UUID)}`,
  });
  expect(await world.call('GetEventSourceMapping', { UUID: created.UUID ?? '' })).toEqual({
    ...rest,
    State: 'Enabled',
  });
});

test('answers a new mapping of a queue with the defaults of AWS', async () => {
  const world = aWorld();
  const EventSourceArn = await world.createQueue('orders');

  const created = await world.call('CreateEventSourceMapping', {
    EventSourceArn,
    FunctionName: `${FUNCTION_ARN}:live`,
    Enabled: false,
  });

  expect(created).toMatchObject({
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    FunctionArn: `${FUNCTION_ARN}:live`,
  });
  expect(created).not.toHaveProperty('StartingPosition');
  expect(await world.call('GetEventSourceMapping', { UUID: created.UUID ?? '' })).toMatchObject({ State: 'Disabled' });
});

test('tells what came of the last batch', async () => {
  const world = aWorld();
  const EventSourceArn = await world.createTable();
  const { UUID = '' } = await world.call('CreateEventSourceMapping', {
    EventSourceArn,
    FunctionName: 'relay',
    StartingPosition: 'LATEST',
  });
  const last = async () => (await world.call('GetEventSourceMapping', { UUID })).LastProcessingResult;
  world.handler = () => {
    throw new Error('no');
  };
  await world.put('a');
  await world.settle();
  expect(await last()).toBe('PROBLEM: Function call failed');

  world.handler = () => null;
  await world.clock.advance(1_000);

  expect(await last()).toBe('OK');
});

test('lists mappings by source and by function, page by page', async () => {
  const world = aWorld();
  const [one, two] = [await world.createQueue('one'), await world.createQueue('two')];
  for (const EventSourceArn of [one, two]) {
    await world.call('CreateEventSourceMapping', { EventSourceArn, FunctionName: 'relay' });
  }
  const sourcesOf = (answer: JsonObject) =>
    (answer.EventSourceMappings as readonly JsonObject[]).map(({ EventSourceArn }) => EventSourceArn);

  const first = await world.call('ListEventSourceMappings', { FunctionName: 'relay', MaxItems: 1 });
  const second = await world.call('ListEventSourceMappings', { Marker: first.NextMarker ?? '' });

  expect([...sourcesOf(first), ...sourcesOf(second)].sort()).toEqual([one, two]);
  expect(second).not.toHaveProperty('NextMarker');
  expect(sourcesOf(await world.call('ListEventSourceMappings', { EventSourceArn: two }))).toEqual([two]);
});

test('keeps of a mapping what an update does not name', async () => {
  const world = aWorld();
  const EventSourceArn = await world.createTable();
  const { UUID = '' } = await world.call('CreateEventSourceMapping', {
    EventSourceArn,
    FunctionName: 'relay',
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 7,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });

  const updated = await world.call('UpdateEventSourceMapping', { UUID, MaximumRetryAttempts: 3 });

  expect(updated).toMatchObject({
    State: 'Updating',
    BatchSize: 7,
    MaximumRetryAttempts: 3,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    StartingPosition: 'TRIM_HORIZON',
  });
});

test('forgets a deleted mapping', async () => {
  const world = aWorld();
  const EventSourceArn = await world.createQueue('orders');
  const { UUID = '' } = await world.call('CreateEventSourceMapping', { EventSourceArn, FunctionName: 'relay' });

  expect(await world.call('DeleteEventSourceMapping', { UUID })).toMatchObject({ UUID, State: 'Deleting' });

  expect(await refusalOf(world.call('GetEventSourceMapping', { UUID }))).toBe(
    'ResourceNotFoundException: The resource you requested does not exist.',
  );
});

test('declares the mapping of a template once, and brings it up to date', async () => {
  const world = aWorld();
  const EventSourceArn = await world.createTable();
  const uuid = '11111111-2222-4333-8444-555555555555';
  const mapping = { EventSourceArn, FunctionName: 'relay', StartingPosition: 'LATEST', BatchSize: '5' };
  await world.sources.declare(uuid, mapping);
  await world.put('a');
  await world.settle();

  await world.sources.declare(uuid, { ...mapping, BatchSize: 6 });
  await world.put('b');
  await world.settle();

  expect(await world.call('GetEventSourceMapping', { UUID: uuid })).toMatchObject({ BatchSize: 6 });
  expect(world.calls).toHaveLength(2);
});

describe('refuses', () => {
  const stream = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
  const aStreamMapping = { EventSourceArn: stream, FunctionName: 'relay', StartingPosition: 'LATEST' };
  const aQueueMapping = { EventSourceArn: arnOfQueue('orders'), FunctionName: 'relay' };

  test.each<[string, JsonObject, string]>([
    ['a stream without a position', { ...aStreamMapping, StartingPosition: null }, "Value null at 'startingPosition'"],
    ['AT_TIMESTAMP', { ...aStreamMapping, StartingPosition: 'AT_TIMESTAMP' }, '[TRIM_HORIZON, LATEST]'],
    ['a tumbling window', { ...aStreamMapping, TumblingWindowInSeconds: 5 }, 'has no tumbling window'],
    [
      'a topic as destination',
      { ...aStreamMapping, DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:1:t' } } },
      'has no on-failure destination like arn:aws:sns:eu-west-1:1:t; give the ARN of an SQS queue.',
    ],
    ['eleven lanes', { ...aStreamMapping, ParallelizationFactor: 11 }, 'less than or equal to 10'],
    ['10,001 retries', { ...aStreamMapping, MaximumRetryAttempts: 10_001 }, 'less than or equal to 10000'],
    ['an age below a minute', { ...aStreamMapping, MaximumRecordAgeInSeconds: 59 }, '-1, or between 60 and 604800'],
    ['an unknown response type', { ...aStreamMapping, FunctionResponseTypes: ['All'] }, '[ReportBatchItemFailures]'],
    [
      'a pattern that is none',
      { ...aStreamMapping, FilterCriteria: { Filters: [{ Pattern: '{"eventName":"INSERT"}' }] } },
      'Invalid filter pattern definition',
    ],
    [
      'six filters',
      { ...aStreamMapping, FilterCriteria: { Filters: Array(6).fill({ Pattern: '{"eventName":["INSERT"]}' }) } },
      'has 6 filters, and at most 5 are allowed',
    ],
    ['a position in a queue', { ...aQueueMapping, StartingPosition: 'LATEST' }, 'Unsupported StartingPosition'],
    [
      'a concurrency of one',
      { ...aQueueMapping, ScalingConfig: { MaximumConcurrency: 1 } },
      'greater than or equal to 2',
    ],
    [
      'eleven messages without a window',
      { ...aQueueMapping, BatchSize: 11 },
      'Maximum batch window in seconds must be',
    ],
    ['a queue that is not there', aQueueMapping, 'AWS.SimpleQueueService.NonExistentQueue'],
    ['a stream that is not there', aStreamMapping, `Stream not found: ${stream}`],
    ['a function that is not there', { ...aStreamMapping, FunctionName: 'nobody' }, 'Function not found'],
    [
      'a source of another service',
      { ...aQueueMapping, EventSourceArn: 'arn:aws:kinesis:eu-west-1:1:stream/s' },
      'has no event source like arn:aws:kinesis',
    ],
  ])('%s', async (_title, input, message) => {
    expect(await refusalOf(aWorld().call('CreateEventSourceMapping', input))).toContain(message);
  });

  test('a queue whose messages are visible again before the function must end', async () => {
    const world = aWorld();
    const EventSourceArn = await world.createQueue('orders', { VisibilityTimeout: '2' });

    expect(await refusalOf(world.call('CreateEventSourceMapping', { EventSourceArn, FunctionName: 'relay' }))).toBe(
      'InvalidParameterValueException: Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds',
    );
  });

  test('the same mapping twice', async () => {
    const world = aWorld();
    const EventSourceArn = await world.createQueue('orders');
    const { UUID } = await world.call('CreateEventSourceMapping', { EventSourceArn, FunctionName: 'relay' });

    expect(await refusalOf(world.call('CreateEventSourceMapping', { EventSourceArn, FunctionName: 'relay' }))).toBe(
      `ResourceConflictException: The event source arn (" ${EventSourceArn} ") and function (" relay ") provided mapping already exists. Please update or delete the existing mapping with UUID ${String(UUID)}`,
    );
  });
});
