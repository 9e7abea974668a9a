/** `States.Format('{} of {}', $.n, States.ArrayLength($.all))` as a tree. Throws `ExpressionError`. */
import type { Json } from '../../../lib/units';
import type { JsonPath } from '../paths/json-path';
import { readPath } from '../paths/parse-path';
import { Scanner } from '../paths/scanner';

export type Argument =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'template'; readonly template: string }
  | { readonly kind: 'call'; readonly call: Call };

export interface Call {
  /** `States.Format` */
  readonly name: string;
  readonly arguments: readonly Argument[];
  /** As written, for messages. */
  readonly text: string;
}

/** Step Functions Developer Guide, "Intrinsics": "You can nest up to 10 intrinsic functions". */
const MAX_NESTING = 10;

export const isIntrinsic = (text: string): boolean => text.startsWith('States.');

export function parseIntrinsic(text: string): Call {
  const scanner = new Scanner(text);
  const call = readCall(scanner, 1);
  scanner.skipSpace();
  if (!scanner.done) scanner.fail('an intrinsic function ends here');
  return call;
}

function readCall(scanner: Scanner, depth: number): Call {
  if (depth > MAX_NESTING) scanner.fail(`intrinsic functions are nested at most ${MAX_NESTING} deep`);
  const start = scanner.position;
  const name = scanner.match(/States\.[A-Za-z0-9]+/y) ?? scanner.fail('expected an intrinsic function');
  scanner.skipSpace();
  scanner.expect('(');
  const args: Argument[] = [];
  scanner.skipSpace();
  if (!scanner.take(')')) {
    do args.push(readArgument(scanner, depth));
    while (scanner.take(','));
    scanner.expect(')');
  }
  return { name, arguments: args, text: scanner.text.slice(start, scanner.position) };
}

function readArgument(scanner: Scanner, depth: number): Argument {
  scanner.skipSpace();
  const argument = readValue(scanner, depth);
  scanner.skipSpace();
  return argument;
}

function readValue(scanner: Scanner, depth: number): Argument {
  if (scanner.peek() === '$') return { kind: 'path', path: readPath(scanner) };
  if (scanner.take("'")) return readString(scanner);
  if (scanner.peek(7) === 'States.') return { kind: 'call', call: readCall(scanner, depth + 1) };
  const word = scanner.match(/true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (word === undefined) return scanner.fail("expected a path, a string in '…', a number, or a function");
  return { kind: 'literal', value: JSON.parse(word) as number | boolean | null };
}

/** The text in quotes, escapes kept: which braces are escaped only `States.Format` needs to know. */
function readString(scanner: Scanner): Argument {
  const start = scanner.position;
  scanner.quoted("'");
  return { kind: 'template', template: scanner.text.slice(start, scanner.position - 1) };
}

/** Step Functions Developer Guide, "Reserved characters": `\'`, `\{`, `\}` and `\\`. */
export const unescaped = (template: string): string => template.replace(/\\(['{}\\])/g, '$1');
