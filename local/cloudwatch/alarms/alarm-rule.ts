/** The rules of composite alarms. Source: CloudWatch API Reference, "PutCompositeAlarm", AlarmRule. */
import { validationError } from '../errors';
import type { StateValue } from './alarm';

export type AlarmRule =
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] };

const MAX_DEPTH = 50;
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/y;
const STATES: ReadonlySet<string> = new Set<StateValue>(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const isState = (word: string): word is StateValue => STATES.has(word);

const invalid = (reason: string) => validationError(`AlarmRule must be a valid alarm rule: ${reason}`);

export function parseAlarmRule(text: string): AlarmRule {
  const tokens: string[] = [];
  const trimmed = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (found === null) throw invalid('a quote is not closed');
    tokens.push(found[1]?.replace(/\\(.)/g, '$1') ?? found[2] ?? found[3] ?? '');
  }
  const reader = new Reader(tokens);
  const rule = reader.any(0);
  reader.end();
  return rule;
}

class Reader {
  private position = 0;

  constructor(private readonly tokens: readonly string[]) {}

  any(depth: number): AlarmRule {
    if (depth > MAX_DEPTH) throw invalid('it is nested too deeply');
    return this.joined('OR', () => this.joined('AND', () => this.one(depth)));
  }

  end(): void {
    if (this.position < this.tokens.length) throw invalid(`unexpected ${this.tokens[this.position]}`);
  }

  private joined(word: 'AND' | 'OR', next: () => AlarmRule): AlarmRule {
    const first = next();
    const rules = [first];
    while (this.takes(word)) rules.push(next());
    return rules.length === 1 ? first : { kind: word === 'AND' ? 'and' : 'or', rules };
  }

  private one(depth: number): AlarmRule {
    const word = this.tokens[this.position++];
    if (word === undefined) throw invalid('it ends unexpectedly');
    if (word === 'NOT') return { kind: 'not', rule: this.one(depth) };
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'constant', value: word === 'TRUE' };
    if (word === '(') {
      const rule = this.any(depth + 1);
      this.expect(')');
      return rule;
    }
    if (!isState(word)) throw invalid(`unexpected ${word}`);
    this.expect('(');
    const alarm = this.tokens[this.position++] ?? '';
    this.expect(')');
    return {
      kind: 'state',
      state: word,
      alarm: alarm.startsWith('arn:') ? alarm.split(':').slice(6).join(':') : alarm,
    };
  }

  private expect(token: string): void {
    if (!this.takes(token)) throw invalid(`${token} is missing`);
  }

  private takes(token: string): boolean {
    if (this.tokens[this.position]?.toUpperCase() !== token) return false;
    this.position++;
    return true;
  }
}

export function holds(rule: AlarmRule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'constant':
      return rule.value;
    case 'not':
      return !holds(rule.rule, stateOf);
    case 'and':
      return rule.rules.every((each) => holds(each, stateOf));
    default:
      return rule.rules.some((each) => holds(each, stateOf));
  }
}

export function alarmsIn(rule: AlarmRule): readonly string[] {
  switch (rule.kind) {
    case 'state':
      return [rule.alarm];
    case 'constant':
      return [];
    case 'not':
      return alarmsIn(rule.rule);
    default:
      return rule.rules.flatMap(alarmsIn);
  }
}
