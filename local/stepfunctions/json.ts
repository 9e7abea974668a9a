/** JSON values and their text. */
import type { Json, JsonObject } from '../../lib/units';

export const textOf = (value: Json): string => JSON.stringify(value);

export const parseJson = (text: string): Json => JSON.parse(text) as Json;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equal as values: the order of an object's fields does not count. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((item: Json, index) => sameJson(item, b[index] as Json))
    );
  }
  if (!isObject(a) || !isObject(b)) return false;
  const fields = Object.keys(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every((field) => Object.hasOwn(b, field) && sameJson(a[field] as Json, b[field] as Json))
  );
}

/** Step Functions quotas, "Maximum input or output size for a task, state, or execution": UTF-8 bytes. */
export const MAX_DATA_BYTES = 262_144;

export const exceedsDataLimit = (text: string): boolean =>
  text.length > MAX_DATA_BYTES / 3 && Buffer.byteLength(text) > MAX_DATA_BYTES;

/** Lists and objects inside one another, in data that comes from outside. AWS names no limit; honest data has a tenth of it. */
const MAX_DATA_NESTING = 1_000;

/** Whether JSON text is nested deeper than what is done with its value could follow. */
export function nestsTooDeep(text: string): boolean {
  // Most text has too few brackets to be nested so deep, and these are counted fast.
  if (text.length <= 2 * MAX_DATA_NESTING || !holdsMoreThan(text, MAX_DATA_NESTING)) return false;
  let [depth, isText] = [0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isText) {
      if (character === '\\') index++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === ']' || character === '}') depth--;
    else if ((character === '[' || character === '{') && ++depth > MAX_DATA_NESTING) return true;
  }
  return false;
}

/** Whether there are more than so many opening brackets of both kinds, those within texts included. */
function holdsMoreThan(text: string, most: number): boolean {
  let found = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++found > most) return true;
    }
  }
  return false;
}
