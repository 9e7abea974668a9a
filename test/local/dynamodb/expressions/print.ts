/** Conditions back to text, with the fewest parentheses, to prove that what is parsed is what was meant. */
import type { Condition, Operand, Path } from '../../../../local/dynamodb/expressions/expression';

const LEVELS = { or: 0, and: 1, not: 2 } as const;
const levelOf = (condition: Condition): number =>
  condition.kind === 'or' || condition.kind === 'and' || condition.kind === 'not' ? LEVELS[condition.kind] : 3;

export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'or':
    case 'and': {
      // Both operators lean to the left: a right operand of the same kind needs parentheses.
      const level = LEVELS[condition.kind];
      return `${inside(condition.left, level)} ${condition.kind.toUpperCase()} ${inside(condition.right, level + 1)}`;
    }
    case 'not':
      return `NOT ${inside(condition.condition, LEVELS.not)}`;
    case 'compare':
      return `${printOperand(condition.left)} ${condition.operator} ${printOperand(condition.right)}`;
    case 'between':
      return `${printOperand(condition.operand)} BETWEEN ${printOperand(condition.low)} AND ${printOperand(condition.high)}`;
    case 'in':
      return `${printOperand(condition.operand)} IN (${condition.candidates.map(printOperand).join(', ')})`;
    case 'attribute_exists':
    case 'attribute_not_exists':
      return `${condition.kind}(${printOperand(condition.operand)})`;
    case 'attribute_type':
      return `attribute_type(${printOperand(condition.operand)}, ${printOperand(condition.type)})`;
    case 'begins_with':
      return `begins_with(${printOperand(condition.operand)}, ${printOperand(condition.prefix)})`;
    case 'contains':
      return `contains(${printOperand(condition.operand)}, ${printOperand(condition.sought)})`;
  }
}

const inside = (condition: Condition, level: number) =>
  levelOf(condition) < level ? `(${printCondition(condition)})` : printCondition(condition);

function printOperand(operand: Operand): string {
  if (operand.kind === 'value') return operand.placeholder;
  return operand.kind === 'path' ? printPath(operand.path) : `size(${printOperand(operand.operand)})`;
}

export const printPath = ([first, ...rest]: Path): string =>
  `${first}${rest.map((element) => (typeof element === 'number' ? `[${element}]` : `.${element}`)).join('')}`;
