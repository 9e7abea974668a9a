import { transactionItems } from '../../../lib/aws/transaction-items';
import { checkFits, MAX_ITEM_BYTES } from '../../../lib/aws/transaction-limits';
import type { Transaction } from '../../../lib/saga/participant';
import type { Write } from '../../../lib/saga/write';
import type { JsonObject } from '../../../lib/units';
import { aTransaction } from './transactions';

const check = (transaction: Transaction) => () => checkFits(transaction, transactionItems('Stock', transaction));
const inserting = (...rows: readonly JsonObject[]) =>
  aTransaction({
    writes: rows.map((row, n): Write => ({ kind: 'insert', key: { pk: String(n).padStart(2, '0'), sk: 'row' }, row })),
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
