/** The MD5 sums that clients check. Source: developer guide, "Calculating the MD5 message digest for message attributes". */
import { createHash } from 'node:crypto';
import type { MessageAttributes } from './message';

export const md5Of = (body: string): string => createHash('md5').update(body).digest('hex');

const STRING = Buffer.from([1]);
const BINARY = Buffer.from([2]);

/** Undefined where there are none: the answer then has no such member. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    const isText = 'StringValue' in attribute;
    const value = isText ? Buffer.from(attribute.StringValue) : Buffer.from(attribute.BinaryValue, 'base64');
    hash.update(withLength(Buffer.from(name))).update(withLength(Buffer.from(attribute.DataType)));
    hash.update(isText ? STRING : BINARY).update(withLength(value));
  }
  return hash.digest('hex');
}

/** Four bytes, the highest first. */
function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
