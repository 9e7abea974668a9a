import { outboxStreamHandler } from '../../../lib/aws/outbox-stream-handler';
import { MemoryEventBus, MemoryOutboxMarks } from '../../fakes/memory-event-bus';
import { anEvent } from '../saga/an-event';
import { aContainer, CONTEXT } from './a-container';
import { inserted, insertedRow, stream } from './outbox-rows';

function aRelay() {
  const bus = new MemoryEventBus();
  const marks = new MemoryOutboxMarks();
  const { dependencies, lines } = aContainer();
  const handler = outboxStreamHandler({ ...dependencies, bus, marks, source: 'backstep.cups' });
  return { bus, marks, lines, relay: (...records: Parameters<typeof stream>) => handler(stream(...records), CONTEXT) };
}
const unreadable = (sequenceNumber: string) =>
  insertedRow({ pk: 'cup-1', sk: 'event#0000000001', kind: 'outbox' }, sequenceNumber);

describe('the relay behind a stream', () => {
  it('publishes and marks what was inserted, and reports no failure', async () => {
    const { bus, marks, relay } = aRelay();
    const event = anEvent('cup', 1, { payload: { text: 'é', n: 1.5, yes: true, no: null, list: [{ a: [] }] } });

    const answer = await relay(inserted(event, '100'));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(bus.published[0]?.envelope.data).toEqual(event.payload);
    expect([...marks.sent.keys()]).toEqual(['cup:1']);
  });

  it('publishes nothing but inserted outbox rows, so the marking of one does not publish it again', async () => {
    const { bus, relay } = aRelay();
    const row = inserted(anEvent('cup'), '100');

    await relay(
      { ...row, eventName: 'MODIFY' },
      { ...row, eventName: 'REMOVE' },
      insertedRow({ pk: 'order#1', sk: 'order', status: 'PENDING' }, '101'),
      {},
    );

    expect(bus.calls).toEqual([]);
  });

  it('reports the lowest number that failed, although the batch is not in order of aggregates', async () => {
    const { bus, relay } = aRelay();
    bus.refuses = ({ envelope }) => (envelope.id === 'cup-1:1' || envelope.id === 'cup-2:1' ? 'Busy' : undefined);

    const answer = await relay(
      inserted(anEvent('cup-0'), '99'),
      inserted(anEvent('cup-2'), '100'),
      inserted(anEvent('cup-0', 2), '101'),
      inserted(anEvent('cup-1'), '102'),
      inserted(anEvent('cup-2', 2), '103'),
    );

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] });
    expect(bus.ids()).toEqual(['cup-0:1', 'cup-0:2']);
  });

  it('reports a record that it cannot read, holds back its aggregate, and publishes the others', async () => {
    const { bus, lines, relay } = aRelay();

    const answer = await relay(
      inserted(anEvent('cup-0'), '100'),
      unreadable('101'),
      inserted(anEvent('cup-1', 2), '102'),
      inserted(anEvent('cup-2'), '103'),
    );

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
    expect(bus.ids()).toEqual(['cup-0:1', 'cup-2:1']);
    expect(lines[0]).toMatchObject({ level: 'error', message: 'event unreadable', fields: { sequenceNumber: '101' } });
  });

  it.each([
    ['a set', { SS: ['a'] }],
    ['binary data', { B: 'AA==' }],
  ])('cannot read %s', async (_, value) => {
    const { bus, relay } = aRelay();
    const row = inserted(anEvent('cup'), '100');

    const answer = await relay({
      ...row,
      dynamodb: { ...row.dynamodb, NewImage: { ...row.dynamodb?.NewImage, payload: { M: { bad: value } } } },
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '100' }] });
    expect(bus.calls).toEqual([]);
  });

  it('leaves to the sweeper what it published and could not mark', async () => {
    const { marks, lines, relay } = aRelay();
    marks.fails = () => true;

    expect(await relay(inserted(anEvent('cup'), '100'))).toEqual({ batchItemFailures: [] });
    expect(lines[0]?.fields).toMatchObject({ published: 1, unmarked: 1 });
  });

  it('logs how much came of a batch and why the rest did not, and nothing of the payload', async () => {
    const { bus, lines, relay } = aRelay();
    bus.refuses = ({ envelope }) => (envelope.id === 'cup-1:1' ? 'InternalFailure' : undefined);

    await relay(
      inserted(anEvent('cup-0', 1, { payload: { secret: 's3cret' } }), '100'),
      inserted(anEvent('cup-1'), '101'),
    );

    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({
      source: 'backstep.cups',
      outcome: 'relayedInPart',
      published: 1,
      unpublished: 1,
      reasons: ['InternalFailure'],
    });
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });
});
