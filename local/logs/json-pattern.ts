/** Conditions on JSON messages: `{ ($.status = 500 || $.level = "ERR*") && $.user NOT EXISTS }`. */
import type { Json } from '../../lib/units';
import { invalidPattern } from './errors';
import type { FilterPattern } from './filter-pattern';

type Condition = (root: Json) => boolean;

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|(\$(?:\.[\w-]+|\["[^"]*"\]|\[\d+\])*)|(&&|\|\||!=|<=|>=|[=<>(){}])|([^\s=<>!(){}&|"]+))/y;

interface Token {
  readonly kind: 'text' | 'path' | 'symbol' | 'word';
  readonly text: string;
}

export function jsonPatternOf(pattern: string): FilterPattern {
  const reader = new Reader(tokensOf(pattern), pattern);
  reader.expect('{');
  const condition = reader.any();
  reader.expect('}');
  reader.end();
  return ({ json }) => {
    const root = json();
    return root !== undefined && condition(root);
  };
}

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = pattern.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) throw invalidPattern(pattern);
    const [, quoted, path, symbol, word] = found;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (path !== undefined) tokens.push({ kind: 'path', text: path });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

const COMPARISONS: { readonly [symbol: string]: ((a: number, b: number) => boolean) | undefined } = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

class Reader {
  private position = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly pattern: string,
  ) {}

  any(): Condition {
    const conditions = [this.all()];
    while (this.takes('||')) conditions.push(this.all());
    return (root) => conditions.some((condition) => condition(root));
  }

  expect(symbol: string): void {
    if (!this.takes(symbol)) throw invalidPattern(this.pattern);
  }

  end(): void {
    if (this.position < this.tokens.length) throw invalidPattern(this.pattern);
  }

  private all(): Condition {
    const conditions = [this.one()];
    while (this.takes('&&')) conditions.push(this.one());
    return (root) => conditions.every((condition) => condition(root));
  }

  private one(): Condition {
    if (this.takes('(')) {
      const condition = this.any();
      this.expect(')');
      return condition;
    }
    const path = stepsOf(this.next('path').text);
    const { kind, text } = this.next();
    if (kind === 'symbol') return this.compared(path, text);
    const words = `${text} ${this.next('word').text}`.toUpperCase();
    const test = WORDS[words];
    if (test === undefined) throw invalidPattern(this.pattern);
    return (root) => test(at(root, path));
  }

  private compared(path: readonly string[], symbol: string): Condition {
    const { kind, text } = this.next();
    const compare = COMPARISONS[symbol];
    const number = Number(text);
    if (compare !== undefined) {
      if (Number.isNaN(number)) throw invalidPattern(this.pattern);
      return (root) => {
        const value = at(root, path);
        return typeof value === 'number' && compare(value, number);
      };
    }
    if (symbol !== '=' && symbol !== '!=') throw invalidPattern(this.pattern);
    const equals = kind === 'word' && !Number.isNaN(number) ? (value: Json) => value === number : wildcard(text);
    return (root) => {
      const value = at(root, path);
      return value !== undefined && equals(value) === (symbol === '=');
    };
  }

  private next(kind?: Token['kind']): Token {
    const token = this.tokens[this.position++];
    if (token === undefined || (kind !== undefined && token.kind !== kind)) throw invalidPattern(this.pattern);
    return token;
  }

  private takes(symbol: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.position++;
    return true;
  }
}

const WORDS: { readonly [words: string]: ((value: Json | undefined) => boolean) | undefined } = {
  'IS NULL': (value) => value === null,
  'IS TRUE': (value) => value === true,
  'IS FALSE': (value) => value === false,
  'NOT EXISTS': (value) => value === undefined,
};

/** `*` stands for any text. */
function wildcard(text: string): (value: Json) => boolean {
  if (!text.includes('*')) return (value) => value === text;
  const parts = text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`, 's');
  return (value) => typeof value === 'string' && expression.test(value);
}

const stepsOf = (path: string): readonly string[] =>
  Array.from(
    path.matchAll(/\.([\w-]+)|\["([^"]*)"\]|\[(\d+)\]/g),
    ([, name, quoted, index]) => name ?? quoted ?? index ?? '',
  );

/** For metric filters too, whose value may be a path. */
export const valueAt = (root: Json, path: string): Json | undefined => at(root, stepsOf(path));

function at(root: Json, steps: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as { readonly [name: string]: Json })[step];
  }
  return value;
}
