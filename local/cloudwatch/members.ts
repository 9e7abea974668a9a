/** Reads the members of a request. */
import { type EpochMillis, epochMillis, type Json, type JsonObject } from '../../lib/units';
import { invalidParameterValue, missingParameter, validationError } from './errors';
import { inOrder } from './metrics/metrics';
import type { Dimension } from './metrics/series';

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function requiredText(input: JsonObject, name: string): string {
  const text = optionalText(input, name);
  if (text === undefined || text === '') throw missingParameter(`The parameter ${name} is required.`);
  return text;
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidParameterValue(`The parameter ${name} must be a string.`);
  return value;
}

export function optionalNumber(input: JsonObject, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw invalidParameterValue(`The parameter ${name} must be a number.`);
  }
  return value;
}

export function requiredNumber(input: JsonObject, name: string): number {
  const value = optionalNumber(input, name);
  if (value === undefined) throw missingParameter(`The parameter ${name} is required.`);
  return value;
}

export function oneOf<T extends string>(input: JsonObject, name: string, allowed: readonly T[]): T | undefined {
  const value = optionalText(input, name);
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  const shown = name.charAt(0).toLowerCase() + name.slice(1);
  throw validationError(
    `1 validation error detected: Value '${value}' at '${shown}' failed to satisfy constraint: ` +
      `Member must satisfy enum value set: [${allowed.join(', ')}]`,
  );
}

export function objects(input: JsonObject, name: string): readonly JsonObject[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function texts(input: JsonObject, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** Epoch seconds, or a text that says the time. */
export function optionalTime(input: JsonObject, name: string): EpochMillis | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const millis = typeof value === 'number' ? value * 1_000 : Date.parse(String(value));
  if (Number.isNaN(millis)) throw invalidParameterValue(`The parameter ${name} must be a timestamp.`);
  return epochMillis(Math.round(millis));
}

export function requiredTime(input: JsonObject, name: string): EpochMillis {
  const time = optionalTime(input, name);
  if (time === undefined) throw missingParameter(`The parameter ${name} is required.`);
  return time;
}

/** "You can assign up to 30 dimensions to a metric." */
const MAX_DIMENSIONS = 30;

export function dimensionsOf(input: JsonObject): readonly Dimension[] {
  const given = objects(input, 'Dimensions').map((each) => ({
    Name: requiredText(each, 'Name'),
    Value: requiredText(each, 'Value'),
  }));
  if (given.length > MAX_DIMENSIONS) {
    throw invalidParameterValue(`No more than ${MAX_DIMENSIONS} dimensions are allowed.`);
  }
  return inOrder(given);
}
