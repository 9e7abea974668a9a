/** The document paths that a condition reads. */
import type { Condition, Operand, Path } from './expression';

export function pathsOf(condition: Condition): readonly Path[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.condition);
    default:
      return operandsOf(condition).flatMap(pathsOfOperand);
  }
}

type Leaf = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;

export function operandsOf(leaf: Leaf): readonly Operand[] {
  switch (leaf.kind) {
    case 'compare':
      return [leaf.left, leaf.right];
    case 'between':
      return [leaf.operand, leaf.low, leaf.high];
    case 'in':
      return [leaf.operand, ...leaf.candidates];
    case 'attribute_exists':
    case 'attribute_not_exists':
      return [leaf.operand];
    case 'attribute_type':
      return [leaf.operand, leaf.type];
    case 'begins_with':
      return [leaf.operand, leaf.prefix];
    case 'contains':
      return [leaf.operand, leaf.sought];
  }
}

function pathsOfOperand(operand: Operand): readonly Path[] {
  if (operand.kind === 'path') return [operand.path];
  return operand.kind === 'size' ? pathsOfOperand(operand.operand) : [];
}
