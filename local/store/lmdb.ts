/**
 * The store on disk: a log in front of one LMDB environment, in a folder.
 *
 * What was committed stands in memory first, in an overlay that reads look at before the database (S1). It is appended
 * to the log and synced, a group at a time: whatever is committed while a group is being written joins the next one.
 * When a log's file has grown, the database takes over what the file holds, away from this thread, and the file goes.
 * So a commit costs one sequential write, and what was changed again or deleted meanwhile never reaches the database.
 *
 * L1. Groups are written one after another, in the order of their commits, and a group is one record of the log (S2).
 * L2. A file of the log is removed after the database has synced what it holds; a folder that was not closed is opened
 *     by giving the database what its log holds, again if need be.
 * L3. After a write has failed nothing more is accepted: readers have seen what the disk does not hold.
 *
 * A field named `__proto__` is not kept (the encoding renames it).
 */
import { asBinary, type Database, open, type RootDatabase } from 'lmdb';
import { Packr } from 'msgpackr';
import { claimFolder, damaged, StoreUnusable } from './data-folder';
import { type Entry, Log, logFiles, readLog } from './log';
import { SortedMap } from './sorted-map';
import type { Change, Key, Range, Store, Value } from './store';

/** With pages of 8 KiB; LMDB refuses a longer key. */
const PAGE_BYTES = 8192;
export const MAX_KEY_BYTES = 4026;
/** A file of the log that holds more is taken over: small enough to keep in memory, large enough for much to be gone. */
const LOG_FILE_BYTES = 16 * 1024 * 1024;
/** What nobody waits for is appended within so long: each sync costs as much as a saga's whole work. */
const UNHURRIED_MILLIS = 20;
/**
 * Turns of the event loop in which the database is given a file: a busy process has few turns a second, and would fall
 * behind by any fixed number of entries a turn.
 */
const TAKE_OVER_TURNS = 6;
/** A log of so many files' bytes that the database has not taken over yet grows no further: what it holds is in memory. */
const MAX_FILES_BEHIND = 8;

interface Pending {
  readonly key: Key;
  /** Of a put. */
  readonly value: Value;
  readonly isDeleted: boolean;
  /** The value as the log has it. */
  bytes: Uint8Array | undefined;
}

interface Group {
  readonly changes: Map<Key, Pending>;
  readonly written: Promise<void>;
  /** Someone waits for it, or it has waited long enough. */
  isDue: boolean;
  resolve(): void;
  reject(reason: unknown): void;
}

type State =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly error: StoreUnusable };

export interface LmdbStoreOptions {
  /** @default 16 MiB */
  readonly logFileBytes?: number;
}

export class LmdbStore implements Store {
  private readonly overlay = new SortedMap<Pending>();
  /** What the log's current file holds, and what is still to be appended to it; the last change of each key. */
  private current = new Map<Key, Pending>();
  private waiting: Group | undefined;
  private writing: Group | undefined;
  private takingOver: Promise<void> | undefined;
  private state: State = { kind: 'open' };

  private constructor(
    private readonly folder: string,
    private readonly lock: { release(): void },
    private readonly root: RootDatabase,
    private readonly disk: Database<Value, Key>,
    private readonly log: Log,
    private readonly logFileBytes: number,
  ) {}

  /** Throws `StoreUnusable` when the folder is in use, damaged, or of a newer format. */
  static open(folder: string, { logFileBytes = LOG_FILE_BYTES }: LmdbStoreOptions = {}): LmdbStore {
    const lock = claimFolder(folder);
    let root: RootDatabase | undefined;
    try {
      root = open(folder, { pageSize: PAGE_BYTES, maxDbs: 1, noSubdir: false, overlappingSync: false });
      const disk = root.openDB<Value, Key>('entries', entryOptions);
      const log = Log.begin(folder, takeUp(folder, disk));
      return new LmdbStore(folder, lock, root, disk, log, logFileBytes);
    } catch (error) {
      void root?.close();
      lock.release();
      if (error instanceof StoreUnusable) throw error;
      throw damaged(folder, error instanceof Error ? error.message : String(error), error);
    }
  }

  get(key: Key): Value | undefined {
    this.assertReadable();
    const pending = this.overlay.get(key);
    if (pending === undefined) return this.disk.get(key);
    return pending.isDeleted ? undefined : pending.value;
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
          if (!pending.isDeleted) yield [pending.key, pending.value];
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
    if (changes.length === 0) return DONE;
    const group = this.openGroup();
    for (const change of changes) {
      const { key } = change;
      const pending: Pending =
        change.kind === 'put'
          ? { key, value: change.value, isDeleted: false, bytes: undefined }
          : { key, value: undefined, isDeleted: true, bytes: undefined };
      this.overlay.set(key, pending);
      this.current.set(key, pending);
      group.changes.set(key, pending);
    }
    return DONE;
  }

  durable(): Promise<void> {
    if (this.state.kind === 'failed') return Promise.reject(this.state.error);
    if (this.waiting !== undefined) this.hurry(this.waiting);
    return (this.waiting ?? this.writing)?.written ?? DONE;
  }

  /** Refuses what comes from now on, and settles when everything before is on disk. */
  async close(): Promise<void> {
    if (this.state.kind === 'closed') return;
    const failed = this.state.kind === 'failed';
    this.state = { kind: 'closed' };
    if (this.waiting !== undefined) this.hurry(this.waiting);
    await (this.waiting ?? this.writing)?.written.catch(() => undefined);
    await this.takingOver?.catch(() => undefined);
    const last = this.log.close();
    if (!failed) {
      await this.give(this.current);
      this.log.remove(last);
    }
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
    const group: Group = { changes: new Map(), written, isDue: false, ...settle };
    this.waiting = group;
    setTimeout(() => this.hurry(group), UNHURRIED_MILLIS);
    return group;
  }

  /** The rest of this turn of the event loop may still join. */
  private hurry(group: Group): void {
    if (group.isDue) return;
    group.isDue = true;
    setImmediate(() => void this.writeGroups());
  }

  private async writeGroups(): Promise<void> {
    while (this.waiting?.isDue && this.writing === undefined) {
      const group = this.waiting;
      this.waiting = undefined;
      this.writing = group;
      try {
        if (this.log.bytes >= MAX_FILES_BEHIND * this.logFileBytes) await this.takingOver;
        await this.log.append(encoded(group.changes)); // L1
        if (this.log.bytes >= this.logFileBytes && this.takingOver === undefined) this.takeOver();
        group.resolve();
      } catch (error) {
        this.fail(error, group);
      } finally {
        this.writing = undefined;
      }
    }
  }

  /** Everything appended is on disk at this point; what waits goes into the next file, and stays with it. */
  private takeOver(): void {
    const finished = this.current;
    const number = this.log.rotate();
    this.current = new Map(this.waiting?.changes);
    this.takingOver = this.give(finished)
      .then(() => {
        this.log.remove(number); // L2
        for (const [key, change] of finished) {
          if (this.overlay.get(key) === change) this.overlay.delete(key);
        }
      })
      .catch((error: unknown) => this.fail(error, undefined))
      .finally(() => {
        this.takingOver = undefined;
      });
  }

  /** Settles when the database has synced them. What was changed again since goes too: the change may not be on disk yet. */
  private async give(changes: ReadonlyMap<Key, Pending>): Promise<void> {
    // In the order of the keys a page is written once for all of its entries.
    const sorted = [...changes.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const slice = Math.ceil(sorted.length / TAKE_OVER_TURNS);
    let last: Promise<unknown> = DONE;
    for (const [at, change] of sorted.entries()) {
      if (at > 0 && at % slice === 0) await turn();
      if (change.isDeleted) last = this.disk.remove(change.key);
      else last = this.disk.put(change.key, asBinary(bytesOf(change)));
    }
    await last;
    await this.root.flushed;
    this.root.resetReadTxn();
  }

  private fail(cause: unknown, group: Group | undefined): void {
    const message = `${this.folder} could not be written (${describe(cause)}); nothing since is kept: make room or mend the disk, then open it again`;
    const error = new StoreUnusable('failed', message, { cause });
    if (this.state.kind === 'open') this.state = { kind: 'failed', error };
    group?.reject(error);
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  private pendingAfter(range: Range, last: Key | undefined): Pending | undefined {
    const key = this.overlay.next(range, last);
    return key === undefined ? undefined : this.overlay.get(key);
  }

  private assertReadable(): void {
    if (this.state.kind === 'closed') throw this.refusal();
  }

  private refusal(): Error {
    return this.state.kind === 'failed' ? this.state.error : new Error(`the store in ${this.folder} is closed`);
  }
}

const DONE = Promise.resolve();
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const packr = new Packr({ useRecords: false });

/** Gives the database what the log of an unfinished process holds; answers the number of the next file. */
function takeUp(folder: string, disk: Database<Value, Key>): number {
  const files = logFiles(folder);
  if (files.length > 0) {
    disk.transactionSync(() => {
      for (const { key, bytes } of readLog(folder)) {
        if (bytes === undefined) disk.removeSync(key);
        else disk.putSync(key, asBinary(bytes));
      }
    });
    Log.clear(folder, files);
  }
  return (files.at(-1) ?? 0) + 1;
}

function encoded(changes: ReadonlyMap<Key, Pending>): readonly Entry[] {
  const entries: Entry[] = [];
  for (const [key, change] of changes) {
    entries.push({ key, bytes: change.isDeleted ? undefined : bytesOf(change) });
  }
  return entries;
}

function bytesOf(change: Pending): Uint8Array {
  change.bytes ??= packr.pack(change.value);
  return change.bytes;
}

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
