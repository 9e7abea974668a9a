/** What every reaction's table must do; run over the fake and over the adapter. */
import type { ReactionStore, ReactionWrite } from '../../../lib/saga/reaction';
import type { RowKey } from '../../../lib/saga/write';
import { epochMillis, type JsonObject } from '../../../lib/units';

export interface ReactionStoreUnderTest {
  readonly store: ReactionStore;
  /** A row's own fields, without those of its key. */
  readRow(key: RowKey): Promise<JsonObject | undefined>;
}

const MESSAGE = { eventId: 'order-1.CompleteOrder.1', functionName: 'RecordSale', at: epochMillis(1_700_000_000_000) };
const SALES: RowKey = { pk: 'sales#2026-03-01', sk: 'sku#book' };
const MAIL: RowKey = { pk: 'mail#order-1', sk: 'mail#1' };
const sale = (quantity: number, amount: number): ReactionWrite => ({
  kind: 'tally',
  key: SALES,
  set: { day: '2026-03-01' },
  add: { quantity, amount },
});

export function reactionStoreContract(
  name: string,
  makeStore: () => ReactionStoreUnderTest | Promise<ReactionStoreUnderTest>,
): void {
  describe(`${name} keeps the contract of a reaction's table`, () => {
    let under: ReactionStoreUnderTest;
    beforeEach(async () => {
      under = await makeStore();
    });

    test('counts from nothing, and on', async () => {
      await under.store.commit(MESSAGE, [sale(2, 30)]);
      await under.store.commit({ ...MESSAGE, eventId: 'order-2' }, [sale(1, 15)]);

      expect(await under.readRow(SALES)).toEqual({ day: '2026-03-01', quantity: 3, amount: 45 });
    });

    test('does nothing with a message that was processed before', async () => {
      const first = await under.store.commit(MESSAGE, [sale(2, 30)]);
      const second = await under.store.commit(MESSAGE, [sale(2, 30), { kind: 'insert', key: MAIL, row: {} }]);

      expect([first, second]).toEqual(['done', 'alreadyProcessed']);
      expect(await under.readRow(SALES)).toMatchObject({ quantity: 2 });
      expect(await under.readRow(MAIL)).toBeUndefined();
    });

    test('keeps the messages of other functions apart', async () => {
      await under.store.commit(MESSAGE, [sale(2, 30)]);

      const other = await under.store.commit({ ...MESSAGE, functionName: 'SendConfirmation' }, [
        { kind: 'insert', key: MAIL, row: { to: 'customer-77' } },
      ]);

      expect(other).toBe('done');
      expect(await under.readRow(MAIL)).toEqual({ to: 'customer-77' });
    });

    test('throws over a row that is there already, and then does nothing at all', async () => {
      const mail: ReactionWrite = { kind: 'insert', key: MAIL, row: { to: 'customer-77' } };
      await under.store.commit(MESSAGE, [mail]);

      await expect(under.store.commit({ ...MESSAGE, eventId: 'order-2' }, [sale(1, 1), mail])).rejects.toThrow();

      expect(await under.readRow(SALES)).toBeUndefined();
      expect(await under.store.commit({ ...MESSAGE, eventId: 'order-2' }, [sale(1, 1)])).toBe('done');
    });
  });
}
