/**
 * Whatever a function answers, and whenever the process dies: every record of a stream and every message of a queue is
 * handled at least once, and the records of an item are first handled in their order.
 */
import fc from 'fast-check';
import { VirtualClock } from '../../../../local/clock';
import { AwsError } from '../../../../local/service';
import { MemoryStore } from '../../../../local/store/memory';
import { keyOf, numberOf, Sources, type StreamEventRecord } from './fixture';

const HOUR = 3_600_000;

/** What becomes of an invocation; `dies` takes effect, and the process ends before the answer is looked at. */
type Fate =
  | { readonly kind: 'succeeds' | 'throws' | 'throttled' | 'dies' }
  | { readonly kind: 'reports'; readonly at: number };

const aFate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Fate>({ kind: 'succeeds' }) },
  fc.constantFrom<Fate>({ kind: 'throws' }, { kind: 'throttled' }, { kind: 'dies' }),
  fc.nat(4).map((at): Fate => ({ kind: 'reports', at })),
);

/** One process after another over one store, until nothing dies any more. */
class Processes {
  readonly handled: StreamEventRecord[] = [];
  world: Sources;
  private dead = false;

  constructor(
    private readonly fates: Fate[],
    private readonly identify: (record: StreamEventRecord) => string,
    /** What a function does with the records after one that it reports: a stream sends them again, a queue does not. */
    private readonly afterBad: 'stops' | 'goesOn',
  ) {
    this.world = this.begin(new Sources(new MemoryStore()));
  }

  async run(): Promise<void> {
    for (let process = 0; process < 50; process++) {
      await this.world.clock.advance(HOUR);
      if (!this.dead) return;
      const { store, clock } = this.world;
      this.dead = false;
      this.world = this.begin(new Sources(store, new VirtualClock(clock.now(), 'hold')));
    }
    throw new Error('it never rests');
  }

  private begin(world: Sources): Sources {
    world.handler = (records) => this.handle(records);
    return world;
  }

  private handle(records: readonly StreamEventRecord[]) {
    if (this.dead) throw new Error('a dead process calls nobody');
    const fate = this.fates.shift() ?? { kind: 'succeeds' };
    if (fate.kind === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    if (fate.kind === 'throws') throw new Error('no');
    const bad = fate.kind === 'reports' ? records[Math.min(fate.at, records.length - 1)] : undefined;
    const stops = bad !== undefined && this.afterBad === 'stops';
    this.handled.push(...(stops ? records.slice(0, records.indexOf(bad)) : records.filter((it) => it !== bad)));
    if (fate.kind === 'dies') {
      this.dead = true;
      this.world.close();
    }
    return bad === undefined ? null : { batchItemFailures: [{ itemIdentifier: this.identify(bad) }] };
  }
}

const firstOf = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

test('every record of a stream is handled, those of an item first in their order', async () => {
  const settings = fc.record({
    BatchSize: fc.integer({ min: 1, max: 5 }),
    ParallelizationFactor: fc.integer({ min: 1, max: 4 }),
    BisectBatchOnFunctionError: fc.boolean(),
  });
  const items = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(settings, items, fc.array(aFate, { maxLength: 12 }), async (chosen, keys, fates) => {
      const processes = new Processes([...fates], numberOf, 'stops');
      const EventSourceArn = await processes.world.createTable();
      await processes.world.call('CreateEventSourceMapping', {
        EventSourceArn,
        FunctionName: 'relay',
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ...chosen,
      });

      await processes.world.put(...keys);
      await processes.run();

      const numbers = keys.map((_, index) => `1${String(index + 1).padStart(20, '0')}`);
      expect([...firstOf(processes.handled.map(numberOf))].sort()).toEqual(numbers);
      for (const key of firstOf(keys)) {
        const own = firstOf(processes.handled.filter((record) => keyOf(record) === key).map(numberOf));
        expect(own).toEqual([...own].sort());
      }
      processes.world.close();
    }),
    { numRuns: 150 },
  );
});

test('every message of a queue is handled, and none is left', async () => {
  const bodyOf = (record: StreamEventRecord) => String(record.body);
  const settings = fc.record({ BatchSize: fc.integer({ min: 1, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(
      settings,
      fc.integer({ min: 1, max: 12 }),
      fc.array(aFate, { maxLength: 10 }),
      async (chosen, count, fates) => {
        const processes = new Processes([...fates], (record) => String(record.messageId), 'goesOn');
        const queue = await processes.world.createQueue('orders');
        await processes.world.call('CreateEventSourceMapping', {
          EventSourceArn: queue,
          FunctionName: 'relay',
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ...chosen,
        });
        const bodies = Array.from({ length: count }, (_, index) => `m-${index}`).sort();

        for (const body of bodies) await processes.world.sqs.send(queue, body);
        await processes.run();

        expect([...firstOf(processes.handled.map(bodyOf))].sort()).toEqual(bodies);
        expect(processes.world.sqs.messagesOf(queue)).toEqual([]);
        processes.world.close();
      },
    ),
    { numRuns: 150 },
  );
});
