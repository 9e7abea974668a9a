/** Reads the members of a request. */
import type { Json, JsonObject } from '../../lib/units';
import { invalidParameter } from './errors';

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function requiredText(input: JsonObject, name: string): string {
  const text = optionalText(input, name);
  if (text !== undefined && text !== '') return text;
  throw invalidParameter(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidParameter(`${name} must be a string`);
  return value;
}

export function optionalNumber(input: JsonObject, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw invalidParameter(`${name} must be a number`);
  return value;
}

/** `limit`, at most `max`. */
export function limitOf(input: JsonObject, max: number): number {
  const limit = optionalNumber(input, 'limit') ?? max;
  if (Number.isInteger(limit) && limit >= 1) return Math.min(limit, max);
  throw invalidParameter(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
}

export const texts = (input: JsonObject, name: string): readonly string[] => {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
};

export const textMap = (value: Json | undefined): { readonly [name: string]: string } =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)])) : {};

/** A group by its name, or by its ARN with or without the `:*` at its end. */
export const groupNameIn = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.split(':').slice(6).join(':').replace(/:\*$/, '') : nameOrArn;

export function groupNameOf(input: JsonObject): string {
  const identifier = optionalText(input, 'logGroupIdentifier');
  return identifier === undefined ? requiredText(input, 'logGroupName') : groupNameIn(identifier);
}
