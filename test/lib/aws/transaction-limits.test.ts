import { MAX_ENTRY_BYTES, mostEntryBytes } from '../../../lib/aws/event-entry';
import { transactionItems } from '../../../lib/aws/transaction-items';
import { checkFits, MAX_ITEM_BYTES } from '../../../lib/aws/transaction-limits';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import type { Transaction } from '../../../lib/saga/participant';
import type { Write } from '../../../lib/saga/write';
import type { JsonObject } from '../../../lib/units';
import { AT, aTransaction } from './transactions';

const check = (transaction: Transaction) => () => checkFits(transaction, transactionItems('Stock', transaction));
const inserting = (...rows: readonly JsonObject[]) =>
  aTransaction({
    writes: rows.map((row, n): Write => ({ kind: 'insert', key: { pk: String(n).padStart(2, '0'), sk: 'row' }, row })),
  });
const anEventOf = (text: string): OutboxRecord => ({
  id: 'saga-1.Charge.1',
  sagaId: aTransaction().key.sagaId,
  style: 'orchestrated',
  aggregate: 'payment#1',
  sequence: 1,
  type: 'payment.processed',
  payload: { text },
  createdAt: AT,
  causationId: 'saga-1.Charge',
  correlationId: 'saga-1',
});
/** The names and values of a row `00` / `row` take so many bytes. */
const aRowOf = (bytes: number): JsonObject => ({ text: 'x'.repeat(bytes - 'pk00skrowtext'.length) });

describe('the limits of a transaction', () => {
  it('let 100 actions through, and not 101', () => {
    expect(check(inserting(...Array(99).fill({})))).not.toThrow();
    expect(check(inserting(...Array(100).fill({})))).toThrow(
      "step 'Charge' of saga 'saga-1': its fence, 100 writes and 0 events are 101 actions; a transaction takes 100, so write fewer rows",
    );
  });

  it('let a row of 400 KB through, and not one byte more', () => {
    expect(check(inserting(aRowOf(MAX_ITEM_BYTES)))).not.toThrow();
    expect(check(inserting(aRowOf(MAX_ITEM_BYTES + 1)))).toThrow(
      'row 00 row takes 409601 bytes; a row takes 409600, so split it or keep a reference',
    );
  });

  it('count bytes, not characters, and what is nested', () => {
    const letters = Math.floor(MAX_ITEM_BYTES / 2);

    expect(check(inserting({ deep: [{ text: 'é'.repeat(letters) }] }))).toThrow('row 00 row takes');
    expect(check(inserting({ deep: [{ text: 'e'.repeat(letters) }] }))).not.toThrow();
  });

  it('count what a change brings', () => {
    const set = { text: 'x'.repeat(MAX_ITEM_BYTES) };
    const change: Write = { kind: 'change', key: { pk: 'a', sk: 'b' }, set, when: [{ field: 'n', equals: 1 }] };

    expect(check(aTransaction({ writes: [change] }))).toThrow('row a b takes');
  });

  it('let 4 MB through in one transaction, and not more', () => {
    expect(check(inserting(...Array(10).fill(aRowOf(MAX_ITEM_BYTES))))).not.toThrow();
    expect(check(inserting(...Array(11).fill(aRowOf(MAX_ITEM_BYTES))))).toThrow('a transaction takes 4194304');
  });

  it('count the event that is answered among the 100 actions', () => {
    const message = { eventId: 'e', functionName: 'Charge', at: AT };

    expect(check({ ...inserting(...Array(98).fill({})), message })).not.toThrow();
    expect(check({ ...inserting(...Array(99).fill({})), message })).toThrow(
      'its fence, 99 writes and 0 events, and the event it answers, are 101 actions',
    );
  });

  it('let an event through that the bus takes to the byte, and name the one that it does not', () => {
    const room = MAX_ENTRY_BYTES - mostEntryBytes(anEventOf(''));

    expect(check(aTransaction({ outbox: [anEventOf('x'.repeat(room))] }))).not.toThrow();
    expect(check(aTransaction({ outbox: [anEventOf('x'.repeat(room + 1))] }))).toThrow(
      "step 'Charge' of saga 'saga-1': its event 'payment.processed' takes 262145 bytes; the bus takes 262144, so tell less or keep a reference",
    );
  });

  it('count an event as the JSON that is published, in which one byte may take six', () => {
    const controls = '\u0001'.repeat(Math.ceil(MAX_ENTRY_BYTES / 6));

    expect(check(aTransaction({ outbox: [anEventOf(controls)] }))).toThrow("its event 'payment.processed' takes");
    expect(check(aTransaction({ outbox: [anEventOf(controls.replaceAll('\u0001', 'x'))] }))).not.toThrow();
  });

  it.each([0.5, Number.NaN, 2 ** 53])('refuse to add %d, which is not exact', (by) => {
    const change: Write = {
      kind: 'change',
      key: { pk: 'a', sk: 'b' },
      add: { n: by },
      when: [{ field: 'n', equals: 1 }],
    };

    expect(check(aTransaction({ writes: [change] }))).toThrow(`it adds ${by} to 'n'; only whole numbers add exactly`);
  });
});
