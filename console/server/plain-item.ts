/** Items as people read them: plain JSON. Sets become lists, bytes stay base64 text. */
import { assertNever, type Json, type JsonObject } from '../../lib/units';
import type { AttributeValue, Item } from '../../local/dynamodb/values/attribute-value';

export const plainOf = (item: Item): JsonObject =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

function plain(value: AttributeValue): Json {
  if ('S' in value) return value.S;
  if ('N' in value) return numberOf(value.N);
  if ('BOOL' in value) return value.BOOL;
  if ('NULL' in value) return null;
  if ('M' in value) return plainOf(value.M);
  if ('L' in value) return value.L.map(plain);
  if ('SS' in value) return value.SS;
  if ('NS' in value) return value.NS.map(numberOf);
  if ('B' in value) return value.B;
  if ('BS' in value) return value.BS;
  return assertNever(value);
}

/** As text where JSON's numbers cannot hold it. */
const numberOf = (text: string): number | string => (String(Number(text)) === text ? Number(text) : text);
