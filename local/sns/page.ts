/** Lists in pages of a hundred: a token names the last item shown. */
import type { JsonObject } from '../../lib/units';
import { invalidParameter } from './errors';
import { optionalText } from './members';

const PAGE = 100;

interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextToken?: string };
}

/** `items` in order of `keyOf`. */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, input: JsonObject): Page<T> {
  const token = optionalText(input, 'NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  if (after !== '' && !after.startsWith('arn:')) throw invalidParameter('NextToken');
  const rest = items.filter((item) => keyOf(item) > after);
  const shown = rest.slice(0, PAGE);
  const last = shown.at(-1);
  const more = last !== undefined && rest.length > shown.length;
  return { items: shown, next: more ? { NextToken: Buffer.from(keyOf(last)).toString('base64url') } : {} };
}
