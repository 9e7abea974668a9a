/** Lists in pages: `Limit`, and a `NextToken` that names the last item shown. */
import type { JsonObject } from '../../lib/units';
import { validationError } from './errors';
import { optionalInteger, optionalText } from './members';

const MAX_LIMIT = 100;

interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextToken?: string };
}

/** `items` in order of `nameOf`. */
export function pageOf<T>(items: readonly T[], nameOf: (item: T) => string, input: JsonObject): Page<T> {
  const limit = optionalInteger(input, 'Limit', 1, MAX_LIMIT) ?? MAX_LIMIT;
  const after = lastShown(optionalText(input, 'NextToken'));
  const rest = after === undefined ? items : items.filter((item) => nameOf(item) > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const more = rest.length > shown.length && last !== undefined;
  return { items: shown, next: more ? { NextToken: tokenOf(nameOf(last)) } : {} };
}

const TOKEN = 'after:';
const tokenOf = (name: string) => Buffer.from(TOKEN + name).toString('base64');

function lastShown(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith(TOKEN)) throw validationError('The value for NextToken is not valid.');
  return text.slice(TOKEN.length);
}
