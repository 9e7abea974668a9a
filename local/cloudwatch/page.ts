/** Lists in pages: a token names the last item shown. */
import type { JsonObject } from '../../lib/units';
import { invalidNextToken } from './errors';
import { optionalText } from './members';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextToken?: string };
}

const MARK = 'after:';

/** `items` in order of `keyOf`. */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, input: JsonObject, size: number): Page<T> {
  const token = optionalText(input, 'NextToken');
  const after = token === undefined ? undefined : Buffer.from(token, 'base64').toString();
  if (after !== undefined && !after.startsWith(MARK)) throw invalidNextToken('The value of NextToken is not valid.');
  const begin = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after.slice(MARK.length)) + 1;
  const shown = items.slice(begin, begin + size);
  const last = shown.at(-1);
  const more = last !== undefined && begin + shown.length < items.length;
  return { items: shown, next: more ? { NextToken: Buffer.from(MARK + keyOf(last)).toString('base64') } : {} };
}
