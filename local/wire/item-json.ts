/** DynamoDB's inputs and answers between the client's form (bytes) and the protocol's (base64). */
import type { Json } from '../../lib/units';

/** A copy as JSON: bytes as base64, absent fields left out. */
export function toItemJson(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return value as Json;
  if (Array.isArray(value)) return value.map(toItemJson);
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('base64');
  const copy: Record<string, Json> = {};
  for (const field of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, field);
    if (inner !== undefined) copy[field] = toItemJson(inner);
  }
  return copy;
}

/** A copy as the client gives it: `B` and `BS` as bytes. Nothing of the store is shared with the caller. */
export function fromItemJson(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromItemJson);
  const copy: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    if (field === 'B' && typeof inner === 'string') copy.B = bytesOf(inner);
    else if (field === 'BS' && Array.isArray(inner)) copy.BS = inner.map(bytesOf);
    else copy[field] = fromItemJson(inner);
  }
  return copy;
}

const bytesOf = (base64: Json): Uint8Array => new Uint8Array(Buffer.from(String(base64), 'base64'));
