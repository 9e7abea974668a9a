/** Ids and chance, injected: from the system, or from a seed so that a run can be repeated. */
import { randomBytes, randomUUID } from 'node:crypto';

export interface Entropy {
  /** A version 4 UUID. */
  uuid(): string;
  /** Uniform in [0, 1). */
  fraction(): number;
}

export const systemEntropy: Entropy = {
  // Node puts the text together of twenty parts, and it stays so until it is read whole: ten times the memory.
  uuid: () => Buffer.from(randomUUID(), 'latin1').toString('latin1'),
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};

/** The same seed gives the same ids and the same chance (mulberry32). */
export function seededEntropy(seed: number): Entropy {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { uuid: () => uuidOf(word(), word(), word(), word()), fraction: () => word() / 2 ** 32 };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = (word: number, shift: number) => HEX[(word >>> shift) & 0xff];
const half = (word: number, shift: number) => `${hex(word, shift + 8)}${hex(word, shift)}`;

/** RFC 9562, version 4: 122 of the bits are chance. */
function uuidOf(a: number, b: number, c: number, d: number): string {
  const version = (b & 0xffff0fff) | 0x4000;
  const variant = (c & 0x3fffffff) | 0x80000000;
  const [first, second] = [`${half(a, 16)}${half(a, 0)}`, `${half(version, 16)}-${half(version, 0)}`];
  return `${first}-${second}-${half(variant, 16)}-${half(variant, 0)}${half(d, 16)}${half(d, 0)}`;
}
