/** The store in memory. Nothing outlives the process. */
import { SortedMap } from './sorted-map';
import type { Change, Key, Range, Store, Value } from './store';

const DONE = Promise.resolve();

export class MemoryStore implements Store {
  private readonly entries = new SortedMap<Value>();

  get(key: Key): Value | undefined {
    return this.entries.get(key);
  }

  range(range: Range): Iterable<readonly [Key, Value]> {
    return this.entries.range(range);
  }

  commit(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      if (change.kind === 'put') this.entries.set(change.key, change.value);
      else this.entries.delete(change.key);
    }
    return DONE;
  }

  /** Memory is all there is. */
  durable(): Promise<void> {
    return DONE;
  }

  async close(): Promise<void> {
    this.entries.clear();
  }
}
