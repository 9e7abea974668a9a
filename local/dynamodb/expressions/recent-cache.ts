/**
 * A bounded cache that forgets the least recently used half: entries used since the last turn live in `young`, and
 * when that is full `old` is dropped. A hit costs one look-up, where exact recency would cost a delete and an insert.
 */
export class RecentCache<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  /** Holds at least the `capacity` entries used last, and at most twice as many. */
  constructor(private readonly capacity: number) {}

  get(key: string, make: (key: string) => V): V {
    const hit = this.young.get(key);
    if (hit !== undefined) return hit;
    const value = this.old.get(key) ?? make(key);
    if (this.young.size >= this.capacity) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
    return value;
  }
}
