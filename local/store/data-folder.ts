/**
 * The folder of a store on disk: who holds it, and in which format it is written.
 *
 * F1. One process at a time: a second one is refused, and the lock of a dead process is taken over.
 * F2. A folder of a newer format, or a damaged one, is refused in one sentence before anything is read from it.
 */
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Raised when the layout of keys or values changes, or the files that hold them. */
export const STORE_FORMAT = 2;
/** Without a log beside the database: read as it is, and written as the present format from then on. */
const FORMAT_WITHOUT_LOG = 1;

/** The folder cannot be used as it is; the message says why and what to do. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
  constructor(
    readonly reason: 'inUse' | 'newerFormat' | 'damaged' | 'failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Takes the folder, creating it if need be, checks its format, and answers how to give it back. */
export function claimFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder);
  try {
    checkFormat(folder);
  } catch (error) {
    lock.release();
    throw error;
  }
  return lock;
}

interface Holder {
  readonly pid: number;
  /** The kernel's start time of the process, so that a reused pid is not taken for the holder; '' where unknown. */
  readonly started: string;
}

/** Two processes that both find the same stale lock settle it within this many attempts. */
const MAX_LOCK_ATTEMPTS = 5;

function lockFolder(folder: string): { release(): void } {
  const path = join(folder, 'lock');
  const mine = JSON.stringify({ pid: process.pid, started: startTimeOf(process.pid) } satisfies Holder);
  for (let attempt = 0; attempt < MAX_LOCK_ATTEMPTS; attempt++) {
    if (createLock(path, mine)) return { release: () => unlinkIfPresent(path) };
    const text = readIfPresent(path);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && isAlive(holder)) {
      const whose = holder.pid === process.pid ? 'this process' : `process ${holder.pid}`;
      throw new StoreUnusable('inUse', `${folder} is in use by ${whose}; stop it, or choose another data folder`);
    }
    removeStaleLock(path, text);
  }
  throw new StoreUnusable('inUse', `${folder} is being opened by several processes at once; try again`);
}

/** The lock appears with its content at once: a link to a finished file, which fails if the lock exists. */
function createLock(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    unlinkIfPresent(draft);
  }
}

/** Moves the lock away and looks at what was moved: another process may have replaced it in between. */
function removeStaleLock(path: string, staleText: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== staleText) renameSync(aside, path);
  else unlinkSync(aside);
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  const now = startTimeOf(pid);
  return started === '' || now === '' || now === started;
}

/** Field 22 of /proc/pid/stat (proc(5)), counted behind the command name, which may hold spaces. */
function startTimeOf(pid: number): string {
  const stat = readIfPresent(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    return typeof holder.pid === 'number' ? { pid: holder.pid, started: String(holder.started ?? '') } : undefined;
  } catch {
    return undefined;
  }
}

function checkFormat(folder: string): void {
  const path = join(folder, 'format.json');
  const text = readIfPresent(path);
  const data = join(folder, 'data.mdb');
  if (text === undefined) {
    if (existsSync(data)) throw damaged(folder, 'its format record is missing');
    writeFileSync(path, JSON.stringify({ format: STORE_FORMAT }));
    return;
  }
  const format = parseFormat(text);
  if (format === undefined) throw damaged(folder, 'its format record cannot be read');
  if (format > STORE_FORMAT) {
    throw new StoreUnusable(
      'newerFormat',
      `${folder} is written in format ${format} and this version reads up to ${STORE_FORMAT}; upgrade, or choose another data folder`,
    );
  }
  if (existsSync(data)) checkHeader(folder, data);
  if (format === FORMAT_WITHOUT_LOG) writeFileSync(path, JSON.stringify({ format: STORE_FORMAT }));
}

function parseFormat(text: string): number | undefined {
  try {
    const { format } = JSON.parse(text) as { readonly format?: unknown };
    return typeof format === 'number' ? format : undefined;
  } catch {
    return undefined;
  }
}

// LMDB's two meta pages (mdb.c, MDB_meta in data version 2): a page header of 24 bytes, the magic number, version,
// address and map size, then two databases of 48 bytes each, whose first word is the page size and last the root page.
const MAGIC = 0xbeefc0de;
const MAGIC_OFFSET = 24;
const PAGE_SIZE_OFFSET = 48;
const ROOT_OFFSETS = [88, 136];
const TRANSACTION_OFFSET = 152;
const META_BYTES = 160;
const NO_ROOT = 0xffff_ffff_ffff_ffffn;

/** A file cut short would be read past its end, which ends the process: look at the header first. */
function checkHeader(folder: string, data: string): void {
  const size = statSync(data).size;
  const file = openSync(data, 'r');
  try {
    const first = readMeta(file, 0);
    if (first === undefined) throw damaged(folder, 'data.mdb is not a database');
    const pageSize = first.readUInt32LE(PAGE_SIZE_OFFSET);
    const second = readMeta(file, pageSize);
    if (second === undefined) throw damaged(folder, 'data.mdb is cut short');
    const newest =
      second.readBigUInt64LE(TRANSACTION_OFFSET) > first.readBigUInt64LE(TRANSACTION_OFFSET) ? second : first;
    for (const offset of ROOT_OFFSETS) {
      const root = newest.readBigUInt64LE(offset);
      if (root !== NO_ROOT && (root + 1n) * BigInt(pageSize) > BigInt(size)) {
        throw damaged(folder, 'data.mdb is cut short');
      }
    }
  } finally {
    closeSync(file);
  }
}

function readMeta(file: number, position: number): Buffer | undefined {
  const meta = Buffer.alloc(META_BYTES);
  const length = readSync(file, meta, 0, META_BYTES, position);
  return length === META_BYTES && meta.readUInt32LE(MAGIC_OFFSET) === MAGIC ? meta : undefined;
}

export function damaged(folder: string, detail: string, cause?: unknown): StoreUnusable {
  return new StoreUnusable(
    'damaged',
    `${folder} is damaged (${detail}); restore it from a copy, or delete it to start empty`,
    { cause },
  );
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function unlinkIfPresent(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
