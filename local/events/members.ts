/** Reads the members of a request, with the validation texts of the AWS JSON protocol. */
import type { Json, JsonObject } from '../../lib/units';
import { validationError } from './errors';

/** `Name` as the texts of validation errors write it: `name`. */
const memberName = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

export const constraintFailed = (name: string, value: string, constraint: string) =>
  validationError(
    `1 validation error detected: Value ${value} at '${memberName(name)}' failed to satisfy constraint: ${constraint}`,
  );

export interface TextLimits {
  readonly max?: number;
  readonly pattern?: RegExp;
}

export const NAME: TextLimits = { max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ };

export function requiredText(input: JsonObject, name: string, limits: TextLimits = {}): string {
  const text = optionalText(input, name, limits);
  if (text === undefined) throw constraintFailed(name, 'null', 'Member must not be null');
  return text;
}

export function optionalText(input: JsonObject, name: string, { max, pattern }: TextLimits = {}): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(name, 'a string');
  if (max !== undefined && value.length > max) {
    throw constraintFailed(name, `'${value}'`, `Member must have length less than or equal to ${max}`);
  }
  if (pattern !== undefined && !pattern.test(value)) {
    const source = pattern.source.replace(/^\^|\$$/g, '');
    throw constraintFailed(name, `'${value}'`, `Member must satisfy regular expression pattern: ${source}`);
  }
  return value;
}

export function optionalInteger(input: JsonObject, name: string, min: number, max: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name, 'an integer');
  if (value < min) throw constraintFailed(name, `'${value}'`, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw constraintFailed(name, `'${value}'`, `Member must have value less than or equal to ${max}`);
  return value;
}

export function optionalObject(input: JsonObject, name: string): JsonObject | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  return isObject(value) ? value : refuseType(name, 'an object');
}

/** A list of at least `min` and at most `max` members. */
export function requiredList(input: JsonObject, name: string, max: number, min = 1): readonly Json[] {
  const value = input[name];
  if (value === undefined || value === null) throw constraintFailed(name, 'null', 'Member must not be null');
  if (!Array.isArray(value)) throw wrongType(name, 'a list');
  const refuse = (limit: string) => {
    const shown = `'[${value.map((member: Json) => JSON.stringify(member)).join(', ')}]'`;
    return constraintFailed(name, shown, `Member must have length ${limit}`);
  };
  if (value.length < min) throw refuse(`greater than or equal to ${min}`);
  if (value.length > max) throw refuse(`less than or equal to ${max}`);
  return value;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrongType = (name: string, expected: string) => validationError(`${memberName(name)} must be ${expected}`);
const refuseType = (name: string, expected: string): never => {
  throw wrongType(name, expected);
};
