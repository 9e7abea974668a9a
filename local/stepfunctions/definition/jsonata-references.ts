/** The names that an expression reads of a context, where it has none: outside any path, filter or function body. */
import type { JsonataNode } from '../jsonata/engine';

/** Each once, in the order of their places. */
export function topLevelReferences(root: JsonataNode): readonly string[] {
  const found = new Set<string>();
  const open: JsonataNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const name = referenceOf(node);
    if (name !== undefined) found.add(name);
    open.push(...withoutContext(node).filter(isNode).reverse());
  }
  return [...found];
}

const isNode = (value: unknown): value is JsonataNode => typeof value === 'object' && value !== null && 'type' in value;

function referenceOf({ type, steps }: JsonataNode): string | undefined {
  const [first]: readonly unknown[] = type === 'path' && Array.isArray(steps) ? steps : [];
  return isNode(first) && first.type === 'name' ? String(first.value) : undefined;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The parts that are evaluated where the node itself is. What follows in a path has the step before it for a context. */
function withoutContext(node: JsonataNode): readonly unknown[] {
  switch (node.type) {
    case 'path':
      return list(node.steps).slice(0, 1);
    case 'binary':
    case 'apply':
      return [node.lhs, node.rhs];
    case 'bind':
      return [node.rhs];
    case 'unary':
      return [node.expression, ...list(node.expressions), ...list(node.lhs).flatMap(list)];
    case 'function':
    case 'partial':
      return list(node.arguments);
    case 'condition':
      return [node.condition, node.then, node.else];
    case 'block':
      return list(node.expressions);
    default:
      return [];
  }
}
