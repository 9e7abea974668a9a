/** Update expressions. Source: DynamoDB Developer Guide, "Using update expressions in DynamoDB". */
import type { Path, Section, SetOperand, SetValue, Update, UpdateAction } from './expression';
import type { Check, Parsed } from './parsed';
import { ExpressionFault, Reader } from './reader';
import { bindingChecks, type FunctionUse, operandChecks, overlapCheck } from './update-checks';

/** Faults of the text, the first reported first. */
const RANKS = ['reservedWord', 'unknownFunction', 'section'] as const;
type Rank = (typeof RANKS)[number];

const SECTIONS: readonly Section[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];

export function parseUpdate(text: string): Parsed<Update> {
  return new UpdateParser(text).parse();
}

const NOTHING: SetOperand = { kind: 'path', path: [''] };

class UpdateParser {
  private readonly reader: Reader<Rank>;
  private readonly actions: UpdateAction[] = [];
  private readonly uses: FunctionUse[] = [];
  private readonly sections = new Set<Section>();

  constructor(text: string) {
    this.reader = new Reader(text);
  }

  parse(): Parsed<Update> {
    do this.section();
    while (this.reader.peek().kind !== 'end');
    const fault = this.reader.faultIn(RANKS);
    if (fault !== undefined) throw new ExpressionFault(fault);
    return { tree: this.actions, names: this.reader.names, values: this.reader.values, checks: this.checks() };
  }

  /** Names, then values, then overlapping paths, then operand types: the service's order. */
  private checks(): readonly Check[] {
    const paths = this.actions.map((action) => action.path);
    return [
      ...bindingChecks(this.reader.names, this.reader.values),
      ...(paths.length > 1 ? [overlapCheck(paths)] : []),
      ...operandChecks(this.actions, this.uses),
    ];
  }

  private section(): void {
    const section = SECTIONS.find((name) => this.reader.atWord(name));
    if (section === undefined) this.reader.fail();
    this.reader.next();
    if (this.sections.has(section)) {
      this.reader.note('section', `The "${section}" section can only be used once in an update expression;`);
    }
    this.sections.add(section);
    do this.actions.push(this.action(section));
    while (this.reader.take(','));
  }

  private action(section: Section): UpdateAction {
    const path = this.reader.readPath('reservedWord');
    if (section === 'REMOVE') return { kind: section, path };
    if (section === 'SET') {
      this.reader.expect('=');
      return { kind: section, path, value: this.setValue() };
    }
    if (this.reader.peek().kind !== 'value') this.reader.fail();
    return { kind: section, path, placeholder: this.reader.readValue() };
  }

  /** Parentheses stand around the whole value, or around an operand. */
  private setValue(): SetValue {
    if (!this.reader.take('(')) return this.sum(this.operand());
    const value = this.sum(this.operand());
    this.reader.expect(')');
    return 'left' in value ? value : this.sum(value);
  }

  private sum(left: SetOperand): SetValue {
    const operator = this.reader.take('+') ? '+' : this.reader.take('-') ? '-' : undefined;
    if (operator === undefined) return left;
    const right = this.operand();
    this.reader.countOperator();
    this.uses.push({ name: operator, operands: [left, right] });
    return { kind: operator === '+' ? 'plus' : 'minus', left, right };
  }

  private operand(): SetOperand {
    if (this.reader.take('(')) {
      const operand = this.operand();
      this.reader.expect(')');
      return operand;
    }
    const token = this.reader.peek();
    if (token.kind === 'value') return { kind: 'value', placeholder: this.reader.readValue() };
    const after = this.reader.peek(1);
    if (token.kind === 'word' && after.kind === 'symbol' && after.text === '(') return this.call();
    return { kind: 'path', path: this.reader.readPath('reservedWord') };
  }

  private call(): SetOperand {
    const name = this.reader.next().text;
    this.reader.expect('(');
    const operands = [this.operand()];
    while (this.reader.take(',')) operands.push(this.operand());
    this.reader.expect(')');
    this.reader.countOperator();
    this.uses.push({ name, operands });
    const [first = NOTHING, second = NOTHING] = operands;
    if (name === 'if_not_exists') return { kind: name, path: pathOf(first), otherwise: second };
    if (name === 'list_append') return { kind: name, first, second };
    this.reader.note('unknownFunction', `Invalid function name; function: ${name}`);
    return NOTHING;
  }
}

/** Anything but a path is refused by the operand checks before it is used. */
const pathOf = (operand: SetOperand): Path => (operand.kind === 'path' ? operand.path : ['']);
