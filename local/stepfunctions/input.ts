/** Reading an operation's input: every violation of the model is gathered, and told in the service's words. */
import type { Json, JsonObject } from '../../lib/units';
import { serializationException, validationException } from './errors';
import { isObject } from './json';

/** Reads one member; a violation is told to `report`. */
export type Member<T> = (value: Json | undefined, name: string, report: (violation: string) => void) => T;
type Members = { readonly [name: string]: Member<unknown> };
export type InputOf<M extends Members> = { readonly [Name in keyof M]: ReturnType<M[Name]> };

export function readInput<M extends Members>(input: JsonObject, members: M): InputOf<M> {
  const violations: string[] = [];
  const report = (violation: string) => void violations.push(violation);
  const entries = Object.entries(members).map(([name, member]) => [name, member(given(input[name]), name, report)]);
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected`;
    throw validationException(`${count}: ${violations.join('; ')}`);
  }
  return Object.fromEntries(entries) as InputOf<M>;
}

/** A member that is null counts as absent. */
const given = (value: Json | undefined): Json | undefined => (value === null ? undefined : value);

interface Length {
  readonly min?: number;
  readonly max?: number;
}

export const text =
  ({ min = 0, max = Number.POSITIVE_INFINITY }: Length = {}): Member<string | undefined> =>
  (value, name, report) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw wrongType(value, 'a String');
    const { length } = Array.from(value.slice(0, max + 1));
    const fail = (constraint: string) =>
      report(`Value '${value}' at '${name}' failed to satisfy constraint: Member must have length ${constraint}`);
    if (length < min) fail(`greater than or equal to ${min}`);
    if (length > max) fail(`less than or equal to ${max}`);
    return value;
  };

/** Whole or not. */
export const number =
  ({ min, max }: { readonly min: number; readonly max: number }): Member<number | undefined> =>
  (value, name, report) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'number') throw wrongType(value, 'a Float');
    const fail = (constraint: string) =>
      report(`Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${constraint}`);
    if (value < min) fail(`greater than or equal to ${min}`);
    if (value > max) fail(`less than or equal to ${max}`);
    return value;
  };

export const integer =
  (limits: { readonly min: number; readonly max: number }): Member<number | undefined> =>
  (value, name, report) => {
    if (value !== undefined && typeof value !== 'number') throw wrongType(value, 'an Integer');
    const given = number(limits)(value, name, report);
    return given === undefined ? undefined : Math.trunc(given);
  };

export const flag: Member<boolean | undefined> = (value) => {
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(value, 'a Boolean');
  return value;
};

export const structure: Member<JsonObject | undefined> = (value) => {
  if (value !== undefined && !isObject(value)) throw wrongType(value, 'an Object');
  return value;
};

export const list: Member<readonly Json[] | undefined> = (value) => {
  if (value !== undefined && !Array.isArray(value)) throw wrongType(value, 'a List');
  return value;
};

export const oneOf =
  <const T extends string>(values: readonly T[]): Member<T | undefined> =>
  (value, name, report) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw wrongType(value, 'a String');
    const known = values.find((candidate) => candidate === value);
    if (known === undefined) {
      report(
        `Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
      );
    }
    return known;
  };

/** Answers `fallback` beside the report, so that the member's type stays whole. */
export const required =
  <T>(member: Member<T | undefined>, fallback: T): Member<T> =>
  (value, name, report) => {
    if (value === undefined) {
      report(`Value null at '${name}' failed to satisfy constraint: Member must not be null`);
      return fallback;
    }
    return member(value, name, report) ?? fallback;
  };

export const requiredText = (length: Length = {}): Member<string> => required(text(length), '');

function wrongType(value: Json, wanted: string) {
  const seen = Array.isArray(value)
    ? 'START_ARRAY'
    : typeof value === 'object'
      ? 'START_OBJECT'
      : `${typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : typeof value === 'number' ? 'NUMBER' : 'STRING'}_VALUE`;
  return serializationException(`${seen} can not be converted to ${wanted}`);
}
