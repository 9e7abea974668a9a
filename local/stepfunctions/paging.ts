/** Page tokens: opaque to callers, and refused when they were not made here. */
import type { Json } from '../../lib/units';
import { invalidToken } from './errors';
import { integer } from './input';
import { isObject } from './json';

const MAX_PAGE = 1000;
const DEFAULT_PAGE = 100;

export const maxResults = integer({ min: 0, max: MAX_PAGE });

/** 0 stands for the default. */
export const pageSize = (given: number | undefined): number =>
  given === undefined || given === 0 ? DEFAULT_PAGE : given;

export const encodeToken = (position: Json): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Throws `InvalidToken`. */
export function decodeToken(token: string): { readonly [field: string]: Json } {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (isObject(position)) return position;
  } catch {
    // Not ours: the same refusal.
  }
  throw invalidToken();
}

/** Takes a page, and says whether more follows. */
export function takePage<T>(items: Iterable<T>, size: number): { readonly page: readonly T[]; readonly more: boolean } {
  const page: T[] = [];
  for (const item of items) {
    if (page.length === size) return { page, more: true };
    page.push(item);
  }
  return { page, more: false };
}
