/** Reads the members of a request about mappings; CloudFormation writes numbers and truths as text too. */
import type { Json, JsonObject } from '../../../lib/units';
import { invalidParameter } from './errors';

const shown = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value));
const constraint = (value: Json, name: string, rule: string) =>
  invalidParameter(
    `1 validation error detected: Value ${value === null ? 'null' : `'${shown(value)}'`} at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must ${rule}`,
  );

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw constraint(value, name, 'be a string');
  return value;
}

export function requiredText(input: JsonObject, name: string): string {
  const text = optionalText(input, name);
  if (text === undefined) throw constraint(null, name, 'not be null');
  return text;
}

export function oneOf<T extends string>(input: JsonObject, name: string, allowed: readonly T[]): T {
  const text = requiredText(input, name);
  const found = allowed.find((each) => each === text);
  if (found === undefined) throw constraint(text, name, `satisfy enum value set: [${allowed.join(', ')}]`);
  return found;
}

export function numberWithin(
  input: JsonObject,
  name: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const value = input[name];
  if (value === undefined || value === null) return fallback;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw constraint(value, name, 'be a whole number');
  if (number < min) throw constraint(value, name, `have value greater than or equal to ${min}`);
  if (number > max) throw constraint(value, name, `have value less than or equal to ${max}`);
  return number;
}

export function truth(input: JsonObject, name: string, fallback: boolean): boolean {
  const value = input[name];
  if (value === undefined || value === null) return fallback;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw constraint(value, name, 'be true or false');
}

export function objectOf(input: JsonObject, name: string): JsonObject {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw constraint(value, name, 'be a map');
  return value;
}

export function listOf(input: JsonObject, name: string): readonly Json[] {
  const value = input[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw constraint(value, name, 'be a list');
  return value;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
