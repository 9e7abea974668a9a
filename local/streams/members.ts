/** Reads the members of a request. */
import type { JsonObject } from '../../lib/units';
import { validationError } from './errors';

const constraint = (value: string, member: string, rule: string) =>
  validationError(
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );

/** `streamArn` for `StreamArn`: how the service names members in these messages. */
const inMessage = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

export function requiredText(input: JsonObject, name: string): string {
  const text = optionalText(input, name);
  if (text === undefined) throw constraint('null', inMessage(name), 'not be null');
  return text;
}

export function optionalText(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw constraint(`'${JSON.stringify(value)}'`, inMessage(name), 'be a string');
  return value;
}

export function limitOf(input: JsonObject, max: number): number {
  const value = input.Limit;
  if (value === undefined || value === null) return max;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) {
    throw constraint(`'${String(value)}'`, 'limit', 'have value greater than or equal to 1');
  }
  if (value > max) throw constraint(`'${value}'`, 'limit', `have value less than or equal to ${max}`);
  return value;
}

export function oneOf<T extends string>(input: JsonObject, name: string, allowed: readonly T[]): T {
  const text = requiredText(input, name);
  const found = allowed.find((each) => each === text);
  if (found === undefined) {
    throw constraint(`'${text}'`, inMessage(name), `satisfy enum value set: [${allowed.join(', ')}]`);
  }
  return found;
}
