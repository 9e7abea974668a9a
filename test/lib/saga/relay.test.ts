import fc from 'fast-check';
import { envelopeOf } from '../../../lib/saga/envelope';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import { relay } from '../../../lib/saga/relay';
import { epochMillis } from '../../../lib/units';
import { MemoryEventBus, MemoryOutboxMarks } from '../../fakes/memory-event-bus';
import { anEvent } from './an-event';

const AT = epochMillis(1_700_000_100_000);

function aRelay(bus = new MemoryEventBus()) {
  const marks = new MemoryOutboxMarks();
  const run = (records: readonly OutboxRecord[], unreadable?: ReadonlySet<string>) =>
    relay(records, AT, { bus, marks, source: 'backstep.cups' }, unreadable);
  return { bus, marks, run };
}
const idsOf = (records: readonly OutboxRecord[]) => records.map(({ id }) => id);
const cups = (count: number) => Array.from({ length: count }, (_, n) => anEvent(`cup-${n}`));

describe('the relay', () => {
  it('publishes each record as an envelope of its own, and marks it sent', async () => {
    const { bus, marks, run } = aRelay();

    const { published, unpublished, unmarked } = await run([anEvent('cup')]);

    expect(idsOf(published)).toEqual(['cup:1']);
    expect([unpublished, unmarked]).toEqual([[], []]);
    expect(JSON.parse(bus.published[0]?.body ?? '')).toEqual({
      id: 'cup:1',
      type: 'cup.filled',
      version: 1,
      source: 'backstep.cups',
      subject: 'cup',
      sequence: 1,
      occurredAt: '2023-11-14T22:13:20.001Z',
      sagaId: 'saga-1',
      style: 'choreographed',
      causationId: 'saga-1.Fill',
      correlationId: 'saga-1',
      data: { n: 1 },
    });
    expect([...marks.sent]).toEqual([['cup:1', AT]]);
  });

  it('publishes nothing where there is nothing', async () => {
    const { bus, run } = aRelay();

    expect(await run([])).toEqual({ published: [], unpublished: [], unmarked: [] });
    expect(bus.calls).toEqual([]);
  });

  it('publishes ten entries a call', async () => {
    const { bus, run } = aRelay();

    await run(cups(21));

    expect(bus.calls.map(({ length }) => length)).toEqual([10, 10, 1]);
  });

  it('publishes as many bytes a call as the bus takes, and not one more', async () => {
    const size = JSON.stringify(envelopeOf(anEvent('cup-0'), 'backstep.cups')).length;
    const fits = aRelay(new MemoryEventBus({ maxBytes: size * 2 }));
    const doesNot = aRelay(new MemoryEventBus({ maxBytes: size * 2 - 1 }));

    await fits.run(cups(4));
    await doesNot.run(cups(4));

    expect(fits.bus.calls.map(({ length }) => length)).toEqual([2, 2]);
    expect(doesNot.bus.calls.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
  });

  it('never sends an entry that is larger than a call, and goes on with other aggregates', async () => {
    const { bus, marks, run } = aRelay(new MemoryEventBus({ maxBytes: 1_000 }));
    const large = anEvent('jug', 1, { payload: { text: 'x'.repeat(1_000) } });

    const { unpublished } = await run([large, anEvent('jug', 2), anEvent('cup')]);

    expect(unpublished.map(({ record, reason }) => [record.id, reason])).toEqual([
      ['jug:1', 'TooLarge'],
      ['jug:2', 'HeldBack'],
    ]);
    expect(bus.ids()).toEqual(['cup:1']);
    expect([...marks.sent.keys()]).toEqual(['cup:1']);
  });

  it('publishes the events of an aggregate by their sequence, each in a later call', async () => {
    const { bus, run } = aRelay();

    await run([anEvent('cup', 3), anEvent('jug', 1), anEvent('cup', 1), anEvent('cup', 2)]);

    expect(bus.calls).toEqual([['jug:1', 'cup:1'], ['cup:2'], ['cup:3']]);
  });

  it('marks what was acknowledged of a call of which a part was refused', async () => {
    const { bus, marks, run } = aRelay();
    bus.refuses = ({ envelope }) => (envelope.id === 'cup-1:1' ? 'InternalFailure' : undefined);

    const { published, unpublished } = await run(cups(3));

    expect(idsOf(published)).toEqual(['cup-0:1', 'cup-2:1']);
    expect(unpublished).toEqual([{ record: anEvent('cup-1'), reason: 'InternalFailure' }]);
    expect([...marks.sent.keys()]).toEqual(['cup-0:1', 'cup-2:1']);
  });

  it('holds back the later events of an aggregate whose event was refused, and of no other', async () => {
    const { bus, marks, run } = aRelay();
    bus.refuses = ({ envelope }) => (envelope.id === 'cup:1' ? 'ThrottlingException' : undefined);

    const { unpublished } = await run([anEvent('cup', 1), anEvent('cup', 2), anEvent('jug', 1), anEvent('jug', 2)]);

    expect(unpublished.map(({ record, reason }) => [record.id, reason])).toEqual([
      ['cup:1', 'ThrottlingException'],
      ['cup:2', 'HeldBack'],
    ]);
    expect(bus.ids()).toEqual(['jug:1', 'jug:2']);
    expect([...marks.sent.keys()]).toEqual(['jug:1', 'jug:2']);
  });

  it('holds back what there is of an aggregate with an event that cannot be read', async () => {
    const { bus, run } = aRelay();

    const { unpublished } = await run([anEvent('cup', 2), anEvent('jug', 1)], new Set(['cup']));

    expect(unpublished).toEqual([{ record: anEvent('cup', 2), reason: 'HeldBack' }]);
    expect(bus.ids()).toEqual(['jug:1']);
  });

  it('marks nothing of a call without an answer, and tries the other calls', async () => {
    const { bus, marks, run } = aRelay();
    const timeout = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    bus.fails = () => (bus.calls.length === 1 ? timeout : undefined);

    const { published, unpublished } = await run(cups(11));

    expect(idsOf(published)).toEqual(['cup-10:1']);
    expect(unpublished).toHaveLength(10);
    expect(unpublished[0]?.reason).toBe('TimeoutError');
    expect([...marks.sent.keys()]).toEqual(['cup-10:1']);
  });

  it('counts an entry without an answer as not published', async () => {
    const { bus, marks, run } = aRelay();
    bus.publish = async () => [{ kind: 'acknowledged' }];

    const { unpublished } = await run(cups(2));

    expect(unpublished).toEqual([{ record: anEvent('cup-1'), reason: 'NoAnswer' }]);
    expect([...marks.sent.keys()]).toEqual(['cup-0:1']);
  });

  it('says what it published but could not mark, goes on with its aggregate, and publishes it again next time', async () => {
    const { bus, marks, run } = aRelay();
    marks.fails = ({ id }) => id === 'cup:1';

    const first = await run([anEvent('cup', 1), anEvent('cup', 2)]);
    marks.fails = () => false;
    const second = await run(first.unmarked);

    expect(idsOf(first.unmarked)).toEqual(['cup:1']);
    expect(first.unpublished).toEqual([]);
    expect(second.unmarked).toEqual([]);
    expect(bus.ids()).toEqual(['cup:1', 'cup:2', 'cup:1']);
    expect([...marks.sent.keys()].sort()).toEqual(['cup:1', 'cup:2']);
  });

  it('publishes everything at least once, in order within each aggregate, and marks only what was acknowledged', async () => {
    const events = fc.uniqueArray(fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: 1, max: 6 })), {
      selector: ([aggregate, sequence]) => `${aggregate}:${sequence}`,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(events, fc.infiniteStream(fc.nat({ max: 9 })), async (drawn, dice) => {
        const { bus, marks, run } = aRelay(new MemoryEventBus({ maxBytes: 1_500 }));
        const misfortune = () => (dice.next().value ?? 0) < 3;
        bus.refuses = () => (misfortune() ? 'InternalFailure' : undefined);
        bus.fails = () => (misfortune() ? new Error('no answer') : undefined);
        marks.fails = misfortune;
        const records = drawn.map(([aggregate, sequence]) => anEvent(`cup-${aggregate}`, sequence));
        const unsent = () => records.filter(({ id }) => !marks.sent.has(id));

        for (let runs = 0; unsent().length > 0; runs++) {
          if (runs === 50) {
            bus.refuses = () => undefined;
            bus.fails = () => undefined;
            marks.fails = () => false;
          }
          const before = new Set(bus.ids());
          const ran = await run(unsent());
          const acknowledged = new Set(bus.ids());
          for (const { record } of ran.unpublished) {
            if (marks.sent.has(record.id)) throw new Error(`${record.id} is marked`);
          }
          for (const id of marks.sent.keys()) if (!acknowledged.has(id)) throw new Error(`${id} was not acknowledged`);
          for (const { record } of ran.unpublished) {
            const later = records.filter((o) => o.aggregate === record.aggregate && o.sequence > record.sequence);
            const overtook = later.find(({ id }) => acknowledged.has(id) && !before.has(id));
            if (overtook !== undefined) throw new Error(`${overtook.id} overtook ${record.id}`);
          }
        }

        const firsts = [...new Set(bus.ids())];
        expect(firsts.sort()).toEqual(idsOf(records).sort());
        for (const aggregate of new Set(records.map((record) => record.aggregate))) {
          const order = [...new Set(bus.ids())].filter((id) => id.startsWith(`${aggregate}:`));
          expect(order).toEqual([...order].sort());
        }
      }),
      { numRuns: 300 },
    );
  });
});
