/** The floor of the house: units, brands and plain JSON. Every folder may import this file; it imports nothing of ours. */
import { hash } from 'node:crypto';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [field: string]: Json;
}

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Milliseconds since 1970-01-01T00:00:00Z: leases, ages and clocks. */
export type EpochMillis = Brand<number, 'EpochMillis'>;
/** Seconds since 1970-01-01T00:00:00Z: DynamoDB TTL attributes and the AWS JSON protocols' timestamps. */
export type EpochSeconds = Brand<number, 'EpochSeconds'>;

export const epochMillis = (value: number): EpochMillis => value as EpochMillis;
export const toEpochSeconds = (time: EpochMillis): EpochSeconds => Math.floor(time / 1000) as EpochSeconds;

/** What the domain asks of a clock. */
export interface Clock {
  now(): EpochMillis;
}

/** Ends a `switch` over a union: a missing case does not compile. */
export function assertNever(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}

/** JSON with the fields of every object in code-unit order, so equal values have equal text. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return isList(value) ? canonicalList(value) : canonicalObject(value);
}

function canonicalList(list: readonly Json[]): string {
  let text = '';
  for (const element of list) text += `${text === '' ? '' : ','}${canonicalJson(element)}`;
  return `[${text}]`;
}

function canonicalObject(object: JsonObject): string {
  let text = '';
  for (const field of Object.keys(object).sort()) {
    const value = object[field];
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(field)}:${canonicalJson(value)}`;
  }
  return `{${text}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** SHA-256 of the canonical JSON, in hex: two payloads are the same request exactly when their hashes are equal. */
export function hashOf(value: Json): string {
  return hash('sha256', canonicalJson(value));
}
