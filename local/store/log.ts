/**
 * The log: what was committed since the database was last written, appended and synced, one record a group of commits.
 *
 * G1. A record is whole or it is not there: 16 bytes of header (length, sequence, checksum of the payload, checksum of
 *     the header; little-endian words), then the payload.
 * G2. A file that ends within its last record lost what was never acknowledged, and is read up to there. Anything else
 *     that does not add up is damage, and is refused: a record in the middle cannot be missing.
 * G3. A log is one or more files `log.<n>`, read in the order of their numbers; only the last is written to.
 */
import {
  closeSync,
  fdatasync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  write as writeTo,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { damaged } from './data-folder';
import type { Key } from './store';

/** A change as it is kept: the value already written as bytes; nothing for a deletion. */
export interface Entry {
  readonly key: Key;
  readonly bytes: Uint8Array | undefined;
}

const HEADER_BYTES = 16;
const FILE_NAME = /^log\.(\d{1,15})$/;
const NO_VALUE = 0xffffffff;

const synced = promisify(fdatasync);

export class Log {
  private file: number;
  private position = 0;

  private constructor(
    private readonly folder: string,
    private number: number,
    private sequence: number,
  ) {
    this.file = create(folder, number);
  }

  /** Begins a log whose first file is `number`; there must be none of that number or above. */
  static begin(folder: string, number: number): Log {
    return new Log(folder, number, 0);
  }

  /** Removes files whose content the database has synced. */
  static clear(folder: string, numbers: readonly number[]): void {
    for (const number of numbers) unlinkSync(join(folder, `log.${number}`));
  }

  /** Bytes in the file that is written to. */
  get bytes(): number {
    return this.position;
  }

  /** Settles when the record is on disk. One at a time. */
  async append(entries: readonly Entry[]): Promise<void> {
    const record = recordOf(entries, this.sequence++ >>> 0);
    for (let written = 0; written < record.length; ) {
      written += await writeSome(this.file, record, written, this.position + written);
    }
    this.position += record.length;
    await synced(this.file);
  }

  /** Goes on in a new file; answers the number of the one that is finished. Not while `append` is under way. */
  rotate(): number {
    const finished = this.number;
    closeSync(this.file);
    this.number++;
    this.file = create(this.folder, this.number);
    this.position = 0;
    return finished;
  }

  /** What it holds is elsewhere on disk by now. */
  remove(number: number): void {
    unlinkSync(join(this.folder, `log.${number}`));
  }

  /** The last file's number. */
  close(): number {
    closeSync(this.file);
    return this.number;
  }
}

/** The numbers of the log's files, ascending. */
export function logFiles(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The entries of a log, oldest first. Throws `StoreUnusable` when it is damaged. */
export function* readLog(folder: string): Iterable<Entry> {
  const numbers = logFiles(folder);
  let sequence: number | undefined;
  for (const [at, number] of numbers.entries()) {
    const name = `log.${number}`;
    const isLast = at === numbers.length - 1;
    if (at > 0 && number !== (numbers[at - 1] ?? 0) + 1) throw damaged(folder, `the file before ${name} is missing`);
    const file = readFileSync(join(folder, name));
    for (let position = 0; position < file.length; ) {
      const header = file.subarray(position, position + HEADER_BYTES);
      const length = header.length < HEADER_BYTES ? Number.POSITIVE_INFINITY : header.readUInt32LE(0);
      if (length !== Number.POSITIVE_INFINITY && !isHeader(header)) {
        throw damaged(folder, `${name} cannot be read at byte ${position}`);
      }
      if (position + HEADER_BYTES + length > file.length) {
        if (isLast) return; // G2
        throw damaged(folder, `${name} is cut short`);
      }
      const payload = file.subarray(position + HEADER_BYTES, position + HEADER_BYTES + length);
      const found = header.readUInt32LE(4);
      if (header.readUInt32LE(8) !== crc32(payload) || (sequence !== undefined && found !== (sequence + 1) >>> 0)) {
        throw damaged(folder, `${name} was altered at byte ${position}`);
      }
      sequence = found;
      yield* entriesOf(payload);
      position += HEADER_BYTES + length;
    }
  }
}

function create(folder: string, number: number): number {
  const file = openSync(join(folder, `log.${number}`), 'wx', 0o600);
  // The file's name is on disk before anything is acknowledged from it.
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
  return file;
}

const writeSome = (file: number, record: Uint8Array, from: number, position: number): Promise<number> =>
  new Promise((resolve, reject) => {
    writeTo(file, record, from, record.length - from, position, (error, written) =>
      error === null ? resolve(written) : reject(error),
    );
  });

const isHeader = (header: Buffer) => header.readUInt32LE(12) === crc32(header.subarray(0, 12));

function recordOf(entries: readonly Entry[], sequence: number): Buffer {
  let length = 0;
  for (const { key, bytes } of entries) length += 6 + key.length + (bytes?.length ?? 0);
  const record = Buffer.allocUnsafe(HEADER_BYTES + length);
  let position = HEADER_BYTES;
  for (const { key, bytes } of entries) {
    record.writeUInt16LE(key.length, position);
    record.writeUInt32LE(bytes === undefined ? NO_VALUE : bytes.length, position + 2);
    record.write(key, position + 6, 'latin1');
    position += 6 + key.length;
    if (bytes === undefined) continue;
    record.set(bytes, position);
    position += bytes.length;
  }
  record.writeUInt32LE(length, 0);
  record.writeUInt32LE(sequence, 4);
  record.writeUInt32LE(crc32(record.subarray(HEADER_BYTES)), 8);
  record.writeUInt32LE(crc32(record.subarray(0, 12)), 12);
  return record;
}

function* entriesOf(payload: Buffer): Iterable<Entry> {
  for (let position = 0; position < payload.length; ) {
    const keyLength = payload.readUInt16LE(position);
    const length = payload.readUInt32LE(position + 2);
    const start = position + 6 + keyLength;
    const key = payload.toString('latin1', position + 6, start);
    position = length === NO_VALUE ? start : start + length;
    yield { key, bytes: length === NO_VALUE ? undefined : payload.subarray(start, position) };
  }
}
