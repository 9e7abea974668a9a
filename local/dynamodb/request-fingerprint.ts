/**
 * A number that is equal for equal requests, whatever the order of their members, and in practice for no others: 53
 * bits, against chance and not against malice. It is taken of every transaction, so it builds no text on the way.
 */
import type { Json } from '../../lib/units';

export function fingerprint(value: Json): number {
  if (typeof value === 'string') return hashText(value, 1);
  if (typeof value !== 'object') return hashText(String(value), 2);
  if (value === null) return 3;
  if (Array.isArray(value)) {
    let state = 4;
    for (const element of value) state = mix(state, fingerprint(element));
    return state;
  }
  // A sum does not see the order of the members.
  let low = 5;
  let high = 7;
  const members: { readonly [name: string]: Json } = value as { readonly [name: string]: Json };
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (member === undefined) continue;
    const one = mix(hashText(name, 6), fingerprint(member));
    low = (low + (one >>> 0)) >>> 0;
    high = (high + Math.floor(one / TWO_32)) >>> 0;
  }
  return join(low, high);
}

const TWO_32 = 2 ** 32;
const join = (low: number, high: number): number => (high & 0x1fffff) * TWO_32 + (low >>> 0);

function hashText(text: string, seed: number): number {
  let low = 0xdeadbeef ^ seed;
  let high = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 2654435761);
    high = Math.imul(high ^ unit, 1597334677);
  }
  return avalanche(low, high);
}

function mix(a: number, b: number): number {
  const low = Math.imul((a >>> 0) ^ 0x9e3779b9, 2654435761) ^ (b >>> 0);
  const high = Math.imul(Math.floor(a / TWO_32) ^ 0x85ebca6b, 1597334677) ^ Math.floor(b / TWO_32);
  return avalanche(low, high);
}

function avalanche(first: number, second: number): number {
  const low = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
  const high = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return join(low, high >>> 0);
}
