/** Tags of machines and activities. Step Functions API Reference, "TagResource". Throws `AwsError`. */
import type { Json, JsonObject } from '../../lib/units';
import { tooManyTags, validationException } from './errors';
import { isObject } from './json';

/** "The maximum number of tags per resource." */
const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

/** Tags by key, over those that the resource has. */
export function readTags(resourceName: string, given: readonly Json[], before: JsonObject = {}): JsonObject {
  const tags = { ...before, ...Object.fromEntries(given.map(tagOf)) };
  if (Object.keys(tags).length > MAX_TAGS) throw tooManyTags(resourceName);
  return tags;
}

function tagOf(given: Json, index: number): readonly [string, string] {
  const { key, value = '' } = isObject(given) ? given : {};
  const at = `tags.${index + 1}.member`;
  return [textWithin(key, `${at}.key`, 1, MAX_KEY_LENGTH), textWithin(value, `${at}.value`, 0, MAX_VALUE_LENGTH)];
}

function textWithin(value: Json | undefined, at: string, min: number, max: number): string {
  if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
  const seen = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  throw validationException(
    `1 validation error detected: Value ${seen} at '${at}' failed to satisfy constraint: Member must have length between ${min} and ${max}`,
  );
}

export const wireTags = (tags: JsonObject): readonly JsonObject[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));
