/**
 * Sizes in bytes as DynamoDB counts them, on canonical values.
 * Source: DynamoDB Developer Guide, "DynamoDB item sizes and formats".
 */
import { type AttributeValue, attributeOf, type Item, type Members } from './attribute-value';
import { significance } from './decimal';

export const MAX_ITEM_BYTES = 400 * 1024;
/** A list or map, whatever it holds; and each of its elements. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name of Object.keys(item)) {
    const value = attributeOf(item, name);
    if (value !== undefined) bytes += textBytes(name) + valueBytes(value);
  }
  return bytes;
}

export function valueBytes(value: AttributeValue): number {
  const { S, N, M, L, B, SS, NS, BS }: Members = value;
  if (S !== undefined) return textBytes(S);
  if (N !== undefined) return numberBytes(N);
  if (M !== undefined) return CONTAINER_BYTES + Object.keys(M).length * ELEMENT_BYTES + itemBytes(M);
  if (L !== undefined) return CONTAINER_BYTES + sum(L, (element) => ELEMENT_BYTES + valueBytes(element));
  if (B !== undefined) return base64Bytes(B);
  if (SS !== undefined) return sum(SS, textBytes);
  if (NS !== undefined) return sum(NS, numberBytes);
  if (BS !== undefined) return sum(BS, base64Bytes);
  return 1; // BOOL and NULL
}

export function textBytes(text: string): number {
  // Most names and values are short ASCII, which a loop measures faster than a call out of the engine.
  if (text.length > 64) return Buffer.byteLength(text);
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 127) return Buffer.byteLength(text);
  }
  return text.length;
}

export function base64Bytes(text: string): number {
  return Buffer.byteLength(text, 'base64');
}

/**
 * "Approximately 1 byte per two significant digits, plus 1 byte": the digits are stored in base 100, so an odd exponent
 * may need one digit more, and a negative number ends in one byte more.
 */
function numberBytes(text: string): number {
  const small = smallIntegerBytes(text);
  if (small !== undefined) return small;
  const { digits, exponent, negative } = significance(text);
  if (digits === 0) return 1;
  const pairs = Math.ceil((digits + (exponent % 2 === 0 ? 1 : 0)) / 2);
  return 1 + pairs + (negative ? 1 : 0);
}

/** The same for whole numbers that are not negative, without taking them apart. */
function smallIntegerBytes(text: string): number | undefined {
  let significant = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 48 || unit > 57) return undefined;
    if (unit !== 48) significant = at + 1;
  }
  if (significant === 0) return 1;
  return 1 + Math.ceil((significant + (text.length % 2)) / 2);
}

function sum<T>(list: readonly T[], bytesOf: (element: T) => number): number {
  let bytes = 0;
  for (const element of list) bytes += bytesOf(element);
  return bytes;
}
