/** ResultPath: a copy of the input with the result put in its place. Missing objects on the way are made. */
import type { Json } from '../../../lib/units';
import { isObject } from '../json';
import type { JsonPath, Segment } from './json-path';

/** Nothing when a value on the way can hold no such place. */
export function placeResult(path: JsonPath, input: Json, result: Json): Json | undefined {
  return place(path.segments, 0, input, result);
}

function place(segments: readonly Segment[], depth: number, into: Json | undefined, result: Json): Json | undefined {
  const segment = segments[depth];
  if (segment === undefined) return result;
  if (segment.kind === 'field') {
    if (into !== undefined && !isObject(into)) return undefined;
    const own = into !== undefined && Object.hasOwn(into, segment.name) ? into[segment.name] : undefined;
    const value = place(segments, depth + 1, own, result);
    return value === undefined ? undefined : withField(into ?? {}, segment.name, value);
  }
  if (segment.kind !== 'index' || !Array.isArray(into) || segment.index >= into.length) return undefined;
  const value = place(segments, depth + 1, into[segment.index], result);
  return value === undefined ? undefined : into.with(segment.index, value);
}

/** Defined, not assigned, where assignment would set the prototype. */
function withField(object: { readonly [field: string]: Json }, name: string, value: Json): Json {
  const copy: { [field: string]: Json } = Object.assign({}, object);
  if (name === '__proto__') {
    return Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  }
  copy[name] = value;
  return copy;
}
