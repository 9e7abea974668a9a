import { reactionStoreContract } from '../lib/saga/reaction-store-contract';
import { MemoryReactionStore } from './memory-reaction-store';

reactionStoreContract('the table in memory', () => {
  const store = new MemoryReactionStore();
  return { store, readRow: async (key) => store.row(key) };
});
