import fc from 'fast-check';
import { VirtualClock } from '../../../local/clock';
import { AwsError } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import { keyOf, within } from '../../../local/store/store';
import { aBench, anEntry, aRule, type Bench, DEAD_LETTERS, FUNCTION, MACHINE, QUEUE } from './fixture';

const throttled = () => new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
const broken = () => new AwsError('ServiceException', 'Lambda is down', 500);
const missing = () => new AwsError('ResourceNotFoundException', 'Function not found', 404);
const put = (bench: Bench) => bench.call('PutEvents', { Entries: [anEntry()] });
const failing = (bench: Bench, error: () => Error, attempts = Number.POSITIVE_INFINITY) => {
  bench.destinations.refuse = (arn, attempt) => (arn === DEAD_LETTERS || attempt > attempts ? undefined : error());
};
const storedDeliveries = (bench: Bench) => Array.from(bench.store.range(within('events', 'delivery'))).length;

describe('retries', () => {
  test('try again after a throttle and after a fault of the service, until the target takes it', async () => {
    const bench = aBench();
    await aRule(bench);
    bench.destinations.refuse = (_, attempt) => [throttled(), broken(), new Error('socket hang up')][attempt - 1];

    await put(bench);
    await bench.events.settled();

    expect(bench.destinations.attempts).toHaveLength(4);
    expect(bench.destinations.to(FUNCTION)).toHaveLength(1);
    expect(bench.notices.flatMap((n) => (n.kind === 'attempted' ? [[n.attempt, n.outcome.kind]] : []))).toEqual([
      [1, 'failed'],
      [2, 'failed'],
      [3, 'failed'],
      [4, 'delivered'],
    ]);
  });

  test('wait between half and the whole of a delay that doubles from one second to ten minutes', async () => {
    const bench = aBench();
    await aRule(bench, { RetryPolicy: { MaximumRetryAttempts: 14 } });
    failing(bench, throttled);

    await put(bench);
    await bench.events.settled();

    const times = bench.destinations.attempts.map(({ atMillis }) => atMillis);
    const delays = times.slice(1).map((time, n) => time - (times[n] ?? 0));
    expect(delays).toHaveLength(14);
    for (const [n, delay] of delays.entries()) {
      const ceiling = Math.min(1000 * 2 ** n, 600_000);
      expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delay).toBeLessThanOrEqual(ceiling);
    }
    expect(new Set(delays.slice(-4)).size).toBe(4);
  });

  test('happen when they fall due and not before', async () => {
    const bench = aBench({ mode: 'hold' });
    await aRule(bench);
    failing(bench, throttled, 1);
    await put(bench);
    await bench.clock.advance(0);
    const [notice] = bench.notices.filter((n) => n.kind === 'attempted');
    const due = notice?.kind === 'attempted' && notice.outcome.kind === 'failed' ? notice.outcome.retryAt : 0;

    await bench.clock.advance(due - bench.clock.now() - 1);
    expect(bench.destinations.attempts).toHaveLength(1);

    await bench.clock.advance(1);
    expect(bench.destinations.attempts).toHaveLength(2);
  });

  test.each([
    0, 1, 3,
  ])('number at most MaximumRetryAttempts (%i), and the event then goes to the dead-letter queue', async (most) => {
    const bench = aBench();
    await aRule(bench, { RetryPolicy: { MaximumRetryAttempts: most }, DeadLetterConfig: { Arn: DEAD_LETTERS } });
    failing(bench, throttled);

    await put(bench);
    await bench.events.settled();

    expect(bench.destinations.attempts.filter(({ arn }) => arn === FUNCTION)).toHaveLength(1 + most);
    const [letter] = bench.destinations.to(DEAD_LETTERS);
    expect(JSON.parse(letter?.payload ?? '')).toMatchObject({ source: 'shop', detail: { orderId: 'o-1' } });
    expect(letter?.options?.attributes).toEqual({
      RULE_ARN: 'arn:aws:events:eu-west-1:123456789012:rule/orders',
      TARGET_ARN: FUNCTION,
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'Rate Exceeded.',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: String(most),
    });
  });

  test('stop when the event would be older than MaximumEventAgeInSeconds', async () => {
    const bench = aBench();
    await aRule(bench, { RetryPolicy: { MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: DEAD_LETTERS } });
    failing(bench, broken);
    const start = bench.clock.now();

    await put(bench);
    await bench.events.settled();

    const ages = bench.destinations.attempts.map(({ atMillis }) => atMillis - start);
    expect(Math.max(...ages)).toBeLessThanOrEqual(60_000);
    expect(ages.length).toBeGreaterThan(5);
    expect(bench.destinations.to(DEAD_LETTERS)[0]?.options?.attributes).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
      ERROR_CODE: 'ERROR_FROM_TARGET',
    });
  });

  test('end by default within a day', async () => {
    const bench = aBench();
    await aRule(bench, { DeadLetterConfig: { Arn: DEAD_LETTERS } });
    failing(bench, throttled);
    const start = bench.clock.now();

    await put(bench);
    await bench.events.settled();

    const attempts = bench.destinations.attempts.filter(({ arn }) => arn === FUNCTION);
    expect(attempts.length).toBeGreaterThan(150);
    expect(attempts.length).toBeLessThanOrEqual(186);
    expect((attempts.at(-1)?.atMillis ?? 0) - start).toBeLessThanOrEqual(86_400_000);
  });
});

describe('a final refusal', () => {
  test.each([
    [missing(), 'NO_RESOURCE'],
    [new AwsError('QueueDoesNotExist', 'The specified queue does not exist.'), 'NO_RESOURCE'],
    [new AwsError('AccessDeniedException', 'no'), 'NO_PERMISSIONS'],
    [new AwsError('InvalidRequestContentException', 'no'), 'SDK_CLIENT_ERROR'],
  ])('goes straight to the dead-letter queue: %s', async (error, code) => {
    const bench = aBench();
    await aRule(bench, { DeadLetterConfig: { Arn: DEAD_LETTERS } });
    failing(bench, () => error);

    await put(bench);
    await bench.events.settled();

    expect(bench.destinations.attempts.filter(({ arn }) => arn === FUNCTION)).toHaveLength(1);
    const attributes = bench.destinations.to(DEAD_LETTERS)[0]?.options?.attributes;
    expect(attributes).toMatchObject({ ERROR_CODE: code, RETRY_ATTEMPTS: '0' });
    expect(attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  });

  test('drops the event where there is no dead-letter queue', async () => {
    const bench = aBench();
    await aRule(bench);
    failing(bench, missing);

    await put(bench);
    await bench.events.settled();

    expect(bench.notices.at(-1)).toMatchObject({ outcome: { kind: 'dropped', code: 'NO_RESOURCE' } });
    expect(storedDeliveries(bench)).toBe(0);
  });

  test('drops the event where the dead-letter queue refuses it too', async () => {
    const bench = aBench();
    await aRule(bench, { DeadLetterConfig: { Arn: DEAD_LETTERS } });
    bench.destinations.refuse = missing;

    await put(bench);
    await bench.events.settled();

    expect(bench.notices.at(-1)).toMatchObject({ outcome: { kind: 'dropped' } });
  });

  test.each([
    'arn:aws:events:eu-west-1:123456789012:event-bus/nowhere',
    'arn:aws:events:eu-west-1:999999999999:event-bus/default',
  ])('is a bus that does not exist: %s', async (Arn) => {
    const bench = aBench();
    await aRule(bench, {
      Arn,
      DeadLetterConfig: { Arn: DEAD_LETTERS },
    });

    await put(bench);
    await bench.events.settled();

    expect(bench.destinations.to(DEAD_LETTERS)[0]?.options?.attributes).toMatchObject({ ERROR_CODE: 'NO_RESOURCE' });
  });

  test.each([FUNCTION, MACHINE])('is a template that is not JSON, for %s', async (arn) => {
    const bench = aBench();
    await aRule(bench, {
      Arn: arn,
      InputTransformer: { InputTemplate: 'hello <x>' },
      DeadLetterConfig: { Arn: DEAD_LETTERS },
    });

    await put(bench);
    await bench.events.settled();

    expect(bench.destinations.to(DEAD_LETTERS)[0]?.options?.attributes).toMatchObject({ ERROR_CODE: 'INVALID_JSON' });
  });
});

describe('durability', () => {
  test('delivers after a restart what was accepted and not yet delivered', async () => {
    const store = new MemoryStore();
    const clock = new VirtualClock(undefined, 'hold');
    const before = aBench({ store, clock });
    await aRule(before);
    failing(before, throttled);
    await put(before);
    await clock.advance(0);
    before.events.close();

    const after = aBench({ store, clock, seed: 2 });
    await clock.advance(1_000);
    await after.events.settled();

    expect(before.destinations.received).toEqual([]);
    expect(after.destinations.to(FUNCTION)).toHaveLength(1);
    expect(storedDeliveries(after)).toBe(0);
  });

  test('waits out the delay that was set before the restart, and goes on counting attempts', async () => {
    const store = new MemoryStore();
    const clock = new VirtualClock(undefined, 'hold');
    const target = { RetryPolicy: { MaximumRetryAttempts: 1 }, DeadLetterConfig: { Arn: DEAD_LETTERS } };
    const before = aBench({ store, clock });
    await aRule(before, target);
    failing(before, throttled);
    await put(before);
    await clock.advance(0);
    before.events.close();

    const after = aBench({ store, clock, seed: 2 });
    failing(after, throttled);
    await clock.advance(499);
    expect(after.destinations.attempts).toEqual([]);
    await clock.advance(501);
    await after.events.settled();

    expect(after.destinations.to(DEAD_LETTERS)[0]?.options?.attributes).toMatchObject({ RETRY_ATTEMPTS: '1' });
  });

  test('keeps buses, rules, targets and tags', async () => {
    const store = new MemoryStore();
    const before = aBench({ store });
    await before.call('CreateEventBus', { Name: 'shop', Tags: [{ Key: 'team', Value: 'a' }] });
    await aRule(before, { Arn: QUEUE }, { EventBusName: 'shop' });
    before.events.close();

    const after = aBench({ store, seed: 2 });
    await after.call('PutEvents', { Entries: [anEntry({ EventBusName: 'shop' })] });
    await after.events.settled();

    expect(after.destinations.to(QUEUE)).toHaveLength(1);
    const { Arn } = await after.call('DescribeEventBus', { Name: 'shop' });
    expect(await after.call('ListTagsForResource', { ResourceARN: Arn ?? '' })).toEqual({
      Tags: [{ Key: 'team', Value: 'a' }],
    });
  });

  test('ends every accepted event at its target or in the dead-letter queue, whatever fails and wherever it stops', async () => {
    const failures = fc.array(fc.constantFrom('ok', 'throttled', 'broken', 'missing'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        failures,
        fc.array(fc.integer({ min: 0, max: 4_000 }), { maxLength: 4 }),
        async (script, stops) => {
          const store = new MemoryStore();
          const clock = new VirtualClock(undefined, 'hold');
          const arrived = new Set<string>();
          const remaining = [...script];
          const open = (seed: number) => {
            const bench = aBench({ store, clock, seed });
            bench.destinations.refuse = (arn) => {
              if (arn === DEAD_LETTERS) return undefined;
              const next = remaining.shift();
              return next === 'throttled'
                ? throttled()
                : next === 'broken'
                  ? broken()
                  : next === 'missing'
                    ? missing()
                    : undefined;
            };
            return bench;
          };
          const collect = (bench: Bench) => {
            for (const { payload } of bench.destinations.received) arrived.add(JSON.parse(payload).id);
          };

          let bench = open(1);
          await aRule(bench, { RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Arn: DEAD_LETTERS } });
          const answer = await bench.call('PutEvents', { Entries: [anEntry(), anEntry(), anEntry()] });
          for (const [n, stop] of stops.entries()) {
            await clock.advance(stop);
            bench.events.close();
            collect(bench);
            bench = open(n + 2);
          }
          await clock.advance(3_600_000);
          collect(bench);

          const ids = (answer.Entries as readonly { readonly EventId: string }[]).map(({ EventId }) => EventId);
          expect([...arrived].sort()).toEqual([...ids].sort());
          expect(storedDeliveries(bench)).toBe(0);
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });
});

test('forgets the deliveries of a target that was removed', async () => {
  const bench = aBench({ mode: 'hold' });
  await aRule(bench);
  failing(bench, throttled);
  await put(bench);
  await bench.clock.advance(0);

  await bench.call('RemoveTargets', { Rule: 'orders', Ids: ['target'] });
  await bench.clock.advance(1_000);
  await bench.events.settled();

  expect(bench.destinations.attempts).toHaveLength(1);
  expect(storedDeliveries(bench)).toBe(0);
});

describe('a function that takes its events at once', () => {
  const taking = (bench: Bench) => {
    const begun: string[] = [];
    const key = keyOf('test', 'taken');
    bench.destinations.stageInvocation = (_, payload) => ({
      change: { kind: 'put', key, value: payload },
      begin: () => begun.push(payload),
    });
    return { begun, kept: () => bench.store.get(key) };
  };

  test('is given the event in the commit that accepts it, and told after it', async () => {
    const bench = aBench();
    await aRule(bench);
    const taken = taking(bench);

    await put(bench);

    expect(taken.begun).toEqual([taken.kept()]);
    expect(JSON.parse(taken.begun[0] ?? '')).toMatchObject({ source: 'shop' });
    expect(storedDeliveries(bench)).toBe(0);
    expect(bench.destinations.attempts).toEqual([]);
    expect(bench.notices.map((n) => (n.kind === 'attempted' ? n.outcome.kind : n.kind))).toEqual([
      'accepted',
      'delivered',
    ]);
  });

  test('is not given what a template made that is no JSON: that is refused as ever', async () => {
    const bench = aBench();
    await aRule(bench, { InputTransformer: { InputPathsMap: {}, InputTemplate: 'plain words' } });
    const taken = taking(bench);

    await put(bench);
    await bench.events.settled();

    expect(taken.begun).toEqual([]);
    expect(bench.notices.at(-1)).toMatchObject({ outcome: { kind: 'dropped', code: 'INVALID_JSON' } });
  });
});
