import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbOutboxMarks, dynamoDbUnsentEvents, PAGE_ROWS } from '../../../lib/aws/dynamodb-outbox';
import type { Metric } from '../../../lib/aws/embedded-metrics';
import { encodeOutbox, outboxKey, shardOf } from '../../../lib/aws/outbox-item';
import { MAX_PAGES, MIN_AGE_SECONDS, outboxSweeper } from '../../../lib/aws/outbox-sweeper';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import { epochMillis, type JsonObject } from '../../../lib/units';
import { MemoryEventBus } from '../../fakes/memory-event-bus';
import { anEvent } from '../saga/an-event';
import { aContainer, CONTEXT } from './a-container';
import { aLocalTable } from './local-table';
import { AT } from './transactions';

const OLD = epochMillis(AT - MIN_AGE_SECONDS * 1000);
const anOldEvent = (aggregate: string, sequence = 1, given: Partial<OutboxRecord> = {}) =>
  anEvent(aggregate, sequence, { createdAt: OLD, ...given });

/** A sweeper over a table of the local model, and a bus in memory. */
async function aSweeper() {
  const documents = await aLocalTable('Cups');
  const bus = new MemoryEventBus();
  const { dependencies, lines } = aContainer();
  const metrics: Metric[][] = [];
  const sweep = outboxSweeper({
    ...dependencies,
    bus,
    marks: dynamoDbOutboxMarks(documents, 'Cups'),
    unsent: dynamoDbUnsentEvents(documents, 'Cups'),
    source: 'backstep.cups',
    metrics: (told) => metrics.push([...told]),
  });
  const put = (Item: JsonObject) => documents.send(new PutCommand({ TableName: 'Cups', Item }));
  return {
    bus,
    lines,
    metrics,
    put,
    sweep: () => sweep({}, CONTEXT),
    write: async (...records: readonly OutboxRecord[]) => {
      for (const record of records) await put(encodeOutbox(record));
    },
    row: async (record: OutboxRecord) =>
      (await documents.send(new GetCommand({ TableName: 'Cups', Key: outboxKey(record) }))).Item,
  };
}

describe('the sweeper', () => {
  it('publishes what is unsent for a minute, and leaves what is younger to the stream', async () => {
    const { bus, write, sweep } = await aSweeper();
    await write(anOldEvent('cup'), anEvent('jug', 1, { createdAt: epochMillis(OLD + 1) }));

    const answer = await sweep();

    expect(answer).toEqual({ found: 1, published: 1, unpublished: 0, unmarked: 0, unreadable: 0 });
    expect(bus.ids()).toEqual(['cup:1']);
  });

  it('marks what it published: out of the index, and to be deleted 15 days later', async () => {
    const { write, sweep, row } = await aSweeper();
    const event = anOldEvent('cup');
    await write(event);

    await sweep();

    const { unsent, ...rest } = encodeOutbox(event);
    expect(unsent).toBeDefined();
    expect(await row(event)).toEqual({ ...rest, sentAt: AT, expiresAt: AT / 1000 + 15 * 86_400 });
    expect(await sweep()).toMatchObject({ found: 0 });
  });

  it('publishes the events of an aggregate in order, even if their clocks disagree', async () => {
    const { bus, write, sweep } = await aSweeper();
    await write(anOldEvent('cup', 2, { createdAt: epochMillis(OLD - 5_000) }), anOldEvent('cup', 1));

    await sweep();

    expect(bus.ids()).toEqual(['cup:1', 'cup:2']);
  });

  it('leaves unsent what the bus refuses, holds back what follows, and publishes both in order a run later', async () => {
    const { bus, write, sweep, row } = await aSweeper();
    await write(anOldEvent('cup', 1), anOldEvent('cup', 2), anOldEvent('jug', 1));
    bus.refuses = ({ envelope }) => (envelope.id === 'cup:1' ? 'InternalFailure' : undefined);

    const first = await sweep();
    bus.refuses = () => undefined;
    const second = await sweep();

    expect(first).toMatchObject({ found: 3, published: 1, unpublished: 2 });
    expect(second).toMatchObject({ found: 2, published: 2, unpublished: 0 });
    expect(bus.ids()).toEqual(['jug:1', 'cup:1', 'cup:2']);
    expect((await row(anOldEvent('cup', 2)))?.sentAt).toBe(AT);
  });

  it('tells how many events wait and for how long the oldest has, before it publishes them', async () => {
    const { metrics, write, sweep } = await aSweeper();
    await write(anOldEvent('cup'), anOldEvent('jug', 1, { createdAt: epochMillis(AT - 150_999) }));

    await sweep();
    await sweep();

    const told = (count: number, age: number) => [
      { name: 'UnsentEvents', unit: 'Count', value: count },
      { name: 'OldestUnsentEventAgeSeconds', unit: 'Seconds', value: age },
    ];
    expect(metrics).toEqual([told(2, 150), told(0, 0)]);
  });

  it('passes over a row that it cannot read, holds back its aggregate, and says so', async () => {
    const { bus, lines, put, write, sweep } = await aSweeper();
    await put({ ...encodeOutbox(anOldEvent('cup', 1)), payload: 'no object' });
    await write(anOldEvent('cup', 2), anOldEvent('jug', 1));

    const answer = await sweep();

    expect(answer).toMatchObject({ found: 3, published: 1, unpublished: 1, unreadable: 1 });
    expect(bus.ids()).toEqual(['jug:1']);
    expect(lines.map(({ level, fields }) => [level, fields.outcome])).toEqual([
      ['error', undefined],
      ['info', 'sweptInPart'],
    ]);
  });

  it('reads so many pages of a shard a run, and the rest in the next', async () => {
    const { bus, write, sweep } = await aSweeper();
    const names = Array.from({ length: 9_000 }, (_, n) => `cup-${n}`).filter((name) => shardOf(name) === 3);
    await write(...names.slice(0, PAGE_ROWS * MAX_PAGES + 1).map((name) => anOldEvent(name)));

    const first = await sweep();
    const second = await sweep();

    expect([first.found, second.found]).toEqual([PAGE_ROWS * MAX_PAGES, 1]);
    expect(new Set(bus.ids()).size).toBe(PAGE_ROWS * MAX_PAGES + 1);
  });
});

describe('the marks of an outbox', () => {
  it('bring no row back that was deleted meanwhile, which is no error', async () => {
    const documents = await aLocalTable('Cups');
    const event = anEvent('cup');

    await dynamoDbOutboxMarks(documents, 'Cups').markSent(event, AT);

    const { Item } = await documents.send(new GetCommand({ TableName: 'Cups', Key: outboxKey(event) }));
    expect(Item).toBeUndefined();
  });
});
