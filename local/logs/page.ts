/** Lists in pages: a token names the last item shown. */
import type { JsonObject } from '../../lib/units';
import { invalidParameter } from './errors';
import { limitOf, optionalText } from './members';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly nextToken?: string };
}

const MARK = 'after:';

export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, input: JsonObject, size: number): Page<T> {
  const token = optionalText(input, 'nextToken');
  const after = token === undefined ? undefined : Buffer.from(token, 'base64').toString();
  if (after !== undefined && !after.startsWith(MARK)) throw invalidParameter('The specified nextToken is invalid.');
  const begin = after === undefined ? 0 : items.findIndex((item) => keyOf(item) === after.slice(MARK.length)) + 1;
  const shown = items.slice(begin, begin + limitOf(input, size));
  const last = shown.at(-1);
  const more = last !== undefined && begin + shown.length < items.length;
  return { items: shown, next: more ? { nextToken: Buffer.from(MARK + keyOf(last)).toString('base64') } : {} };
}
