/**
 * The store on disk: one LMDB environment in a folder.
 *
 * Changes that are not on disk yet stand in an overlay that reads look at first (S1). Whatever is committed while a
 * group is being written joins the next one, so under load many commits share one sync, and a key that changed
 * several times is written once.
 *
 * L1. A group is one LMDB transaction; groups are written one after another, in the order of their commits (S2).
 * L2. `overlappingSync` is off, so LMDB answers a transaction only after its pages and its meta page are synced. The
 *     transaction runs on this thread: handing it to a thread of LMDB's and back cost more than the wait for the disk
 *     (order sagas: 33 a second against 54 with 1 caller, 119 against 195 with 64, in the same minutes).
 * L3. After a write has failed nothing more is accepted: readers have seen what the disk does not hold.
 *
 * A field named `__proto__` is not kept (the encoding renames it).
 */
import { type Database, open, type RootDatabase } from 'lmdb';
import BTree from 'sorted-btree';
import { claimFolder, damaged, StoreUnusable } from './data-folder';
import type { Change, Key, Range, Store, Value } from './store';

/** With pages of 8 KiB; LMDB refuses a longer key. */
const PAGE_BYTES = 8192;
export const MAX_KEY_BYTES = 4026;

type Pending =
  | { readonly kind: 'put'; readonly key: Key; readonly value: Value }
  | { readonly kind: 'delete'; readonly key: Key };

interface Group {
  readonly changes: Map<Key, Pending>;
  readonly written: Promise<void>;
  resolve(): void;
  reject(reason: unknown): void;
}

type State =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: StoreUnusable };

export class LmdbStore implements Store {
  private readonly overlay = new BTree<Key, Pending>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  private waiting: Group | undefined;
  private writing: Group | undefined;
  private state: State = { kind: 'open' };

  private constructor(
    private readonly folder: string,
    private readonly lock: { release(): void },
    private readonly root: RootDatabase,
    private readonly disk: Database<Value, Key>,
  ) {}

  /** Throws `StoreUnusable` when the folder is in use, damaged, or of a newer format. */
  static open(folder: string): LmdbStore {
    const lock = claimFolder(folder);
    try {
      const root = open(folder, {
        pageSize: PAGE_BYTES,
        maxDbs: 1,
        noSubdir: false,
        overlappingSync: false,
        eventTurnBatching: false,
      });
      return new LmdbStore(folder, lock, root, root.openDB<Value, Key>('entries', entryOptions));
    } catch (error) {
      lock.release();
      throw damaged(folder, error instanceof Error ? error.message : String(error), error);
    }
  }

  get(key: Key): Value | undefined {
    this.assertReadable();
    const pending = this.overlay.size === 0 ? undefined : this.overlay.get(key);
    if (pending === undefined) return this.disk.get(key);
    return pending.kind === 'put' ? pending.value : undefined;
  }

  /** Merges the overlay into LMDB's own order; the overlay is looked at afresh at each step. */
  *range(range: Range): Iterable<readonly [Key, Value]> {
    this.assertReadable();
    if (range.from >= range.to) return;
    const disk = this.disk.getRange(diskRange(range))[Symbol.iterator]();
    try {
      let onDisk = disk.next();
      let last: Key | undefined;
      for (;;) {
        const pending = this.overlay.size === 0 ? undefined : this.pendingAfter(range, last);
        if (pending !== undefined && (onDisk.done || !comesBefore(range, onDisk.value.key, pending.key))) {
          if (!onDisk.done && onDisk.value.key === pending.key) onDisk = disk.next();
          last = pending.key;
          if (pending.kind === 'put') yield [pending.key, pending.value];
        } else if (!onDisk.done) {
          const { key, value } = onDisk.value;
          onDisk = disk.next();
          last = key;
          yield [key, value];
        } else return;
      }
    } finally {
      disk.return?.();
    }
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.state.kind !== 'open') return Promise.reject(this.refusal());
    for (const { key } of changes) {
      if (key.length === 0 || key.length > MAX_KEY_BYTES) {
        return Promise.reject(
          new RangeError(`a key has 1 to ${MAX_KEY_BYTES} bytes, this one ${key.length}: ${key.slice(0, 40)}…`),
        );
      }
    }
    if (changes.length === 0) return (this.waiting ?? this.writing)?.written ?? DONE;
    const group = this.openGroup();
    for (const change of changes) {
      this.overlay.set(change.key, change);
      group.changes.set(change.key, change);
    }
    return group.written;
  }

  /** Refuses what comes from now on, and settles when everything before is on disk. */
  async close(): Promise<void> {
    if (this.state.kind === 'closed') return;
    this.state = { kind: 'closed' };
    const last = (this.waiting ?? this.writing)?.written;
    await last?.catch(() => undefined);
    await this.root.close();
    this.lock.release();
  }

  private openGroup(): Group {
    if (this.waiting !== undefined) return this.waiting;
    let settle: Pick<Group, 'resolve' | 'reject'> = { resolve: () => undefined, reject: () => undefined };
    const written = new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // A caller that does not wait is not told; the state is kept, and the next commit is refused (L3).
    written.catch(() => undefined);
    this.waiting = { changes: new Map(), written, ...settle };
    // The rest of this turn of the event loop may still join.
    if (this.writing === undefined) setImmediate(() => void this.writeGroups());
    return this.waiting;
  }

  private async writeGroups(): Promise<void> {
    while (this.waiting !== undefined && this.writing === undefined) {
      const group = this.waiting;
      this.waiting = undefined;
      this.writing = group;
      try {
        await this.write(group); // L1
        for (const [key, change] of group.changes) {
          if (this.overlay.get(key) === change) this.overlay.delete(key);
        }
        group.resolve();
      } catch (error) {
        this.fail(error, group);
      } finally {
        this.writing = undefined;
      }
    }
  }

  private async write(group: Group): Promise<void> {
    this.disk.transactionSync(() => {
      for (const change of group.changes.values()) {
        if (change.kind === 'put') this.disk.putSync(change.key, change.value);
        else this.disk.removeSync(change.key);
      }
    });
  }

  private fail(cause: unknown, group: Group): void {
    const message = `${this.folder} could not be written (${describe(cause)}); nothing since is kept: make room or mend the disk, then open it again`;
    const error = new StoreUnusable('failed', message, { cause });
    if (this.state.kind === 'open') this.state = { kind: 'failed', error };
    group.reject(error);
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  private pendingAfter(range: Range, last: Key | undefined): Pending | undefined {
    if (range.reverse) {
      const pair = this.overlay.nextLowerPair(last ?? range.to);
      return pair !== undefined && pair[0] >= range.from ? pair[1] : undefined;
    }
    const pair = last === undefined ? this.overlay.getPairOrNextHigher(range.from) : this.overlay.nextHigherPair(last);
    return pair !== undefined && pair[0] < range.to ? pair[1] : undefined;
  }

  private assertReadable(): void {
    if (this.state.kind === 'closed') throw this.refusal();
  }

  private refusal(): Error {
    return this.state.kind === 'failed' ? this.state.error : new Error(`the store in ${this.folder} is closed`);
  }
}

const DONE = Promise.resolve();

const comesBefore = (range: Range, a: Key, b: Key) => (range.reverse ? a > b : a < b);

function diskRange({ from, to, reverse }: Range) {
  if (!reverse) return { start: from, end: to };
  return { start: to, end: from, reverse, exclusiveStart: true, inclusiveEnd: true };
}

/** One character is one byte. LMDB's buffers are `Buffer`s, and a `RangeError` makes it take a larger one. */
const keyEncoder = {
  writeKey(key: unknown, target: Buffer, start: number): number {
    if (typeof key !== 'string') throw new TypeError('a key of the store is text');
    if (start + key.length > target.length) throw new RangeError('the key does not fit');
    return start + target.write(key, start, 'latin1');
  },
  readKey: (source: Buffer, start: number, end: number): Key => source.toString('latin1', start, end),
};

/** Objects as plain maps: measured fastest to read, and every entry stands alone. */
const entryOptions = { encoding: 'msgpack' as const, encoder: { useRecords: false }, keyEncoder };

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
