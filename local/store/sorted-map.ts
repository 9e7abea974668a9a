/**
 * A map whose keys can be walked in byte order. A key is looked up by its hash, and only a key that comes or goes touches
 * the order: most reads and half of the writes of the model are of keys that stay.
 */
import BTree from 'sorted-btree';
import type { Key, Range } from './store';

export class SortedMap<V> {
  private readonly values = new Map<Key, V>();
  private readonly order = new BTree<Key, undefined>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));

  /** Raised by each key that comes or goes: the tree's own iterators do not outlive that. */
  private version = 0;

  get size(): number {
    return this.values.size;
  }

  get(key: Key): V | undefined {
    return this.values.get(key);
  }

  set(key: Key, value: V): void {
    const known = this.values.size;
    this.values.set(key, value);
    if (this.values.size === known) return;
    this.version++;
    this.order.set(key, undefined);
  }

  delete(key: Key): void {
    if (!this.values.delete(key)) return;
    this.version++;
    this.order.delete(key);
  }

  clear(): void {
    this.version++;
    this.values.clear();
    this.order.clear();
  }

  /** Entries as they stand when each is reached. */
  *range(range: Range): Iterable<readonly [Key, V]> {
    const { from, to, reverse } = range;
    let keys = this.keysAfter(range, undefined);
    let seen = this.version;
    for (let next = keys.next(); !next.done; next = keys.next()) {
      const key = next.value;
      if (reverse ? key < from : key >= to) return;
      const value = this.values.get(key);
      if (value !== undefined) yield [key, value];
      if (seen === this.version) continue;
      seen = this.version;
      keys = this.keysAfter(range, key);
    }
  }

  /** The first key of `range` in its direction, beyond `last` where that is given. Looks at the map as it is now. */
  next({ from, to, reverse }: Range, last: Key | undefined): Key | undefined {
    if (reverse) {
      const key = this.order.nextLowerKey(last ?? to);
      return key !== undefined && key >= from ? key : undefined;
    }
    const key = last === undefined ? this.order.getPairOrNextHigher(from)?.[0] : this.order.nextHigherKey(last);
    return key !== undefined && key < to ? key : undefined;
  }

  private *keysAfter({ from, to, reverse }: Range, last: Key | undefined): Iterator<Key> {
    const entries = reverse
      ? this.order.entriesReversed(last ?? to, undefined, true)
      : this.order.entries(last ?? from);
    for (const [key] of entries) if (key !== last) yield key;
  }
}
