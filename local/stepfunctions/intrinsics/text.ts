/** Step Functions Developer Guide, "Intrinsics for data encoding and decoding", "…hash calculation", "…String operation". */
import { createHash } from 'node:crypto';
import type { Json } from '../../../lib/units';
import { isObject } from '../json';
import { type IntrinsicFunction, refuse, stringAt, take } from './function';
import { unescaped } from './parse-intrinsic';

/** "This function accepts … up to 10,000 characters", for encoding, decoding and hashing. */
const MAX_CHARACTERS = 10_000;

const ALGORITHMS: { readonly [name: string]: string | undefined } = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function boundedAt(args: readonly Json[], index: number): string {
  const text = stringAt(args, index);
  return text.length <= MAX_CHARACTERS ? text : refuse(`the input has more than ${MAX_CHARACTERS} characters`);
}

export const base64Encode: IntrinsicFunction = (args) => {
  take(args, 1);
  return Buffer.from(boundedAt(args, 0), 'utf8').toString('base64');
};

export const base64Decode: IntrinsicFunction = (args) => {
  take(args, 1);
  const text = boundedAt(args, 0);
  if (!/^[A-Za-z0-9+/\s]*={0,2}$/.test(text)) refuse('the input is not valid Base64');
  return Buffer.from(text, 'base64').toString('utf8');
};

export const hash: IntrinsicFunction = (args) => {
  take(args, 2);
  const data = args[0] as Json;
  const algorithm = ALGORITHMS[stringAt(args, 1)];
  if (algorithm === undefined) return refuse(`the algorithm must be one of ${Object.keys(ALGORITHMS).join(', ')}`);
  const text = typeof data === 'string' ? boundedAt(args, 0) : JSON.stringify(data);
  return createHash(algorithm).update(text).digest('hex');
};

/** Each character of the second argument separates; empty parts are dropped. */
export const stringSplit: IntrinsicFunction = (args) => {
  take(args, 2);
  const separators = stringAt(args, 1);
  const text = stringAt(args, 0);
  if (separators === '') return [text];
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (!separators.includes(character)) part += character;
    else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part];
};

/** The template keeps its escapes: `\{` and `\}` are braces, `{}` takes the next argument. */
export function format(template: string, args: readonly Json[]): string {
  let next = 0;
  const text = template.replace(/\\[{}'\\]|\{\}/g, (token) => {
    if (token !== '{}') return unescaped(token);
    const value = args[next++];
    return value === undefined ? refuse('there are more {} than arguments') : asText(value);
  });
  return next < args.length ? refuse('there are more arguments than {}') : text;
}

/** Objects and arrays as Java writes its maps and lists, which is how the service fills them in. */
function asText(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(asText).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([field, inner]) => `${field}=${asText(inner)}`);
  return `{${fields.join(', ')}}`;
}
