/** What a request asks for, checked. Each of these throws `Refused` and says what is wrong. */
import type { Json, JsonObject } from '../../lib/units';
import type { WireRequest } from '../../local/wire/message';
import { Refused } from './refused';

type Query = WireRequest['query'];

export function queryText(query: Query, name: string): string {
  const value = query[name];
  if (value === undefined || value === '') throw new Refused(400, `give ${name}`);
  return value;
}

export const queryOptional = (query: Query, name: string): string | undefined => query[name] || undefined;

export function queryOneOf<T extends string>(query: Query, name: string, allowed: readonly T[]): T | undefined {
  const value = queryOptional(query, name);
  if (value === undefined) return undefined;
  return oneOf(value, name, allowed);
}

export function queryCount(
  query: Query,
  name: string,
  { usual, most }: { readonly usual: number; readonly most: number },
) {
  const value = queryOptional(query, name);
  if (value === undefined) return usual;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new Refused(400, `${name} must be a whole number from 1 to ${most}, not '${value}'`);
}

export function bodyOf({ body }: WireRequest): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new Refused(400, 'the body is not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new Refused(400, 'the body must be an object');
}

export function fieldText(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new Refused(400, `${name} must be text, not ${JSON.stringify(value)}`);
}

export const fieldOptional = (body: JsonObject, name: string): string | undefined =>
  body[name] === undefined || body[name] === null || body[name] === '' ? undefined : fieldText(body, name);

export function fieldJson(body: JsonObject, name: string): Json {
  const value = body[name];
  if (value === undefined) throw new Refused(400, `give ${name}`);
  return value;
}

export function fieldOneOf<T extends string>(body: JsonObject, name: string, allowed: readonly T[]): T {
  return oneOf(body[name], name, allowed);
}

export function fieldCount(body: JsonObject, name: string, most: number): number {
  const value = body[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Refused(400, `${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(value)}`);
}

function oneOf<T extends string>(value: Json | undefined, name: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new Refused(400, `${name} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}`);
}

const encode = (position: Json): string => Buffer.from(JSON.stringify(position)).toString('base64url');
export const cursorOf = (position: Json | undefined): string | null =>
  position === undefined ? null : encode(position);

/** What `cursorOf` was given; callers check it as they would check what anybody sent. */
export function queryCursor(query: Query): JsonObject | undefined {
  const text = queryOptional(query, 'cursor');
  if (text === undefined) return undefined;
  try {
    const position: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (typeof position === 'object' && position !== null && !Array.isArray(position)) return position as JsonObject;
  } catch {
    // Not ours: the same refusal.
  }
  throw new Refused(400, 'the cursor is none that was given here; begin with the first page');
}
