/** What every ledger must do; run over the fake and over the adapter. */
import { apply, type SagaLedger, type SagaRecord } from '../../../lib/saga/ledger';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { AT, aRecord, later, TRIP } from './a-saga';

export interface LedgerUnderTest {
  readonly ledger: SagaLedger;
  /** Has `write` done after the next update has read and before it writes. */
  meanwhile(write: () => Promise<unknown>): void;
}

const named = (id: string, given: Partial<SagaRecord> = {}): SagaRecord => aRecord({ sagaId: sagaId(id), ...given });
const END_OF_TIME = epochMillis(Number.MAX_SAFE_INTEGER);

export function ledgerContract(name: string, create: () => Promise<LedgerUnderTest>): void {
  describe(name, () => {
    const filled = async (...records: readonly SagaRecord[]) => {
      const under = await create();
      for (const record of records) await under.ledger.accept(record);
      return under;
    };
    const open = async (
      ledger: SagaLedger,
      state: 'RUNNING' | 'COMPENSATING' | 'COMPENSATION_FAILED',
      before = END_OF_TIME,
    ) => (await ledger.openSagas({ state, before, limit: 100 })).sagas.map(({ sagaId }) => sagaId).sort();

    it('keeps a record whole', async () => {
      const record = aRecord({}, [
        { kind: 'stepDone', step: 'BookFlight' },
        { kind: 'stepRefused', step: 'BookHotel', reason: 'no room' },
        { kind: 'compensating', failure: { step: 'BookHotel', error: 'FullyBooked', cause: 'no room' } },
        { kind: 'notUndone', step: 'BookFlight', reason: 'down' },
        { kind: 'compensationFailed', run: 0, failure: null },
        { kind: 'abandoned', by: 'ann', reason: 'enough' },
      ]);
      const { ledger } = await create();

      expect(await ledger.accept(record)).toEqual({ kind: 'accepted' });

      expect(await ledger.find(TRIP)).toEqual(record);
      expect(await ledger.find(sagaId('trip-2'))).toBeUndefined();
    });

    it('answers with the record that is there, and leaves it as it is', async () => {
      const { ledger } = await filled(aRecord());

      const acceptance = await ledger.accept(aRecord({ saga: 'Other', inputHash: 'x', acceptedAt: later(9) }));

      const { saga, style, inputHash, acceptedAt, state } = aRecord();
      expect(acceptance).toMatchObject({ kind: 'found', record: { saga, style, inputHash, acceptedAt, state } });
      expect(await ledger.find(TRIP)).toEqual(aRecord());
    });

    it('writes what a change makes of the record, and counts the write', async () => {
      const { ledger } = await filled(aRecord());

      const written = await ledger.update(TRIP, (record) => apply(record, [{ kind: 'completed' }], later(1)));

      expect(written).toMatchObject({ state: 'COMPLETED', revision: 2 });
      expect(await ledger.find(TRIP)).toEqual(written);
    });

    it('writes nothing where a change changes nothing, and knows of no record that is not there', async () => {
      const { ledger } = await filled(aRecord());

      expect(await ledger.update(TRIP, (record) => record)).toEqual(aRecord());
      expect(await ledger.update(sagaId('nobody'), (record) => ({ ...record, version: 9 }))).toBeUndefined();
      expect(await ledger.find(TRIP)).toEqual(aRecord());
    });

    it('loses no change to another that came in between', async () => {
      const { ledger, meanwhile } = await filled(aRecord());
      const note = (step: string) =>
        ledger.update(TRIP, (record) => apply(record, [{ kind: 'stepDone', step }], later(1)));
      meanwhile(() => note('BookHotel'));

      const written = await note('BookFlight');

      expect(Object.keys(written?.steps ?? {}).sort()).toEqual(['BookFlight', 'BookHotel']);
      expect(written?.revision).toBe(3);
    });

    it('finds open sagas by state, and no ended one', async () => {
      const { ledger } = await filled(
        named('a'),
        named('b', { state: 'COMPENSATING' }),
        named('c', { state: 'COMPENSATION_FAILED' }),
        named('d', { state: 'COMPLETED', endedAt: AT }),
        named('e', { state: 'ABANDONED', endedAt: AT }),
      );

      expect(await open(ledger, 'RUNNING')).toEqual(['a']);
      expect(await open(ledger, 'COMPENSATING')).toEqual(['b']);
      expect(await open(ledger, 'COMPENSATION_FAILED')).toEqual(['c']);
    });

    it('finds a saga where it is now: no more among the open ones once it has ended', async () => {
      const { ledger } = await filled(named('a'));

      await ledger.update(sagaId('a'), (record) => ({ ...record, state: 'COMPENSATING', since: later(5) }));
      const [running, compensating] = [await open(ledger, 'RUNNING'), await open(ledger, 'COMPENSATING')];
      await ledger.update(sagaId('a'), (record) => apply(record, [{ kind: 'compensated' }], later(6)));

      expect([running, compensating, await open(ledger, 'COMPENSATING')]).toEqual([[], ['a'], []]);
    });

    it('finds those that are in their state since a time or longer', async () => {
      const { ledger } = await filled(named('a', { since: AT }), named('b', { since: later(1) }));

      expect(await open(ledger, 'RUNNING', AT)).toEqual(['a']);
      expect(await open(ledger, 'RUNNING', later(1))).toEqual(['a', 'b']);
    });

    it('tells of an open saga what is needed to judge it', async () => {
      const failure = { step: 'BookHotel', error: 'FullyBooked', cause: 'no room' };
      const { ledger } = await filled(aRecord({ recoveries: 2 }, [{ kind: 'compensating', failure }]));

      const page = await ledger.openSagas({ state: 'COMPENSATING', before: END_OF_TIME, limit: 10 });

      expect(page.sagas).toEqual([
        {
          sagaId: TRIP,
          saga: 'BookTrip',
          version: 1,
          style: 'orchestrated',
          acceptedAt: AT,
          state: 'COMPENSATING',
          since: AT,
          revision: 1,
          executionArn: 'execution:trip-1',
          recoveries: 2,
          failure,
        },
      ]);
    });

    it('gives open sagas and all sagas page by page, each once', async () => {
      const ids = Array.from({ length: 45 }, (_, n) => `trip-${n}`);
      const { ledger } = await filled(...ids.map((id, n) => named(id, { since: later(n) })));
      const read = async (
        page: (cursor: string | undefined) => ReturnType<SagaLedger['openSagas'] | SagaLedger['allSagas']>,
      ) => {
        const found: string[] = [];
        let [cursor, pages] = [undefined as string | undefined, 0];
        do {
          const next = await page(cursor);
          found.push(...next.sagas.map(({ sagaId }) => sagaId));
          cursor = next.cursor;
          pages++;
        } while (cursor !== undefined && pages < 100);
        return found.sort();
      };

      expect(
        await read((cursor) => ledger.openSagas({ state: 'RUNNING', before: END_OF_TIME, limit: 8, cursor })),
      ).toEqual([...ids].sort());
      expect(await read((cursor) => ledger.allSagas({ limit: 8, cursor }))).toEqual([...ids].sort());
    });

    it('finds records by how their ids begin, so many at the most', async () => {
      const { ledger } = await filled(named('trip-1'), named('trip-12'), named('trip-2'), named('tour-1'));
      const ids = async (prefix: string, limit: number) =>
        (await ledger.findByPrefix(prefix, limit)).map(({ sagaId }) => sagaId).sort();

      expect(await ids('trip-1', 10)).toEqual(['trip-1', 'trip-12']);
      expect(await ids('t', 10)).toHaveLength(4);
      expect(await ids('t', 3)).toHaveLength(3);
      expect(await ids('x', 10)).toEqual([]);
    });
  });
}
