/** Expression text as tokens. Source: DynamoDB Developer Guide, "Expressions" and "Expression attribute names". */

export type TokenKind = 'word' | 'name' | 'value' | 'digits' | 'symbol' | 'unknown' | 'end';
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|[=<>()[\],.+-])|(\S)/g;
const KINDS: readonly TokenKind[] = ['word', 'name', 'value', 'digits', 'symbol', 'unknown'];

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)] ?? 'unknown';
    tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}
