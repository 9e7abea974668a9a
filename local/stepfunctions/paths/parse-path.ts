/** Text to path. Throws `ExpressionError` for what is no path. */
import { BoundedCache } from '../bounded-cache';
import type { PathRoot, Segment } from './json-path';
import { isDefinite, type JsonPath } from './json-path';
import { parseFilter } from './parse-filter';
import { Scanner } from './scanner';

const MAX_CACHED_PATHS = 10_000;
const cache = new BoundedCache<string, JsonPath>(MAX_CACHED_PATHS);

export function parsePath(text: string): JsonPath {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const scanner = new Scanner(text);
  const path = readPath(scanner);
  if (!scanner.done) scanner.fail('a path ends here');
  cache.set(text, path);
  return path;
}

/** Reads a path that may stand in a longer expression. */
export function readPath(scanner: Scanner): JsonPath {
  const start = scanner.position;
  scanner.expect('$');
  const variable = scanner.match(VARIABLE);
  const root: PathRoot = variable !== undefined ? 'variables' : scanner.take('$') ? 'context' : 'input';
  const inner = readSegments(scanner);
  const segments: readonly Segment[] = variable === undefined ? inner : [{ kind: 'field', name: variable }, ...inner];
  return { text: scanner.text.slice(start, scanner.position), root, segments, definite: isDefinite(segments) };
}

/** "Variable names … follow the rules for Unicode identifiers." */
const VARIABLE = /[\p{L}_][\p{L}\p{N}_]*/uy;

export function readSegments(scanner: Scanner): readonly Segment[] {
  const segments: Segment[] = [];
  for (;;) {
    if (scanner.take('..')) {
      segments.push({ kind: 'descend' });
      segments.push(scanner.peek() === '[' ? readBracket(scanner) : readDotted(scanner));
    } else if (scanner.take('.')) segments.push(readDotted(scanner));
    else if (scanner.peek() === '[') segments.push(readBracket(scanner));
    else return segments;
  }
}

function readDotted(scanner: Scanner): Segment {
  if (scanner.take('*')) return { kind: 'wildcard' };
  const name = scanner.match(/[^\s.[\](),=<>!&|?@$*'"]+/y);
  return name === undefined ? scanner.fail('expected a field name') : { kind: 'field', name };
}

function readBracket(scanner: Scanner): Segment {
  scanner.expect('[');
  scanner.skipSpace();
  const segment = readSelection(scanner);
  scanner.skipSpace();
  scanner.expect(']');
  return segment;
}

function readSelection(scanner: Scanner): Segment {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) return { kind: 'filter', filter: parseFilter(scanner) };
  const quote = scanner.peek();
  if (quote === "'" || quote === '"') return readNames(scanner);
  return readIndexes(scanner);
}

function readNames(scanner: Scanner): Segment {
  const names: string[] = [];
  do {
    scanner.skipSpace();
    const quote = scanner.peek();
    if (quote !== "'" && quote !== '"') scanner.fail('expected a quoted name');
    scanner.take(quote);
    names.push(scanner.quoted(quote));
    scanner.skipSpace();
  } while (scanner.take(','));
  const [name] = names;
  return names.length === 1 && name !== undefined ? { kind: 'field', name } : { kind: 'fields', names };
}

function readIndexes(scanner: Scanner): Segment {
  const from = readInteger(scanner);
  scanner.skipSpace();
  if (scanner.take(':')) {
    scanner.skipSpace();
    return { kind: 'slice', from, to: readInteger(scanner) };
  }
  if (from === undefined) return scanner.fail('expected an index, a name in quotes, a slice, * or a filter');
  const indexes = [from];
  while (scanner.take(',')) {
    scanner.skipSpace();
    indexes.push(readInteger(scanner) ?? scanner.fail('expected an index'));
    scanner.skipSpace();
  }
  return indexes.length === 1 ? { kind: 'index', index: from } : { kind: 'indexes', indexes };
}

function readInteger(scanner: Scanner): number | undefined {
  const digits = scanner.match(/-?\d+/y);
  return digits === undefined ? undefined : Number(digits);
}
