/** A value of JSONata as plain JSON: the marks of its sequences fall off, and functions have no place in it. */
import type { Json } from '../../../lib/units';
import type { Value } from './engine';

/** Data nested deeper than this is not written by an honest expression. */
const MAX_NESTING = 500;

/** `undefined` where the value is no JSON. What is plain already is handed on as it is. */
export function plainJson(value: Value, depth = 0): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object' || depth > MAX_NESTING) return undefined;
  return Array.isArray(value) ? plainArray(value, depth) : plainObject(value, depth);
}

function plainArray(array: readonly Value[], depth: number): Json | undefined {
  const items: Json[] = [];
  let same = Object.keys(array).length === array.length;
  for (const value of array) {
    const item = plainJson(value, depth + 1);
    if (item === undefined) {
      if (typeof value === 'object') return undefined;
      same = false;
      continue;
    }
    if (item !== value) same = false;
    items.push(item);
  }
  return same ? (array as readonly Json[]) : items;
}

/** Fields that hold nothing, or a function, are left out. */
function plainObject(object: object, depth: number): Json | undefined {
  if ('_jsonata_lambda' in object || '_jsonata_function' in object) return undefined;
  const fields: [string, Json][] = [];
  let same = true;
  for (const [name, value] of Object.entries(object)) {
    const field = plainJson(value, depth + 1);
    if (field === undefined) same = false;
    else {
      if (field !== value) same = false;
      fields.push([name, field]);
    }
  }
  return same ? (object as { readonly [field: string]: Json }) : Object.fromEntries(fields);
}
