import type { LedgerState } from '../../../lib/saga/ledger';
import { findSaga, listSagas } from '../../../lib/saga/lookup';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { AT, aRecord, later } from './a-saga';

const END_OF_TIME = epochMillis(Number.MAX_SAFE_INTEGER);

async function aLedger() {
  const ledger = new MemoryLedger();
  const states: readonly LedgerState[] = ['RUNNING', 'COMPENSATING', 'COMPENSATION_FAILED', 'COMPLETED', 'ABANDONED'];
  for (const [index, state] of states.entries()) {
    await ledger.accept(aRecord({ sagaId: sagaId(`trip-${state}`), state, since: later(10 - index) }));
  }
  const listed = async (given: Partial<Parameters<typeof listSagas>[1]>) =>
    (await listSagas(ledger, { before: END_OF_TIME, limit: 10, ...given })).map(({ state }) => state);
  return { ledger, list: listed };
}

describe('a list of sagas', () => {
  it('is of the open ones, the longest in its state first, and reads no other', async () => {
    const { ledger, list } = await aLedger();
    ledger.allSagas = () => Promise.reject(new Error('it read the whole ledger'));

    expect(await list({})).toEqual(['COMPENSATION_FAILED', 'COMPENSATING', 'RUNNING']);
    expect(await list({ states: ['RUNNING'] })).toEqual(['RUNNING']);
  });

  it('is of ended ones too where they are asked for', async () => {
    const { list } = await aLedger();

    expect(await list({ states: ['COMPLETED', 'RUNNING'] })).toEqual(['COMPLETED', 'RUNNING']);
  });

  it('ends at its limit, and leaves out what is younger than asked for', async () => {
    const { list } = await aLedger();

    expect(await list({ limit: 2 })).toEqual(['COMPENSATION_FAILED', 'COMPENSATING']);
    expect(await list({ before: later(8) })).toEqual(['COMPENSATION_FAILED']);
    expect(await list({ before: later(6), states: ['COMPLETED', 'ABANDONED'] })).toEqual(['ABANDONED']);
  });

  it('goes over all pages', async () => {
    const ledger = new MemoryLedger();
    for (let n = 0; n < 250; n++) await ledger.accept(aRecord({ sagaId: sagaId(`trip-${n}`), since: AT }));

    expect(await listSagas(ledger, { before: END_OF_TIME, limit: 250 })).toHaveLength(250);
    expect(await listSagas(ledger, { before: END_OF_TIME, limit: 250, states: ['RUNNING', 'COMPLETED'] })).toHaveLength(
      250,
    );
  });
});

describe('a saga that is asked for', () => {
  it('is found by its whole id, though others begin so', async () => {
    const ledger = new MemoryLedger();
    for (const id of ['trip-1', 'trip-12']) await ledger.accept(aRecord({ sagaId: sagaId(id) }));

    expect(await findSaga(ledger, 'trip-1')).toMatchObject({ kind: 'found', record: { sagaId: 'trip-1' } });
    expect(await findSaga(ledger, 'trip-12')).toMatchObject({ kind: 'found', record: { sagaId: 'trip-12' } });
  });

  it('is found by how its id begins, unless others begin so', async () => {
    const { ledger } = await aLedger();

    expect(await findSaga(ledger, 'trip-R')).toMatchObject({ kind: 'found', record: { sagaId: 'trip-RUNNING' } });
    expect(await findSaga(ledger, 'trip-COMPENSATI')).toEqual({
      kind: 'ambiguous',
      ids: ['trip-COMPENSATING', 'trip-COMPENSATION_FAILED'],
    });
    expect(await findSaga(ledger, 'x')).toEqual({ kind: 'notFound' });
  });
});
