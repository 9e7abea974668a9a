/** What a path finds. A definite path finds one value or nothing; any other finds an array, perhaps an empty one. */
import type { Json } from '../../../lib/units';
import { isObject } from '../json';
import { inPatternTime, PatternTooSlow } from '../pattern-time';
import { runtimeError } from '../state-error';
import { matches } from './filter';
import { bracketed, type JsonPath, type Segment } from './json-path';

/** Values that one path may visit; recursive descent over a large document stays bounded. */
const MAX_VISITED = 1_000_000;

export function evaluatePath(path: JsonPath, document: Json): Json | undefined {
  if (!path.definite)
    return path.text.includes('=~') ? matchedInTime(path, document) : selectAll(path.segments, document);
  let value: Json | undefined = document;
  for (const segment of path.segments) {
    value = step(segment, value);
    if (value === undefined) return undefined;
  }
  return value;
}

function matchedInTime({ segments }: JsonPath, document: Json): Json | undefined {
  try {
    return inPatternTime(() => selectAll(segments, document));
  } catch (error) {
    throw error instanceof PatternTooSlow ? runtimeError(error.message) : error;
  }
}

/** One step of a definite path. */
function step(segment: Segment, value: Json): Json | undefined {
  if (segment.kind === 'field') {
    return isObject(value) && Object.hasOwn(value, segment.name) ? value[segment.name] : undefined;
  }
  if (segment.kind !== 'index' || !Array.isArray(value)) return undefined;
  return value.at(segment.index);
}

/** Why a definite path finds nothing, in the words of the library that AWS uses. */
export function explainMissing({ segments }: JsonPath, document: Json): string {
  let value: Json | undefined = document;
  for (const [depth, segment] of segments.entries()) {
    value = step(segment, value);
    if (value !== undefined) continue;
    const upTo = bracketed(segments.slice(0, depth + 1));
    return depth === segments.length - 1 ? `No results for path: ${upTo}` : `Missing property in path ${upTo}`;
  }
  return `No results for path: ${bracketed(segments)}`;
}

function selectAll(segments: readonly Segment[], document: Json): readonly Json[] {
  let visited = 0;
  let found: Json[] = [document];
  for (const segment of segments) {
    const next: Json[] = [];
    for (const value of found) {
      for (const selected of select(segment, value, document)) {
        if (++visited > MAX_VISITED) throw runtimeError(`A path visits at most ${MAX_VISITED} values`);
        next.push(selected);
      }
    }
    found = next;
  }
  return found;
}

function select(segment: Segment, value: Json, document: Json): Iterable<Json> {
  switch (segment.kind) {
    case 'field':
    case 'index': {
      const found = step(segment, value);
      return found === undefined ? [] : [found];
    }
    case 'fields':
      return segment.names.flatMap((name) => some(step({ kind: 'field', name }, value)));
    case 'indexes':
      return segment.indexes.flatMap((index) => some(step({ kind: 'index', index }, value)));
    case 'slice':
      return Array.isArray(value) ? value.slice(segment.from, segment.to) : [];
    case 'wildcard':
      return children(value);
    case 'descend':
      return descend(value);
    case 'filter': {
      const candidates = Array.isArray(value) ? value : [value];
      return candidates.filter((element: Json) => matches(segment.filter, element, document, evaluatePath));
    }
  }
}

const some = (value: Json | undefined): Json[] => (value === undefined ? [] : [value]);

function children(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function* descend(value: Json): Generator<Json> {
  yield value;
  for (const child of children(value)) yield* descend(child);
}
