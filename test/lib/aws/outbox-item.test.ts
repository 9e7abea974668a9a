import { decodeOutbox, encodeOutbox, shardOf, UNSENT_SHARDS } from '../../../lib/aws/outbox-item';
import { anEvent } from '../saga/an-event';

describe('an outbox item', () => {
  it('is read back as it was written, also with what its relay added', () => {
    const record = anEvent('cup#1', 12);

    expect(decodeOutbox(encodeOutbox(record))).toEqual(record);
    expect(decodeOutbox({ ...encodeOutbox(record), sentAt: 1, expiresAt: 2 })).toEqual(record);
  });

  it('stands in one shard with the other events of its aggregate', () => {
    expect(encodeOutbox(anEvent('cup#1', 1)).unsent).toBe(encodeOutbox(anEvent('cup#1', 2)).unsent);
    expect(encodeOutbox(anEvent('cup#1')).unsent).toBe(`unsent#${shardOf('cup#1')}`);
  });

  it('keeps its shard for ever: rows that are there stand where they stand', () => {
    expect(['order#order-1', 'payment#1', 'é'].map(shardOf)).toEqual([6, 5, 4]);
  });

  it('is spread over all shards, none with twice its part', () => {
    const counts = Array<number>(UNSENT_SHARDS).fill(0);
    for (let n = 0; n < 8_000; n++) {
      const shard = shardOf(`order#order-${n}`);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }

    expect(Math.min(...counts)).toBeGreaterThan(500);
    expect(Math.max(...counts)).toBeLessThan(2_000);
  });

  it.each([
    'id',
    'sagaId',
    'style',
    'aggregate',
    'sequence',
    'type',
    'payload',
    'createdAt',
    'causationId',
    'correlationId',
  ])('is none without its %s', (field) => {
    const { [field]: _, ...rest } = encodeOutbox(anEvent('cup'));

    expect(() => decodeOutbox(rest)).toThrow(`the item is no outbox record: its ${field} is `);
  });

  it('is none under the key of another', () => {
    expect(() => decodeOutbox({ ...encodeOutbox(anEvent('cup')), sk: 'event#0000000002' })).toThrow('its key is not');
  });
});
