/**
 * Requests as types: a shape reads one member, in the service's order of checks.
 *
 * R1. A wrong JSON type is a SerializationException at once; nothing else is looked at.
 * R2. Constraints are collected in the order of declaration, ten at most, into one ValidationException.
 * R3. `null` is an absent member; unknown members are ignored.
 */
import type { Json, JsonObject } from '../../../lib/units';
import { serializationError, validationError } from '../errors';

/** `at` is the path of the member in the wire's lower camel case. */
export interface Shape<T> {
  read(value: Json, at: string, faults: string[]): T;
  /** What it reads, where a scalar in its place is complained of in words that depend on the place. */
  readonly reads?: 'structure' | 'collection';
}

interface Member<T> extends Shape<T> {
  readonly required: boolean;
}
export type Members = { readonly [name: string]: Member<unknown> };
export type Input<M extends Members> = { readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never };
export type Of<S> = S extends Shape<infer T> ? T : never;

/** Constraint messages beyond this many are not reported. */
const MAX_FAULTS = 10;

export const required = <T>({ read, reads }: Shape<T>): Member<T> => ({
  read,
  required: true,
  ...(reads && { reads }),
});
export const optional = <T>({ read, reads }: Shape<T>): Member<T | undefined> => ({
  read,
  required: false,
  ...(reads && { reads }),
});

/** Reads a whole request, or throws what the service answers. */
export function readRequest<T>(shape: Shape<T>, input: JsonObject): T {
  const faults: string[] = [];
  const request = shape.read(input, '', faults);
  if (faults.length > 0) throw constraintError(faults);
  return request;
}

export function constraintError(faults: readonly string[]) {
  const reported = faults.slice(0, MAX_FAULTS);
  const noun = reported.length === 1 ? 'validation error' : 'validation errors';
  return validationError(`${reported.length} ${noun} detected: ${reported.join('; ')}`);
}

export function constraint(value: Json | undefined, at: string, rule: string): string {
  const shown = value === undefined || value === null ? 'null' : `'${show(value)}'`;
  return `Value ${shown} at '${at}' failed to satisfy constraint: ${rule}`;
}

function show(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** `kind` is how the service calls the type in its complaint about an array. */
export function structure<M extends Members>(members: M, kind = 'java.lang.Object'): Shape<Input<M>> {
  const entries = Object.entries(members).map(([name, member]) => ({ name, member, path: lowerFirst(name) }));
  return {
    reads: 'structure',
    read(value, at, faults) {
      const fields = objectOf(value, `class ${kind}`);
      const read: { [name: string]: unknown } = {};
      for (const { name, member, path } of entries) {
        const field = fields[name];
        const where = at === '' ? path : `${at}.${path}`;
        if (field !== undefined && field !== null) {
          if (member.reads !== undefined && typeof field !== 'object')
            throw serializationError('Unexpected field type');
          read[name] = member.read(field, where, faults);
        } else if (member.required) faults.push(constraint(null, where, 'Member must not be null'));
      }
      return read as Input<M>;
    },
  };
}

export function objectOf(value: Json, kind: string): JsonObject {
  if (Array.isArray(value)) throw serializationError(`Unrecognized collection type ${kind}`);
  if (typeof value !== 'object' || value === null) throw serializationError('Unexpected value type in payload');
  return value as JsonObject;
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
