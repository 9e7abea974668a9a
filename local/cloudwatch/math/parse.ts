/** Reads a metric math expression. */
import type { BinaryOperator, Expression } from './expression';

export class InvalidExpression extends Error {
  override readonly name = 'InvalidExpression';
}

/** As CloudWatch allows. */
const MAX_EXPRESSION_LENGTH = 2_048;
const MAX_DEPTH = 100;

type Token =
  | { readonly kind: 'number' | 'text' | 'name'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string };

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|"([^"]*)"|'([^']*)'|([A-Za-z_][\w.]*)|(&&|\|\||[<>=!]=|.))/y;

/** Loosest first. */
const LEVELS: readonly { readonly [symbol: string]: BinaryOperator | undefined }[] = [
  { OR: 'OR', '||': 'OR' },
  { AND: 'AND', '&&': 'AND' },
  { '==': '==', '!=': '!=', '<': '<', '>': '>', '<=': '<=', '>=': '>=' },
  { '+': '+', '-': '-' },
  { '*': '*', '/': '/' },
];

/** Throws `InvalidExpression`. */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_EXPRESSION_LENGTH) throw new InvalidExpression('the expression is too long');
  const parser = new Parser(tokensOf(text.trim()));
  const expression = parser.level(0, 0);
  parser.end();
  return expression;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) throw new InvalidExpression('the expression ends unexpectedly');
    const [, number, double, single, name, symbol] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (double !== undefined || single !== undefined) tokens.push({ kind: 'text', text: double ?? single ?? '' });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'symbol', text: symbol ?? '' });
  }
  return tokens;
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  level(index: number, depth: number): Expression {
    if (depth > MAX_DEPTH) throw new InvalidExpression('the expression is nested too deeply');
    const operators = LEVELS[index];
    if (operators === undefined) return this.power(depth);
    let left = this.level(index + 1, depth);
    for (;;) {
      const operator = operators[this.peek()];
      if (operator === undefined) return left;
      this.position++;
      left = { kind: 'binary', operator, left, right: this.level(index + 1, depth + 1) };
    }
  }

  end(): void {
    if (this.position < this.tokens.length) throw new InvalidExpression(`unexpected '${this.peek()}'`);
  }

  private power(depth: number): Expression {
    const left = this.unary(depth);
    if (!this.takes('^')) return left;
    return { kind: 'binary', operator: '^', left, right: this.power(depth + 1) };
  }

  private unary(depth: number): Expression {
    if (depth > MAX_DEPTH) throw new InvalidExpression('the expression is nested too deeply');
    return this.takes('-') ? { kind: 'negative', operand: this.unary(depth + 1) } : this.primary(depth);
  }

  private primary(depth: number): Expression {
    const token = this.tokens[this.position++];
    if (token === undefined) throw new InvalidExpression('the expression ends unexpectedly');
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) };
      case 'text':
        return { kind: 'text', value: token.text };
      case 'name':
        if (!this.takes('(')) return { kind: 'name', name: token.text };
        return { kind: 'call', name: token.text.toUpperCase(), args: this.list(')', depth + 1) };
      default:
        if (token.text === '[') return { kind: 'list', items: this.list(']', depth + 1) };
        if (token.text !== '(') throw new InvalidExpression(`unexpected '${token.text}'`);
        return this.closed(this.level(0, depth + 1));
    }
  }

  private closed(expression: Expression): Expression {
    if (!this.takes(')')) throw new InvalidExpression("')' is missing");
    return expression;
  }

  private list(end: string, depth: number): readonly Expression[] {
    const items: Expression[] = [];
    if (this.takes(end)) return items;
    for (;;) {
      items.push(this.level(0, depth));
      if (this.takes(end)) return items;
      if (!this.takes(',')) throw new InvalidExpression(`'${end}' is missing`);
    }
  }

  private peek(): string {
    const token = this.tokens[this.position];
    return token === undefined || token.kind === 'number' || token.kind === 'text' ? '' : token.text;
  }

  private takes(symbol: string): boolean {
    if (this.peek() !== symbol) return false;
    this.position++;
    return true;
  }
}
