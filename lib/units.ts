/** The floor of the house: units, brands and plain JSON. Every folder may import this file; it imports nothing of ours. */
import { createHash } from 'node:crypto';

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
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const object = value as JsonObject;
    const fields = Object.keys(object)
      .sort()
      .flatMap((field) => {
        const inner = object[field];
        return inner === undefined ? [] : [`${JSON.stringify(field)}:${canonicalJson(inner)}`];
      });
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 of the canonical JSON, in hex: two payloads are the same request exactly when their hashes are equal. */
export function hashOf(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
