/** The document paths that expressions read or write. */
import type { Condition, Operand, Path, SetOperand, Update } from './expression';

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

/** Of each parsed update once: the same trees come again and again. */
const PATHS_OF_UPDATES = new WeakMap<Update, readonly Path[]>();

export function pathsOfUpdate(update: Update): readonly Path[] {
  const known = PATHS_OF_UPDATES.get(update);
  if (known !== undefined) return known;
  const paths = collectPaths(update);
  PATHS_OF_UPDATES.set(update, paths);
  return paths;
}

function collectPaths(update: Update): readonly Path[] {
  const paths: Path[] = [];
  for (const action of update) {
    paths.push(action.path);
    if (action.kind !== 'SET') continue;
    const { value } = action;
    if ('left' in value) paths.push(...pathsOfSetOperand(value.left), ...pathsOfSetOperand(value.right));
    else paths.push(...pathsOfSetOperand(value));
  }
  return paths;
}

function pathsOfSetOperand(operand: SetOperand): readonly Path[] {
  switch (operand.kind) {
    case 'value':
      return [];
    case 'path':
      return [operand.path];
    case 'if_not_exists':
      return [operand.path, ...pathsOfSetOperand(operand.otherwise)];
    case 'list_append':
      return [...pathsOfSetOperand(operand.first), ...pathsOfSetOperand(operand.second)];
  }
}
