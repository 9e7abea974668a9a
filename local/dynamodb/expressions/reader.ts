/**
 * What the three parsers share: reading tokens, and the errors that depend on the text alone.
 *
 * P1. A syntax error is thrown at the first token that cannot stand where it stands.
 * P2. Other faults are noted by rank and the lowest rank wins, wherever in the text it is; within a rank the first.
 */
import type { Path } from './expression';
import { isReservedWord } from './reserved-words';
import { type Token, tokensOf } from './tokens';

/** Thrown by the parsers; the message has no "Invalid ...Expression: " before it. */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault';
}

/** Source: DynamoDB Developer Guide, "Quotas", Expression parameters: 4 KB, and 300 operators and functions. */
const MAX_EXPRESSION_BYTES = 4096;
const MAX_OPERATORS = 300;
/** Source: the same, Attributes: "DynamoDB supports nested attributes up to 32 levels deep." */
const MAX_PATH_ELEMENTS = 32;

export class Reader<Rank extends string> {
  private readonly tokens: readonly Token[];
  private at = 0;
  private operators = 0;
  private readonly faults = new Map<Rank, string>();
  /** Placeholders in the order of the text. */
  readonly names = new Set<string>();
  readonly values = new Set<string>();

  constructor(private readonly source: string) {
    if (source === '') throw new ExpressionFault('The expression can not be empty;');
    const bytes = Buffer.byteLength(source);
    if (bytes > MAX_EXPRESSION_BYTES) {
      throw new ExpressionFault(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
    }
    this.tokens = tokensOf(source);
  }

  /** The number of tokens read. */
  get position(): number {
    return this.at;
  }

  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)];
    if (token === undefined) throw new Error('an expression has at least its end');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  atSymbol(symbol: string): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Keywords are not case-sensitive. */
  atWord(word: string): boolean {
    const token = this.peek();
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  /** Whether the symbol stood here; if so it is read. */
  take(symbol: string): boolean {
    const here = this.atSymbol(symbol);
    if (here) this.at++;
    return here;
  }

  takeWord(word: string): boolean {
    const here = this.atWord(word);
    if (here) this.at++;
    return here;
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) this.fail();
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') this.fail();
  }

  /** The service shows the token with its neighbours: `token: "INVALID", near: "INVALID SYNTAX"`. */
  fail(): never {
    const token = this.peek();
    const before = this.tokens[this.at - 1] ?? token;
    const after = this.peek(1);
    const near = this.source.slice(before.start, after.end).trim();
    throw new ExpressionFault(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  /** Counts an operator or a function; the service tells of the first that is too many. */
  countOperator(): void {
    this.operators++;
    if (this.operators > MAX_OPERATORS) {
      throw new ExpressionFault(`The expression contains too many operators; operator count: ${this.operators}`);
    }
  }

  note(rank: Rank, message: string): void {
    if (!this.faults.has(rank)) this.faults.set(rank, message);
  }

  /** The fault of the lowest rank, in the order given. */
  faultIn(ranks: readonly Rank[]): string | undefined {
    for (const rank of ranks) {
      const fault = this.faults.get(rank);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  readValue(): string {
    const token = this.next();
    this.values.add(token.text);
    return token.text;
  }

  readPath(reserved: Rank): Path {
    const path: (string | number)[] = [this.readName(reserved)];
    for (;;) {
      if (this.take('.')) path.push(this.readName(reserved));
      else if (this.take('[')) {
        if (this.peek().kind !== 'digits') this.fail();
        path.push(Number(this.next().text));
        this.expect(']');
      } else break;
    }
    if (path.length > MAX_PATH_ELEMENTS) {
      throw new ExpressionFault(`The document path has too many nesting elements; nesting levels: ${path.length}`);
    }
    return path;
  }

  private readName(reserved: Rank): string {
    const token = this.peek();
    if (token.kind === 'name') this.names.add(token.text);
    else if (token.kind !== 'word') this.fail();
    else if (isReservedWord(token.text)) {
      this.note(reserved, `Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    }
    this.at++;
    return token.text;
  }
}
