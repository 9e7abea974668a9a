/** What a benchmark takes of the machine: bytes on disk, memory. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the files of a folder take up on disk: whole blocks, and nothing for holes. */
export function bytesOnDisk(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += blocksOf(join(entry.parentPath, entry.name)) * BLOCK_BYTES;
  }
  return bytes;
}

/** stat(2): "number of 512 B blocks allocated". */
const BLOCK_BYTES = 512;

/** A file of the log may be gone by now. */
const blocksOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.blocks ?? 0;

export interface Memory {
  readonly residentBytes: number;
  /**
   * Without the pages of files: LMDB maps its own into memory, and the kernel takes those back when it wants room.
   * Where the kernel does not say (/proc/self/status, RssAnon), all that is resident.
   */
  readonly ownBytes: number;
}

export function memory(): Memory {
  const residentBytes = process.memoryUsage.rss();
  try {
    const [, kib = ''] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return { residentBytes, ownBytes: kib === '' ? residentBytes : Number(kib) * 1024 };
  } catch {
    return { residentBytes, ownBytes: residentBytes };
  }
}

/** The most that was ever resident. */
export const peakResidentBytes = (): number => process.resourceUsage().maxRSS * 1024;

export const inMiB = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);
