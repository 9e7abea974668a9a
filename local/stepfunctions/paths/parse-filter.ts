/** `(@.price < 10 && (@.stock || !@.sold))`, the part of a filter after `?`. */
import type { Filter, Operand, Operator } from './filter';
import { isDefinite } from './json-path';
import { readPath, readSegments } from './parse-path';
import type { Scanner } from './scanner';

export function parseFilter(scanner: Scanner): Filter {
  scanner.expect('(');
  const filter = scanner.nested(() => readAny(scanner));
  scanner.skipSpace();
  scanner.expect(')');
  return filter;
}

function readAny(scanner: Scanner): Filter {
  return readChain(scanner, '||', 'or', () => readChain(scanner, '&&', 'and', () => readTerm(scanner)));
}

function readChain(scanner: Scanner, token: string, kind: 'and' | 'or', next: () => Filter): Filter {
  const first = next();
  const filters = [first];
  for (scanner.skipSpace(); scanner.take(token); scanner.skipSpace()) filters.push(next());
  return filters.length === 1 ? first : { kind, filters };
}

function readTerm(scanner: Scanner): Filter {
  scanner.skipSpace();
  if (scanner.peek(2) !== '!=' && scanner.take('!')) {
    return { kind: 'not', filter: scanner.nested(() => readTerm(scanner)) };
  }
  if (scanner.take('(')) {
    const inner = scanner.nested(() => readAny(scanner));
    scanner.skipSpace();
    scanner.expect(')');
    return inner;
  }
  const left = readOperand(scanner);
  scanner.skipSpace();
  const operator = OPERATORS.find((token) => scanner.take(token));
  if (operator === undefined) return { kind: 'exists', operand: left };
  scanner.skipSpace();
  return { kind: 'compare', left, operator, right: readOperand(scanner) };
}

/** The longer of two that begin alike comes first. */
const OPERATORS: readonly Operator[] = ['==', '!=', '=~', '<=', '>=', '<', '>', 'nin', 'in'];

function readOperand(scanner: Scanner): Operand {
  const next = scanner.peek();
  if (next === '$') return { kind: 'document', path: readPath(scanner) };
  if (scanner.take('@')) {
    const start = scanner.position;
    const segments = readSegments(scanner);
    const text = `$${scanner.text.slice(start, scanner.position)}`;
    return { kind: 'element', path: { text, root: 'input', segments, definite: isDefinite(segments) } };
  }
  if (next === "'" || next === '"') {
    scanner.take(next);
    return { kind: 'literal', value: scanner.quoted(next) };
  }
  if (scanner.take('/')) {
    const body = scanner.quoted('/');
    return { kind: 'pattern', pattern: patternOf(body, scanner.match(/i/y) ?? '', scanner) };
  }
  if (scanner.take('[')) return scanner.nested(() => readList(scanner));
  const word = scanner.match(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (word === undefined) return scanner.fail('expected a path, a string, a number, true, false or null');
  return { kind: 'literal', value: JSON.parse(word) as number | boolean | null };
}

function patternOf(body: string, flags: string, scanner: Scanner): RegExp {
  try {
    return new RegExp(`^(?:${body})$`, flags);
  } catch {
    return scanner.fail('no regular expression');
  }
}

function readList(scanner: Scanner): Operand {
  const values = [];
  for (scanner.skipSpace(); !scanner.take(']'); scanner.skipSpace()) {
    const item = readOperand(scanner);
    if (item.kind !== 'literal') return scanner.fail('a list holds literals only');
    values.push(item.value);
    scanner.skipSpace();
    scanner.take(',');
  }
  return { kind: 'literal', value: values };
}
