/** What a table asks of the keys of items and requests. */
import { invalidParameter, validationError } from '../errors';
import {
  type AttributeType,
  type AttributeValue,
  attributeOf,
  type Item,
  type KeyType,
  typeOf,
} from '../values/attribute-value';
import { base64Bytes, textBytes } from '../values/item-size';
import type { Index, KeyAttribute, Table } from './table';

/** Source: DynamoDB Developer Guide, "Quotas": partition key 2048 bytes, sort key 1024 bytes. */
const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;

export const KEY_MISMATCH = 'The provided key element does not match the schema';

/** A key as a request gives it: exactly the key attributes, with their types. */
export function checkKey(table: Table, key: Item): void {
  if (Object.keys(key).length !== table.keyNames.length) throw validationError(KEY_MISMATCH);
  for (const attribute of table.attributes) {
    const value = attributeOf(key, attribute.name);
    if (value === undefined || typeOf(value) !== attribute.type) throw validationError(KEY_MISMATCH);
    refuseEmptyKey(attribute, value);
    checkSize(value, attribute === table.hash);
  }
}

/** An item to be put: its key attributes, and those of its indexes where it has them. */
export function checkItemKeys(table: Table, item: Item): void {
  for (const attribute of table.attributes) {
    const value = attributeOf(item, attribute.name);
    if (value === undefined) throw invalidParameter(`Missing the key ${attribute.name} in the item`);
    if (typeOf(value) !== attribute.type) {
      throw invalidParameter(
        `Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
    }
    refuseEmptyKey(attribute, value);
    checkSize(value, attribute === table.hash);
  }
  for (const index of table.indexes) checkIndexKeys(table, index, item);
}

function checkIndexKeys(table: Table, index: Index, item: Item): void {
  for (const attribute of index.attributes) {
    const value = attributeOf(item, attribute.name);
    if (value === undefined || table.keyNames.includes(attribute.name)) continue;
    if (typeOf(value) !== attribute.type) throw indexTypeMismatch(index.name, attribute, typeOf(value));
    refuseEmptyIndexKey(index, attribute, value);
    checkSize(value, index.partition.includes(attribute));
  }
  checkTogether(index, item);
}

/** The limits are those of all attributes of a kind together. */
function checkTogether(index: Index, item: Item): void {
  if (index.attributes.length <= 2) return;
  const kind = kindTooLong(index, item);
  if (kind !== undefined) throw tooLong(kind);
}

/** Of an index with keys of several attributes. */
export function kindTooLong({ partition, sort }: Index, item: Item): 'hash' | 'range' | undefined {
  const bytesOf = (attributes: readonly KeyAttribute[]) =>
    attributes.reduce((bytes, { name }) => {
      const value = attributeOf(item, name);
      return bytes + (value === undefined ? 0 : keyBytes(value));
    }, 0);
  if (bytesOf(partition) > MAX_HASH_BYTES) return 'hash';
  return bytesOf(sort) > MAX_RANGE_BYTES ? 'range' : undefined;
}

export const indexTypeMismatch = (indexName: string, { name, type }: KeyAttribute, actual: AttributeType) =>
  invalidParameter(`Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${indexName}`);

/** Transactions refuse these with the request as a whole, before any item is looked at. */
export function refuseEmptyKeys(table: Table, item: Item): void {
  for (const attribute of table.attributes) {
    const value = attributeOf(item, attribute.name);
    if (value !== undefined) refuseEmptyKey(attribute, value);
  }
  for (const index of table.indexes) {
    for (const attribute of index.attributes) {
      const value = attributeOf(item, attribute.name);
      if (value !== undefined) refuseEmptyIndexKey(index, attribute, value);
    }
  }
}

function refuseEmptyKey({ name, type }: KeyAttribute, value: AttributeValue): void {
  const kind = emptyKind(value, type);
  if (kind === undefined) return;
  throw validationError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
  );
}

function refuseEmptyIndexKey(index: Index, { name, type }: KeyAttribute, value: AttributeValue): void {
  const kind = emptyKind(value, type);
  if (kind === undefined) return;
  throw validationError(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${index.name}, IndexKey: ${name}`,
  );
}

/** An empty value of another type than the key's is told of as one of the wrong type. */
export function emptyKind(value: AttributeValue, type: KeyType): 'string' | 'binary' | undefined {
  if (type === 'S' && 'S' in value && value.S === '') return 'string';
  return type === 'B' && 'B' in value && value.B === '' ? 'binary' : undefined;
}

function checkSize(value: AttributeValue, isHash: boolean): void {
  if (isTooLong(value, isHash)) throw tooLong(isHash ? 'hash' : 'range');
}

function tooLong(kind: 'hash' | 'range') {
  // The missing space is the service's.
  return invalidParameter(
    kind === 'hash'
      ? `Size of hashkey has exceeded the maximum size limit of${MAX_HASH_BYTES} bytes`
      : `Aggregated size of all range keys has exceeded the size limit of ${MAX_RANGE_BYTES} bytes`,
  );
}

export function isTooLong(value: AttributeValue, isHash: boolean): boolean {
  return keyBytes(value) > (isHash ? MAX_HASH_BYTES : MAX_RANGE_BYTES);
}

/** A number always fits. */
const keyBytes = (value: AttributeValue): number =>
  'S' in value ? textBytes(value.S) : 'B' in value ? base64Bytes(value.B) : 0;
