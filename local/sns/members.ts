/** Reads the members of a request. */
import type { Json, JsonObject } from '../../lib/units';
import { invalidParameter } from './errors';

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function requiredText(input: JsonObject, name: string): string {
  const text = optionalText(input, name);
  if (text === undefined || text === '') throw invalidParameter(name);
  return text;
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalidParameter(name);
  return value;
}

/** A map of texts. */
export function textMap(input: JsonObject, name: string): { readonly [name: string]: string } {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalidParameter(name);
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

export const objects = (input: JsonObject, name: string): readonly JsonObject[] => {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
};

export const tagsIn = (input: JsonObject): { readonly [key: string]: string } =>
  Object.fromEntries(objects(input, 'Tags').map(({ Key, Value }) => [String(Key), String(Value)]));

export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
