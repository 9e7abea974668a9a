/** The store in memory: a B+ tree. Nothing outlives the process. */
import BTree from 'sorted-btree';
import type { Change, Key, Range, Store, Value } from './store';

const DONE = Promise.resolve();
const byBytes = (a: Key, b: Key) => (a < b ? -1 : a > b ? 1 : 0);

export class MemoryStore implements Store {
  private readonly tree = new BTree<Key, Value>(undefined, byBytes);

  get(key: Key): Value | undefined {
    return this.tree.get(key);
  }

  *range({ from, to, reverse }: Range): Iterable<readonly [Key, Value]> {
    if (reverse) {
      // `entriesReversed` starts at a key inclusive; `to` is exclusive.
      for (const entry of this.tree.entriesReversed(to, undefined, true)) {
        if (entry[0] < from) return;
        if (entry[0] < to) yield entry;
      }
      return;
    }
    for (const entry of this.tree.entries(from)) {
      if (entry[0] >= to) return;
      yield entry;
    }
  }

  commit(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      if (change.kind === 'put') this.tree.set(change.key, change.value);
      else this.tree.delete(change.key);
    }
    return DONE;
  }

  async close(): Promise<void> {
    this.tree.clear();
  }
}
