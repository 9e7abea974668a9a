/** IP addresses as numbers: "This also works with IPv6 addresses" (aws/event-ruler, "IP Address Matching"). */
import { isIPv4, isIPv6 } from 'node:net';

export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** What a looser reader would take for an address: only such text is compared as one. */
const LOOKS_LIKE_ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[\da-fA-F:]*:[\da-fA-F:]*)$/;

export function addressOf(text: string): Address | undefined {
  if (!LOOKS_LIKE_ADDRESS.test(text)) return undefined;
  if (isIPv4(text)) return { bits: 32, value: text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  return isIPv6(text) ? { bits: 128, value: ipv6Value(text) } : undefined;
}

function ipv6Value(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

export type Cidr =
  | { readonly kind: 'range'; readonly bits: 32 | 128; readonly lowest: bigint; readonly highest: bigint }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The range starts at the address as written, not at the network's first: EventBridge does not clear the host bits. */
export function cidrOf(text: string): Cidr {
  const malformed = (reason: string): Cidr => ({ kind: 'malformed', reason });
  const [ip, mask, ...more] = text.split('/');
  if (ip === undefined || mask === undefined || more.length > 0) return malformed("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(mask)) return malformed('Malformed CIDR, mask bits must be an integer');
  const maskBits = Number(mask);
  if (maskBits < 0) return malformed('Malformed CIDR, mask bits must not be negative');
  const address = addressOf(ip);
  if (address === undefined) return malformed(`Nonstandard IP address: ${ip}`);
  if (maskBits >= address.bits)
    return malformed(`IPv${address.bits === 32 ? 4 : 6} mask bits must be < ${address.bits}`);
  const hostBits = (1n << BigInt(address.bits - maskBits)) - 1n;
  return { kind: 'range', bits: address.bits, lowest: address.value, highest: address.value | hostBits };
}
