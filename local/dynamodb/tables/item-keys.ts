/**
 * Where items and index entries lie in the store.
 *
 * K1. An item: table, partition, sort key. An index entry: index, partition, sort key, item. So the items of one
 *     partition lie side by side in the order of their sort keys. A sort key of several attributes has a part for each.
 * K2. A partition begins with a hash of the key, so a scan meets partitions in an arbitrary but stable order, as in
 *     DynamoDB, and the segments of a parallel scan are ranges.
 * K3. Parts that need no order are shortened to a digest when long, since stores bound the length of their keys.
 */
import { createHash } from 'node:crypto';
import { type Key, keyOf } from '../../store/store';
import { type AttributeValue, attributeOf, type Item, typeOf } from '../values/attribute-value';
import { orderKey } from '../values/order';
import type { Index, KeyAttribute, KeySchema, Table } from './table';

/** Characters of a part that is kept as it is. */
const MAX_PLAIN_PART = 255;
const BUCKETS = 0x10000;

export function itemKey(table: Table, item: Item): Key {
  return `${table.place}\u0000${itemSuffix(table, item)}`;
}

function itemSuffix(table: Table, item: Item): Key {
  return keyOf(partition(orderKey(keyValue(item, table.hash))), sortPart(item, table.range));
}

/** Nothing when the item lacks a key attribute of the index, or has it with another type: the index is sparse. */
export function indexKey(table: Table, index: Index, item: Item): Key | undefined {
  if (!hasKeyOf(index, item)) return undefined;
  const suffix = shorten(itemSuffix(table, item));
  const { partition: hashes, sort } = index;
  const ofPartition = hashes.length === 1 ? keyValue(item, index.hash) : hashes.map((each) => keyValue(item, each));
  const parts =
    sort.length < 2
      ? keyOf(partitionOf(ofPartition), sortPart(item, index.range), suffix)
      : keyOf(partitionOf(ofPartition), ...sort.map((each) => sortPart(item, each)), suffix);
  return `${index.place}\u0000${parts}`;
}

function hasKeyOf({ attributes }: Index, item: Item): boolean {
  for (const attribute of attributes) if (!isKeyValue(attributeOf(item, attribute.name), attribute)) return false;
  return true;
}

/** Items written before the index was created may hold what it cannot. */
function isKeyValue(value: AttributeValue | undefined, { type }: KeyAttribute): boolean {
  return value !== undefined && typeOf(value) === type && orderKey(value) !== '';
}

/** The first key of a partition, without its sort key; ends with the separator. */
export function partitionStart(schema: KeySchema & { readonly place: Key }, values: readonly AttributeValue[]): Key {
  return `${schema.place}\u0000${keyOf(partitionOf(values))}\u0000`;
}

export const sortKeyPart = (value: AttributeValue): Key => keyOf(orderKey(value));

/** The keys of segment `segment` of `total`, from inclusive, to exclusive. */
export function segmentRange(place: Key, segment: number, total: number): { readonly from: Key; readonly to: Key } {
  const bound = (at: number) => {
    const bucket = Math.ceil((BUCKETS * at) / total);
    return bucket >= BUCKETS ? `${place}\u0001` : `${place}\u0000${hex(bucket)}`;
  };
  return { from: bound(segment), to: bound(segment + 1) };
}

/** Of the one value of its key, or of all its values. */
function partitionOf(values: AttributeValue | readonly AttributeValue[]): string {
  if (!isList(values)) return partition(orderKey(values));
  const [first, ...more] = values.map(orderKey);
  return partition(first !== undefined && more.length === 0 ? first : keyOf(first ?? '', ...more));
}

const isList = (values: AttributeValue | readonly AttributeValue[]): values is readonly AttributeValue[] =>
  Array.isArray(values);

function partition(key: string): string {
  return hex(bucketOf(key)) + shorten(key);
}

const hex = (bucket: number) => bucket.toString(16).padStart(4, '0');

/** FNV-1a, folded to 16 bits. */
function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & 0xffff;
}

function shorten(part: string): string {
  if (part.length <= MAX_PLAIN_PART) return part;
  return `#${createHash('sha256').update(part).digest('hex')}`;
}

function sortPart(item: Item, range: KeyAttribute | undefined): string {
  return range === undefined ? '' : orderKey(keyValue(item, range));
}

function keyValue(item: Item, { name, type }: KeyAttribute): AttributeValue {
  const value = attributeOf(item, name);
  if (value === undefined || typeOf(value) !== type) throw new Error(`key attribute ${name} was not checked`);
  return value;
}

/** The key attributes of an item, in the order given. */
export function pickNames(item: Item, names: Iterable<string>): Item {
  const picked: { [name: string]: AttributeValue } = {};
  for (const name of names) {
    const value = attributeOf(item, name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
