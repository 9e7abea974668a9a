import { sagaId } from '../../lib/saga/rule';
import { epochMillis } from '../../lib/units';
import { participantStoreContract } from '../lib/saga/participant-store-contract';
import { MemoryParticipantStore } from './memory-participant-store';

participantStoreContract('the table in memory', () => {
  const store = new MemoryParticipantStore();
  return {
    store,
    readRow: async (key) => store.row(key),
    readOutbox: async () => store.outbox(),
  };
});

test('takes no transaction that names a row twice', async () => {
  const store = new MemoryParticipantStore();
  const key = { pk: 'stock#apple', sk: 'stock' };
  const writes = [
    { kind: 'insert', key, row: {} },
    { kind: 'insert', key, row: {} },
  ] as const;

  const commit = store.commit({
    key: { sagaId: sagaId('saga-1'), step: 'Reserve' },
    fence: { kind: 'create', fence: { status: 'TOMBSTONE', at: epochMillis(0) } },
    writes,
    outbox: [],
  });

  await expect(commit).rejects.toThrow('names a row twice');
});
