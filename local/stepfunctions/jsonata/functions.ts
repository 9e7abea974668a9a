/**
 * The functions that Step Functions adds to JSONata.
 * Step Functions Developer Guide, "Transforming data with JSONata", "JSONata functions provided by Step Functions".
 */
import { createHash } from 'node:crypto';
import type { Json } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import { Uncoded, type Value } from './engine';

/** An argument that a function does not take; the language words it by the code. */
interface WrongArgument {
  readonly code: 'T0410';
  readonly index: number;
  readonly token: string;
}

function refuse(index: number, token: string): never {
  throw { code: 'T0410', index, token } satisfies WrongArgument;
}

function numberAt(args: readonly Value[], index: number, name: string): number {
  const value = args[index];
  return typeof value === 'number' ? value : refuse(index + 1, name);
}

/** States.ArrayPartition: chunks of the given size. */
function partition(...args: readonly Value[]): Value {
  const [items] = args;
  if (items === undefined) return undefined;
  const size = Math.trunc(numberAt(args, 1, 'partition'));
  if (size <= 0) refuse(2, 'partition');
  const all = Array.isArray(items) ? items : [items];
  const chunks: Value[] = [];
  for (let from = 0; from < all.length; from += size) chunks.push(all.slice(from, from + size));
  return chunks;
}

/** "a new array containing a specific range of elements": at most a thousand. */
const MAX_RANGE = 1_000;

/** States.ArrayRange: from the first to the last, both included. */
function range(...args: readonly Value[]): Value {
  const [first, last, step] = [0, 1, 2].map((index) => numberAt(args, index, 'range'));
  if (first === undefined || last === undefined || step === undefined || step === 0) return refuse(3, 'range');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MAX_RANGE) refuse(2, 'range');
  return Array.from({ length }, (_, index) => first + index * step);
}

const ALGORITHMS: { readonly [name: string]: string | undefined } = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** States.Hash: "up to 10,000 characters". */
const MAX_HASHED = 10_000;

function hash(...args: readonly Value[]): Value {
  const [data, name] = args;
  if (data === undefined) return undefined;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (typeof text !== 'string' || text.length > MAX_HASHED) refuse(1, 'hash');
  const algorithm = typeof name === 'string' ? ALGORITHMS[name] : undefined;
  if (algorithm === undefined) return refuse(2, 'hash');
  return createHash(algorithm).update(text).digest('hex');
}

/** "$parse: deserializes JSON strings", in place of `$eval`, which Step Functions does not support. */
function parse(...[text]: readonly Value[]): Value {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') return refuse(1, 'parse');
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Uncoded(`The text passed to function "parse" is no JSON: ${reason}`);
  }
}

/** The first `nextDouble` of a `java.util.Random` with the seed, which is what the service answers. */
function seededFraction(seed: number): number {
  const mask = (1n << 48n) - 1n;
  const scramble = 0x5deece66dn;
  let state = (BigInt(Math.trunc(seed)) ^ scramble) & mask;
  const next = (bits: bigint): bigint => {
    state = (state * scramble + 0xbn) & mask;
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

/** The functions by name; chance is read when they are called. `$eval` is not there. */
export function addedFunctions(chance: () => Entropy): { readonly [name: string]: Value } {
  return {
    partition,
    range,
    hash,
    parse,
    /** "$random([seed])": the same integer seed gives the same number. */
    random: (seed: Value) => (typeof seed === 'number' ? seededFraction(seed) : chance().fraction()),
    uuid: () => chance().uuid(),
    eval: undefined,
  };
}
