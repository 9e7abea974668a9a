/**
 * JSON with the place of each value, since EventBridge says where a pattern is wrong.
 *
 * A place is where a streaming reader stands once it has met the value: behind the bracket that opens an array or an
 * object, behind the quote that opens a text, behind the last character of anything else.
 */

export interface Place {
  readonly line: number;
  readonly column: number;
}

interface Located {
  readonly at: Place;
}

export type LocatedJson =
  | (Located & { readonly kind: 'object'; readonly fields: readonly LocatedField[]; readonly end: Place })
  | (Located & { readonly kind: 'array'; readonly items: readonly LocatedJson[]; readonly end: Place })
  | (Located & { readonly kind: 'string'; readonly value: string })
  | (Located & { readonly kind: 'number'; readonly value: number })
  | (Located & { readonly kind: 'literal'; readonly value: boolean | null });

export type LocatedObject = Extract<LocatedJson, { kind: 'object' }>;

export interface LocatedField {
  readonly name: string;
  readonly value: LocatedJson;
}

export class MalformedJson extends Error {
  override readonly name = 'MalformedJson';
  constructor(
    message: string,
    readonly at: Place,
  ) {
    super(message);
  }
}

/** Deeper patterns are refused rather than overflow the stack. */
const MAX_DEPTH = 200;

export function parseLocated(text: string): LocatedJson {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON text may not hold them
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  value(depth: number): LocatedJson {
    if (depth > MAX_DEPTH) throw new MalformedJson('Too many levels', this.place());
    this.skipSpace();
    const first = this.text[this.position];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"') return this.string();
    const literal = this.take(LITERAL);
    if (literal !== undefined) return { kind: 'literal', value: JSON.parse(literal), at: this.place() };
    const number = this.take(NUMBER);
    if (number !== undefined) return { kind: 'number', value: Number(number), at: this.place() };
    return this.unexpected();
  }

  end(): void {
    this.skipSpace();
    if (this.position < this.text.length) this.unexpected();
  }

  private object(depth: number): LocatedObject {
    const at = this.pass('{');
    const fields: LocatedField[] = [];
    if (this.passIf('}')) return { kind: 'object', fields, at, end: this.place() };
    do {
      this.skipSpace();
      const name = this.string().value;
      this.pass(':');
      fields.push({ name, value: this.value(depth + 1) });
    } while (this.passIf(','));
    const end = this.pass('}');
    return { kind: 'object', fields, at, end };
  }

  private array(depth: number): LocatedJson {
    const at = this.pass('[');
    const items: LocatedJson[] = [];
    if (this.passIf(']')) return { kind: 'array', items, at, end: this.place() };
    do items.push(this.value(depth + 1));
    while (this.passIf(','));
    const end = this.pass(']');
    return { kind: 'array', items, at, end };
  }

  private string(): Extract<LocatedJson, { kind: 'string' }> {
    const start = this.position;
    const quoted = this.take(STRING);
    if (quoted === undefined) return this.unexpected();
    return { kind: 'string', value: JSON.parse(quoted), at: this.place(start + 1) };
  }

  private pass(character: string): Place {
    if (!this.passIf(character)) this.unexpected();
    return this.place();
  }

  private passIf(character: string): boolean {
    this.skipSpace();
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private skipSpace(): void {
    this.take(SPACE);
  }

  private take(shape: RegExp): string | undefined {
    shape.lastIndex = this.position;
    const found = shape.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  private unexpected(): never {
    const character = this.text[this.position];
    const what =
      character === undefined
        ? 'Unexpected end-of-input'
        : `Unexpected character ('${character}' (code ${character.charCodeAt(0)}))`;
    throw new MalformedJson(what, this.place(this.position + 1));
  }

  private place(position = this.position): Place {
    const before = this.text.slice(0, position);
    const lines = before.split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
}
