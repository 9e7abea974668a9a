/** What every intrinsic function is: arguments in, a value out. Throws `Refusal` with the reason. */
import type { Json, JsonObject } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import { isObject } from '../json';

export type IntrinsicFunction = (args: readonly Json[], chance: Entropy) => Json;

export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export function refuse(reason: string): never {
  throw new Refusal(reason);
}

export function take(args: readonly Json[], least: number, most = least): void {
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  refuse(`expected ${wanted} arguments but received ${args.length}`);
}

export function arrayAt(args: readonly Json[], index: number): readonly Json[] {
  const value = args[index];
  return Array.isArray(value) ? value : refuse(`argument ${index + 1} must be an array`);
}

export function integerAt(args: readonly Json[], index: number): number {
  const value = args[index];
  return typeof value === 'number' && Number.isFinite(value)
    ? Math.trunc(value)
    : refuse(`argument ${index + 1} must be an integer`);
}

export function stringAt(args: readonly Json[], index: number): string {
  const value = args[index];
  return typeof value === 'string' ? value : refuse(`argument ${index + 1} must be a string`);
}

export function objectAt(args: readonly Json[], index: number): JsonObject {
  const value = args[index];
  return isObject(value) ? value : refuse(`argument ${index + 1} must be an object`);
}
