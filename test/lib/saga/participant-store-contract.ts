/** What every participant's table must do; run over the fake and over the adapters. */
import type { Applied, Fence, FenceKey, Rejected, Tombstone } from '../../../lib/saga/fence';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import type { CommitOutcome, ParticipantStore, Transaction } from '../../../lib/saga/participant';
import { sagaId } from '../../../lib/saga/rule';
import type { Condition, RowKey, Write } from '../../../lib/saga/write';
import { epochMillis, type JsonObject } from '../../../lib/units';

export interface StoreUnderTest {
  readonly store: ParticipantStore;
  /** A row's own fields, without those of its key. */
  readRow(key: RowKey): Promise<JsonObject | undefined>;
  /** Every outbox record that was committed, in any order. */
  readOutbox(): Promise<readonly OutboxRecord[]>;
}

const AT = epochMillis(1_700_000_000_000);
const LATER = epochMillis(AT + 1);
const KEY: FenceKey = { sagaId: sagaId('saga-1'), step: 'Charge' };
const APPLIED: Applied = { status: 'APPLIED', requestHash: 'abc', at: AT, result: { paymentId: 'p-1', parts: [1, 2] } };
const REJECTED: Rejected = {
  status: 'REJECTED',
  requestHash: 'abc',
  at: AT,
  rejection: { reason: 'Declined', message: 'too much' },
};
const TOMBSTONE: Tombstone = { status: 'TOMBSTONE', at: AT };
const ROW: RowKey = { pk: 'payment#1', sk: 'payment' };
const STOCK: RowKey = { pk: 'stock#apple', sk: 'stock' };

const create = (fence: Fence, rest: Partial<Transaction> = {}): Transaction => ({
  key: KEY,
  fence: { kind: 'create', fence },
  writes: [],
  outbox: [],
  ...rest,
});
const compensate = (rest: Partial<Transaction> = {}): Transaction => ({
  key: KEY,
  fence: { kind: 'compensate', at: LATER },
  writes: [],
  outbox: [],
  ...rest,
});
const insert = (key: RowKey, row: JsonObject): Write => ({ kind: 'insert', key, row });
const change = (
  key: RowKey,
  when: Condition,
  rest: { set?: JsonObject; add?: { [field: string]: number } },
): Write => ({
  kind: 'change',
  key,
  when: [when],
  ...rest,
});
const anEvent = (sequence: number): OutboxRecord => ({
  id: `saga-1.Charge.${sequence}`,
  sagaId: KEY.sagaId,
  style: 'orchestrated',
  aggregate: 'payment#1',
  sequence,
  type: 'payment.processed',
  payload: { amount: 100, lines: [{ sku: 'apple' }] },
  createdAt: AT,
  causationId: 'saga-1.Charge',
  correlationId: 'saga-1',
});

export function participantStoreContract(
  name: string,
  makeStore: () => StoreUnderTest | Promise<StoreUnderTest>,
): void {
  describe(`${name} keeps the contract of a participant's table`, () => {
    let under: StoreUnderTest;
    const commit = (transaction: Transaction): Promise<CommitOutcome> => under.store.commit(transaction);
    /** Rows that are there before: committed behind a fence of their own. */
    const seed = (...writes: readonly Write[]) =>
      commit(create(APPLIED, { key: { sagaId: sagaId('seed'), step: 'Seed' }, writes }));
    beforeEach(async () => {
      under = await makeStore();
    });

    test('commits fence, rows and outbox records together', async () => {
      const outbox = [anEvent(1), anEvent(2)];

      const outcome = await commit(create(APPLIED, { writes: [insert(ROW, { amount: 100 })], outbox }));

      expect(outcome).toEqual({ kind: 'committed' });
      expect(await commit(create(TOMBSTONE))).toEqual({ kind: 'fenceFound', fence: APPLIED });
      expect(await under.readRow(ROW)).toEqual({ amount: 100 });
      const written = await under.readOutbox();
      expect([...written].sort((a, b) => a.sequence - b.sequence)).toEqual(outbox);
    });

    test.each([
      APPLIED,
      REJECTED,
      TOMBSTONE,
    ])('creates no second fence over $status, and writes nothing', async (fence) => {
      await commit(create(fence));

      const outcome = await commit(create(TOMBSTONE, { writes: [insert(ROW, { amount: 1 })], outbox: [anEvent(1)] }));

      expect(outcome).toEqual({ kind: 'fenceFound', fence });
      expect(await under.readRow(ROW)).toBeUndefined();
      expect(await under.readOutbox()).toEqual([]);
    });

    test('compensates an applied step once', async () => {
      await commit(create(APPLIED));

      const first = await commit(compensate({ writes: [insert(ROW, { refund: 100 })], outbox: [anEvent(1)] }));
      const second = await commit(compensate({ writes: [insert(STOCK, {})], outbox: [anEvent(2)] }));

      expect(first).toEqual({ kind: 'committed' });
      expect(second).toEqual({ kind: 'fenceFound', fence: { status: 'COMPENSATED', at: LATER } });
      expect(await under.readRow(ROW)).toEqual({ refund: 100 });
      expect(await under.readRow(STOCK)).toBeUndefined();
      expect(await under.readOutbox()).toEqual([anEvent(1)]);
    });

    test('compensates nothing where there is no fence, and leaves none', async () => {
      const outcome = await commit(compensate({ writes: [insert(ROW, { refund: 100 })] }));

      expect(outcome).toEqual({ kind: 'fenceFound', fence: undefined });
      expect(await under.readRow(ROW)).toBeUndefined();
      expect(await commit(create(APPLIED))).toEqual({ kind: 'committed' });
    });

    test.each([REJECTED, TOMBSTONE])('compensates nothing over $status', async (fence) => {
      await commit(create(fence));

      expect(await commit(compensate())).toEqual({ kind: 'fenceFound', fence });
    });

    test('keeps the fences of other steps and sagas apart', async () => {
      await commit(create(APPLIED));

      expect(await commit(create(TOMBSTONE, { key: { ...KEY, step: 'Ship' } }))).toEqual({ kind: 'committed' });
      expect(await commit(create(TOMBSTONE, { key: { ...KEY, sagaId: sagaId('saga-2') } }))).toEqual({
        kind: 'committed',
      });
    });

    test('refuses to insert over a row, and then writes nothing at all', async () => {
      await seed(insert(ROW, { amount: 1 }));

      const outcome = await commit(
        create(APPLIED, {
          writes: [insert(STOCK, { available: 1 }), insert(ROW, { amount: 2 })],
          outbox: [anEvent(1)],
        }),
      );

      expect(outcome).toEqual({ kind: 'writeRefused', index: 1 });
      expect(await under.readRow(STOCK)).toBeUndefined();
      expect(await under.readRow(ROW)).toEqual({ amount: 1 });
      expect(await under.readOutbox()).toEqual([]);
      expect(await commit(create(TOMBSTONE))).toEqual({ kind: 'committed' });
    });

    test('names the first of several refused writes', async () => {
      await seed(insert(STOCK, { available: 1 }));

      const writes = [
        change(STOCK, { field: 'available', atLeast: 1 }, { add: { available: -1 } }),
        change(ROW, { field: 'amount', atLeast: 1 }, { add: { amount: -1 } }),
        change({ ...ROW, sk: 'other' }, { field: 'amount', atLeast: 1 }, { add: { amount: -1 } }),
      ];

      expect(await commit(create(APPLIED, { writes }))).toEqual({ kind: 'writeRefused', index: 1 });
      expect(await under.readRow(STOCK)).toEqual({ available: 1 });
    });

    test('tells of the fence before it tells of a refused write', async () => {
      await commit(create(REJECTED));

      const refused = change(ROW, { field: 'amount', atLeast: 1 }, { add: { amount: -1 } });

      expect(await commit(create(APPLIED, { writes: [refused] }))).toEqual({ kind: 'fenceFound', fence: REJECTED });
      expect(await commit(compensate({ writes: [refused] }))).toEqual({ kind: 'fenceFound', fence: REJECTED });
    });

    test('leaves the fence applied when a write of the compensation is refused', async () => {
      await commit(create(APPLIED));

      const writes = [change(ROW, { field: 'status', equals: 'CHARGED' }, { set: { status: 'REFUNDED' } })];

      expect(await commit(compensate({ writes }))).toEqual({ kind: 'writeRefused', index: 0 });
      expect(await commit(create(TOMBSTONE))).toEqual({ kind: 'fenceFound', fence: APPLIED });
    });

    test.each<{ readonly when: Condition; readonly met: boolean }>([
      { when: { field: 'available', atLeast: 3 }, met: true },
      { when: { field: 'available', atLeast: 4 }, met: false },
      { when: { field: 'available', equals: 3 }, met: true },
      { when: { field: 'available', equals: '3' }, met: false },
      { when: { field: 'status', equals: 'HELD' }, met: true },
      { when: { field: 'status', equals: 'RELEASED' }, met: false },
      { when: { field: 'absent', equals: null }, met: false },
      { when: { field: 'absent', atLeast: -1 }, met: false },
    ])('changes a row under the condition $when: $met', async ({ when, met }) => {
      await seed(insert(STOCK, { available: 3, status: 'HELD' }));

      const outcome = await commit(create(APPLIED, { writes: [change(STOCK, when, { set: { changed: true } })] }));

      expect(outcome.kind).toBe(met ? 'committed' : 'writeRefused');
      expect((await under.readRow(STOCK))?.changed).toBe(met ? true : undefined);
    });

    test('changes a row only when every condition holds', async () => {
      await seed(insert(STOCK, { available: 3, status: 'HELD' }));

      const write: Write = {
        kind: 'change',
        key: STOCK,
        set: { changed: true },
        when: [
          { field: 'status', equals: 'HELD' },
          { field: 'available', atLeast: 4 },
        ],
      };

      expect(await commit(create(APPLIED, { writes: [write] }))).toEqual({ kind: 'writeRefused', index: 0 });
    });

    test('adds exactly, sets, and leaves other fields alone', async () => {
      await seed(insert(STOCK, { sku: 'apple', available: Number.MAX_SAFE_INTEGER - 1, reserved: 2, note: 'old' }));

      const write = change(
        STOCK,
        { field: 'sku', equals: 'apple' },
        { add: { available: 1, reserved: -3 }, set: { note: 'new' } },
      );
      await commit(create(APPLIED, { writes: [write] }));

      expect(await under.readRow(STOCK)).toEqual({
        sku: 'apple',
        available: Number.MAX_SAFE_INTEGER,
        reserved: -1,
        note: 'new',
      });
    });

    test('processes a message once, and then writes nothing of another transaction for it', async () => {
      const message = { eventId: 'order-1.CreateOrder.1', functionName: 'Charge', at: AT };
      const again = create(APPLIED, {
        key: { ...KEY, sagaId: sagaId('saga-2') },
        writes: [insert(STOCK, {})],
        outbox: [anEvent(2)],
        message: { ...message, at: LATER },
      });

      expect(await commit(create(APPLIED, { message }))).toEqual({ kind: 'committed' });
      expect(await commit(again)).toEqual({ kind: 'messageProcessed' });
      expect(await under.readRow(STOCK)).toBeUndefined();
      expect(await under.readOutbox()).toEqual([]);
      expect(await commit(create(APPLIED, { key: again.key }))).toEqual({ kind: 'committed' });
    });

    test('tells of a processed message before it tells of the fence', async () => {
      const message = { eventId: 'order-1.CreateOrder.1', functionName: 'Charge', at: AT };
      await commit(create(APPLIED, { message }));

      expect(await commit(create(TOMBSTONE, { message }))).toEqual({ kind: 'messageProcessed' });
    });

    test('leaves no record of a message whose transaction did not commit', async () => {
      const message = { eventId: 'order-1.CreateOrder.1', functionName: 'Charge', at: AT };
      await commit(create(TOMBSTONE));

      expect(await commit(create(APPLIED, { message }))).toEqual({ kind: 'fenceFound', fence: TOMBSTONE });
      expect(await commit(create(APPLIED, { key: { ...KEY, step: 'Ship' }, message }))).toEqual({ kind: 'committed' });
    });

    test('keeps the messages of other functions and events apart', async () => {
      const message = { eventId: 'order-1.CreateOrder.1', functionName: 'Charge', at: AT };
      const others = [
        { ...message, functionName: 'Refund' },
        { ...message, eventId: 'order-1.CreateOrder.2' },
      ];
      await commit(create(APPLIED, { message }));

      for (const [n, other] of others.entries()) {
        const key = { ...KEY, step: `Other${n}` };
        expect(await commit(create(APPLIED, { key, message: other }))).toEqual({ kind: 'committed' });
      }
    });

    test('writes beside a fence that is as expected, and leaves it so', async () => {
      const expecting = (found: 'APPLIED' | 'nothing', row: RowKey): Transaction => ({
        ...compensate({ writes: [insert(row, {})] }),
        fence: { kind: 'expect', found },
      });

      expect(await commit(expecting('APPLIED', ROW))).toEqual({ kind: 'fenceFound', fence: undefined });
      expect(await commit(expecting('nothing', STOCK))).toEqual({ kind: 'committed' });
      expect(await commit(create(APPLIED))).toEqual({ kind: 'committed' });
      expect(await commit(expecting('nothing', ROW))).toEqual({ kind: 'fenceFound', fence: APPLIED });
      expect(await under.readRow(ROW)).toBeUndefined();
      expect(await commit(expecting('APPLIED', ROW))).toEqual({ kind: 'committed' });
      expect(await commit(compensate())).toEqual({ kind: 'committed' });
    });

    test('gives rows back as they were written, whatever JSON they hold', async () => {
      const row = {
        text: 'Zoë “✓” ',
        empty: '',
        none: null,
        yes: true,
        list: [1, 'a', null, []],
        deep: { a: { b: {} } },
      };

      await seed(insert(ROW, row));

      expect(await under.readRow(ROW)).toEqual(row);
    });

    test('lets one of many racing creators win, and shows its fence to the others', async () => {
      const racers = Array.from({ length: 8 }, (_, n): Applied => ({ ...APPLIED, result: n }));

      const outcomes = await Promise.all(racers.map((fence) => commit(create(fence))));

      const winner = outcomes.findIndex(({ kind }) => kind === 'committed');
      const others = outcomes.filter((_, n) => n !== winner);
      expect(others).toEqual(Array(7).fill({ kind: 'fenceFound', fence: racers[winner] }));
    });

    test('sells no more than there is to racing buyers', async () => {
      await seed(insert(STOCK, { available: 5 }));

      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          commit(
            create(APPLIED, {
              key: { ...KEY, sagaId: sagaId(`buyer-${n}`) },
              writes: [change(STOCK, { field: 'available', atLeast: 1 }, { add: { available: -1 } })],
            }),
          ),
        ),
      );

      expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(5);
      expect(outcomes.filter(({ kind }) => kind === 'writeRefused')).toHaveLength(3);
      expect(await under.readRow(STOCK)).toEqual({ available: 0 });
    });
  });
}
