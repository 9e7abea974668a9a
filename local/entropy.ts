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
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(fraction() * 16).toString(16)).join('');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[Math.floor(fraction() * 4)]}${hex(3)}-${hex(12)}`;
  return { uuid, fraction };
}
