/**
 * A map whose keys can be walked in byte order. A key is looked up by its hash, and one that comes or goes is put in order
 * when its neighbours are walked next: most never are, and much of what comes has gone by then.
 */
import BTree from 'sorted-btree';
import type { Key, Range } from './store';
import { Unordered } from './unordered';

export class SortedMap<V> {
  private readonly values = new Map<Key, V>();
  private readonly order = new BTree<Key, undefined>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  private readonly unordered = new Unordered();

  /** Raised by each key that comes or goes, and by each put in order: the tree's own iterators do not outlive either. */
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
    if (this.values.size !== known) this.cameOrWent(key);
  }

  delete(key: Key): void {
    if (this.values.delete(key)) this.cameOrWent(key);
  }

  clear(): void {
    this.version++;
    this.values.clear();
    this.order.clear();
    this.unordered.clear();
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
  next(range: Range, last: Key | undefined): Key | undefined {
    this.putInOrder(range);
    const { from, to, reverse } = range;
    if (reverse) {
      const key = this.order.nextLowerKey(last ?? to);
      return key !== undefined && key >= from ? key : undefined;
    }
    const key = last === undefined ? this.order.getPairOrNextHigher(from)?.[0] : this.order.nextHigherKey(last);
    return key !== undefined && key < to ? key : undefined;
  }

  private *keysAfter(range: Range, last: Key | undefined): Iterator<Key> {
    this.putInOrder(range);
    const { from, to, reverse } = range;
    const entries = reverse
      ? this.order.entriesReversed(last ?? to, undefined, true)
      : this.order.entries(last ?? from);
    for (const [key] of entries) if (key !== last) yield key;
  }

  private cameOrWent(key: Key): void {
    this.version++;
    this.unordered.toggle(key);
  }

  private putInOrder(range: Range): void {
    for (const key of this.unordered.take(range)) {
      this.version++;
      if (this.values.has(key)) this.order.set(key, undefined);
      else this.order.delete(key);
    }
  }
}
