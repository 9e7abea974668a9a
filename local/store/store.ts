/**
 * The store: ordered keys, atomic batches.
 *
 * S1. A commit is all or nothing, and readers see it at once.
 * S2. Commits reach the disk in their order, so what is lost when the process dies is always the last of them, and
 *     nothing that follows from a lost commit is kept. `durable` settles when every commit before it is on disk: whoever
 *     tells the outside of one waits for that; what stays inside need not.
 * S3. `range` walks keys in byte order.
 * S4. Values are never changed in place: a value read or written is frozen by agreement.
 */

/** Text whose every character stands for one byte (U+0000 to U+00FF), so that `<` is byte order. Build with `keyOf`. */
export type Key = string;

/** Plain data: JSON values, `Uint8Array`, `undefined` fields left out. */
export type Value = unknown;

export type Change =
  | { readonly kind: 'put'; readonly key: Key; readonly value: Value }
  | { readonly kind: 'delete'; readonly key: Key };

export interface Range {
  /** Inclusive. */
  readonly from: Key;
  /** Exclusive. */
  readonly to: Key;
  readonly reverse?: boolean;
}

export interface Store {
  get(key: Key): Value | undefined;
  /** Entries as they stand when each is reached; a caller that awaits on the way takes a copy first. */
  range(range: Range): Iterable<readonly [Key, Value]>;
  /** Rejects, and keeps nothing, when a key does not fit or the store was closed or has failed. */
  commit(changes: readonly Change[]): Promise<void>;
  durable(): Promise<void>;
  close(): Promise<void>;
}

/** Joins parts so that keys sort part by part: a shorter part sorts before any longer one that it begins. */
export function keyOf(...parts: readonly string[]): Key {
  let key = '';
  for (let at = 0; at < parts.length; at++) {
    const part = escapePart(parts[at] ?? '');
    key = at === 0 ? part : `${key}\u0000${part}`;
  }
  return key;
}

/** The range of every key that begins with `parts` and has more parts. */
export function within(...parts: readonly string[]): { readonly from: Key; readonly to: Key } {
  const prefix = keyOf(...parts);
  return { from: `${prefix}\u0000`, to: `${prefix}\u0001` };
}

/**
 * A part as bytes: UTF-8, with 0x00 written 0x01 0x01 and 0x01 written 0x01 0x02, so that the separator 0x00 stays
 * below every byte of a part and order is kept.
 */
function escapePart(part: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the separators are control characters
  if (/^[\u0002-\u007f]*$/.test(part)) return part;
  const bytes = Buffer.from(part, 'utf8').toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  return bytes.replace(/[\u0000\u0001]/g, (byte) => (byte === '\u0000' ? '\u0001\u0001' : '\u0001\u0002'));
}
