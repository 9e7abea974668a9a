/** A DynamoDB item of the local model as plain values. Numbers of ours are safe integers. */
import type { Json } from '../lib/units';
import type { AttributeValue, Item as StoredItem } from '../local/dynamodb/values/attribute-value';
import type { Item } from './observed';

export const plainItem = (item: StoredItem): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

function plain(value: AttributeValue): Json {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('M' in value) return plainItem(value.M);
  if ('L' in value) return value.L.map(plain);
  if ('BOOL' in value) return value.BOOL;
  if ('NULL' in value) return null;
  if ('B' in value) return value.B;
  if ('SS' in value) return value.SS;
  return 'NS' in value ? value.NS.map(Number) : value.BS;
}
