/** What the operators of a pattern have in common: one text, one key. */
import type { TextCondition } from './condition';
import { refuse } from './invalid-pattern';
import type { LocatedField, LocatedJson, LocatedObject, Place } from './located-json';
import { parseWildcard } from './wildcard';

export const ONLY_ONE_KEY = 'Only one key allowed in match expression';
export const TOO_MANY_ELEMENTS = 'Too many elements in numeric expression';

export function onlyField(object: LocatedObject, whenEmpty: string): LocatedField {
  return object.fields[0] ?? refuse(whenEmpty, object.end);
}

export function refuseMoreFields(object: LocatedObject, message = ONLY_ONE_KEY): void {
  const second = object.fields[1];
  if (second !== undefined) refuse(message, second.value.at);
}

export function text(value: LocatedJson, what: string): string {
  return value.kind === 'string' ? value.value : refuse(`${what} pattern must be a string`, value.at);
}

export function wildcardOf(source: string, at: Place): TextCondition {
  const wildcard = parseWildcard(source);
  return wildcard.kind === 'pieces' ? wildcard : refuse(wildcard.reason, at);
}
