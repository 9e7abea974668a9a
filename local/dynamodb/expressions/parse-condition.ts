/**
 * Condition, filter and key condition expressions.
 * Source: DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions".
 */
import { conditionChecks } from './condition-checks';
import type { Comparator, Condition, Operand } from './expression';
import type { Check, Parsed } from './parsed';
import { ExpressionFault, Reader } from './reader';

/** Faults of the text, the first reported first. */
const RANKS = ['parentheses', 'unknownFunction', 'misusedFunction', 'reservedWord'] as const;
export type ConditionRank = (typeof RANKS)[number];

const COMPARATORS: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>='];
const isComparator = (text: string): text is Comparator => COMPARATORS.some((comparator) => comparator === text);

/** A function call before it is known whether it stands where it may. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly Operand[];
}
/** A leaf of the condition, with what its checks need. */
export type Leaf =
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly operands: readonly Operand[] }
  | { readonly kind: 'between'; readonly operands: readonly Operand[] }
  | { readonly kind: 'in'; readonly operands: readonly Operand[] }
  | Call;

type Node =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'operand'; readonly operand: Operand | Call };

export function parseCondition(text: string): Parsed<Condition> {
  const parser = new ConditionParser(text);
  return parser.parse();
}

const NOTHING: Operand = { kind: 'path', path: [''] };

class ConditionParser {
  private readonly reader: Reader<ConditionRank>;
  private readonly checks: Check[] = [];
  /** Calls of `size` since the last leaf: operands of the next one. */
  private sizes: Call[] = [];
  /** Token positions around the pair of parentheses closed last. */
  private lastPair = { start: -1, end: -1 };

  constructor(text: string) {
    this.reader = new Reader(text);
  }

  parse(): Parsed<Condition> {
    const tree = this.condition(this.or());
    this.reader.expectEnd();
    const fault = this.reader.faultIn(RANKS);
    if (fault !== undefined) throw new ExpressionFault(fault);
    const { names, values } = this.reader;
    return { tree, names, values, checks: this.checks };
  }

  /** An operand alone is no condition, but may still become one inside parentheses. */
  private condition(node: Node): Condition {
    return node.kind === 'condition' ? node.condition : this.reader.fail();
  }

  private or(): Node {
    let node = this.and();
    while (this.reader.atWord('OR')) {
      const left = this.condition(node);
      this.reader.next();
      this.reader.countOperator();
      node = { kind: 'condition', condition: { kind: 'or', left, right: this.condition(this.and()) } };
    }
    return node;
  }

  private and(): Node {
    let node = this.not();
    while (this.reader.atWord('AND')) {
      const left = this.condition(node);
      this.reader.next();
      this.reader.countOperator();
      node = { kind: 'condition', condition: { kind: 'and', left, right: this.condition(this.not()) } };
    }
    return node;
  }

  private not(): Node {
    if (!this.reader.takeWord('NOT')) return this.term();
    this.reader.countOperator();
    return { kind: 'condition', condition: { kind: 'not', condition: this.condition(this.not()) } };
  }

  private term(): Node {
    if (!this.reader.atSymbol('(')) return this.continued(this.operandOrCall());
    const node = this.parenthesised();
    return node.kind === 'operand' ? this.continued(node.operand) : node;
  }

  private parenthesised(): Node {
    this.reader.expect('(');
    const start = this.reader.position;
    const node = this.or();
    // `((a = b))` is redundant, `((a = b) AND c = d)` is not: the inner pair fills the outer one.
    if (this.lastPair.start === start && this.lastPair.end === this.reader.position) this.redundant();
    this.reader.expect(')');
    this.lastPair = { start: start - 1, end: this.reader.position };
    return node;
  }

  private continued(operand: Operand | Call): Node {
    const token = this.reader.peek();
    if (token.kind === 'symbol' && isComparator(token.text)) {
      this.reader.next();
      return this.comparison(token.text, this.operandOf(operand), this.operand());
    }
    if (this.reader.takeWord('BETWEEN')) return this.between(this.operandOf(operand));
    if (this.reader.takeWord('IN')) return this.in(this.operandOf(operand));
    if (operand.kind === 'call') return { kind: 'condition', condition: this.functionCondition(operand) };
    if (operand.kind === 'size' && !this.reader.atSymbol(')')) {
      this.misused('size');
      return { kind: 'condition', condition: { kind: 'attribute_exists', operand } };
    }
    if (!this.reader.atSymbol(')')) this.reader.fail();
    return { kind: 'operand', operand };
  }

  private comparison(operator: Comparator, left: Operand, right: Operand): Node {
    this.addLeaf({ kind: 'compare', operator, operands: [left, right] });
    return { kind: 'condition', condition: { kind: 'compare', operator, left, right } };
  }

  private between(operand: Operand): Node {
    const low = this.operand();
    if (!this.reader.takeWord('AND')) this.reader.fail();
    const high = this.operand();
    this.addLeaf({ kind: 'between', operands: [operand, low, high] });
    return { kind: 'condition', condition: { kind: 'between', operand, low, high } };
  }

  private in(operand: Operand): Node {
    this.reader.expect('(');
    const candidates = [this.operand()];
    while (this.reader.take(',')) candidates.push(this.operand());
    this.reader.expect(')');
    this.addLeaf({ kind: 'in', operands: [operand, ...candidates] });
    return { kind: 'condition', condition: { kind: 'in', operand, candidates } };
  }

  /** An operand of a comparison or function: only `size` is a function here. */
  private operand(): Operand {
    if (!this.reader.take('(')) return this.operandOf(this.operandOrCall());
    if (this.reader.atSymbol('(')) this.redundant();
    const operand = this.operand();
    this.reader.expect(')');
    return operand;
  }

  private operandOf(operand: Operand | Call): Operand {
    if (operand.kind !== 'call') return operand;
    if (FUNCTIONS.has(operand.name)) this.misused(operand.name);
    else this.unknown(operand.name);
    return NOTHING;
  }

  private operandOrCall(): Operand | Call {
    const token = this.reader.peek();
    if (token.kind === 'value') return { kind: 'value', placeholder: this.reader.readValue() };
    if (token.kind === 'name') return { kind: 'path', path: this.reader.readPath('reservedWord') };
    if (token.kind !== 'word') this.reader.fail();
    if (KEYWORDS.has(token.text.toUpperCase())) this.reader.fail();
    const after = this.reader.peek(1);
    if (after.kind === 'symbol' && after.text === '(') return this.call();
    return { kind: 'path', path: this.reader.readPath('reservedWord') };
  }

  private call(): Operand | Call {
    const name = this.reader.next().text;
    this.reader.expect('(');
    const operands = [this.operand()];
    while (this.reader.take(',')) operands.push(this.operand());
    this.reader.expect(')');
    const call: Call = { kind: 'call', name, operands };
    if (name !== 'size') return call;
    this.reader.countOperator();
    this.sizes.push(call);
    return { kind: 'size', operand: operands[0] ?? NOTHING };
  }

  private functionCondition(call: Call): Condition {
    const [operand = NOTHING, second = NOTHING] = call.operands;
    this.addLeaf(call);
    switch (call.name) {
      case 'attribute_exists':
      case 'attribute_not_exists':
        return { kind: call.name, operand };
      case 'attribute_type':
        return { kind: call.name, operand, type: second };
      case 'begins_with':
        return { kind: call.name, operand, prefix: second };
      case 'contains':
        return { kind: call.name, operand, sought: second };
      default:
        this.unknown(call.name);
        return { kind: 'attribute_exists', operand: NOTHING };
    }
  }

  private addLeaf(leaf: Leaf): void {
    this.reader.countOperator();
    this.checks.push(...conditionChecks(leaf, this.sizes));
    this.sizes = [];
  }

  private redundant(): void {
    this.reader.note('parentheses', 'The expression has redundant parentheses;');
  }

  private unknown(name: string): void {
    this.reader.note('unknownFunction', `Invalid function name; function: ${name}`);
  }

  private misused(name: string): void {
    this.reader.note(
      'misusedFunction',
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);
/** The words of update expressions are no names here either: `ADD #v :i` fails at `ADD`. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  ...['SET', 'REMOVE', 'ADD', 'DELETE'],
]);
