/** The order of key values and of `<`, `BETWEEN` and `begins_with`: numbers by value, strings and binaries by bytes. */
import type { AttributeValue, Members } from './attribute-value';
import { compareNumbers, numberKey } from './decimal';

/** Negative, zero or positive; `undefined` when the two have no order (different types, or a type without one). */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('S' in a && 'S' in b) return compareText(a.S, b.S);
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('B' in a && 'B' in b) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
}

/** By UTF-8 bytes, which differs from UTF-16 order only where surrogates meet U+E000 to U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the basic plane. */
const codePointRank = (unit: number) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Text that sorts, byte by byte in UTF-8, as the value does among values of its own type. */
export function orderKey(value: AttributeValue): string {
  const { S, N }: Members = value;
  if (S !== undefined) return S;
  if (N !== undefined) return numberKey(N);
  if ('B' in value) return Buffer.from(value.B, 'base64').toString('latin1');
  throw new Error(`a ${Object.keys(value)[0]} value cannot be a key`);
}
