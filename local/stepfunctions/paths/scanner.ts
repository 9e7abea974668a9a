/** A cursor over an expression's text, shared by the parsers of paths and of intrinsic functions. */

export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    message: string,
    /** The state's field that holds the expression, once that is known. */
    readonly field?: string,
  ) {
    super(message);
  }
}

/** Says of an expression that does not parse which field holds it, in the words of the service. */
export function inField<T>(field: string, wanted: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ExpressionError(`The value for the field '${field}' must be ${wanted}`, field);
  }
}

/** Parentheses, lists and filters inside one another; more is no honest expression. */
const MAX_NESTING = 50;

export class Scanner {
  position = 0;
  private depth = 0;
  constructor(readonly text: string) {}

  get done(): boolean {
    return this.position >= this.text.length;
  }

  peek(length = 1): string {
    return this.text.slice(this.position, this.position + length);
  }

  /** Takes `token` if it comes next. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`expected '${token}'`);
  }

  /** Takes what the sticky pattern matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  /** The text up to an unescaped `quote`. A backslash escapes a quote or a backslash, and is itself before any other. */
  quoted(quote: string): string {
    let value = '';
    for (;;) {
      const character = this.text[this.position++];
      if (character === undefined) this.fail(`no closing ${quote}`);
      if (character === quote) return value;
      const next = this.text[this.position];
      if (character === '\\' && (next === quote || next === '\\')) {
        this.position++;
        value += next;
      } else value += character;
    }
  }

  /** Reads what may hold another of its kind. */
  nested<T>(read: () => T): T {
    if (this.depth === MAX_NESTING) this.fail('nested too deeply');
    this.depth++;
    const value = read();
    this.depth--;
    return value;
  }

  fail(reason: string): never {
    throw new ExpressionError(`${reason} at position ${this.position} of '${this.text}'`);
  }
}
