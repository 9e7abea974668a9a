/** The store in memory: a B+ tree. Nothing outlives the process. */
import BTree from 'sorted-btree';
import type { Change, Key, Range, Store, Value } from './store';

const DONE = Promise.resolve();
const byBytes = (a: Key, b: Key) => (a < b ? -1 : a > b ? 1 : 0);

export class MemoryStore implements Store {
  private readonly tree = new BTree<Key, Value>(undefined, byBytes);
  private version = 0;

  get(key: Key): Value | undefined {
    return this.tree.get(key);
  }

  *range(range: Range): Iterable<readonly [Key, Value]> {
    let last: Key | undefined;
    let entries = this.entriesAfter(range, last);
    for (let seen = this.version; ; ) {
      const next = entries.next();
      if (next.done) return;
      const [key] = next.value;
      if (range.reverse ? key < range.from : key >= range.to) return;
      if (key === last) continue;
      last = key;
      yield next.value;
      if (seen !== this.version) {
        // The tree's own iterators do not outlive a change: seek again.
        seen = this.version;
        entries = this.entriesAfter(range, last);
      }
    }
  }

  commit(changes: readonly Change[]): Promise<void> {
    this.version++;
    for (const change of changes) {
      if (change.kind === 'put') this.tree.set(change.key, change.value);
      else this.tree.delete(change.key);
    }
    return DONE;
  }

  /** Memory is all there is. */
  durable(): Promise<void> {
    return DONE;
  }

  async close(): Promise<void> {
    this.version++;
    this.tree.clear();
  }

  private entriesAfter({ from, to, reverse }: Range, last: Key | undefined) {
    return reverse ? this.tree.entriesReversed(last ?? to, undefined, true) : this.tree.entries(last ?? from);
  }
}
