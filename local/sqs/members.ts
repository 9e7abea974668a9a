/** Reads the members of a request. */
import type { Json, JsonObject } from '../../lib/units';
import { invalidParameterValue, missingParameter, outOfRange } from './errors';

export function requiredText(input: JsonObject, name: string): string {
  const text = optionalText(input, name);
  if (text === undefined || text === '') throw missingParameter(name);
  return text;
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidParameterValue(`Value for parameter ${name} must be a string.`);
  return value;
}

export function optionalInteger(
  input: JsonObject,
  name: string,
  { min, max, reason }: { readonly min: number; readonly max: number; readonly reason: string },
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw outOfRange(value, name, reason);
  }
  return value;
}

export function optionalObject(input: JsonObject, name: string): JsonObject {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalidParameterValue(`Value for parameter ${name} must be a map.`);
  return value;
}

export function textList(input: JsonObject, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** A map of texts. */
export const textMap = (object: JsonObject): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, String(value)]));

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
