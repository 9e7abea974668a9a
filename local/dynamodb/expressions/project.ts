/** The part of an item that a list of paths picks. Elements picked from one list stand in the order of their indexes. */
import type { AttributeValue, Item } from '../values/attribute-value';
import { type Bindings, boundName, boundPath, child } from './bindings';
import type { Path, Projection } from './expression';

export function project(item: Item, projection: Projection, bindings: Bindings): Item {
  if (projection.every((path) => path.length === 1)) return projectNames(item, projection, bindings);
  const root: Branch = { kind: 'branch', children: new Map() };
  for (const path of projection) pick({ M: item }, boundPath(path, bindings), root);
  const picked = build({ M: item }, root);
  return 'M' in picked ? picked.M : {};
}

function projectNames(item: Item, projection: Projection, bindings: Bindings): Item {
  const picked: { [name: string]: AttributeValue } = {};
  for (const [first] of projection) {
    if (typeof first !== 'string') continue;
    const name = boundName(first, bindings);
    const value = child({ M: item }, name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

type Picked = Branch | { readonly kind: 'whole' };
interface Branch {
  readonly kind: 'branch';
  readonly children: Map<string | number, Picked>;
}

function pick(value: AttributeValue, path: Path, into: Branch): void {
  if (reach(value, path) === undefined) return;
  let branch = into;
  for (const element of path.slice(0, -1)) {
    const next = branch.children.get(element);
    const inner: Branch = next?.kind === 'branch' ? next : { kind: 'branch', children: new Map() };
    branch.children.set(element, inner);
    branch = inner;
  }
  const last = path.at(-1);
  if (last !== undefined) branch.children.set(last, { kind: 'whole' });
}

function reach(value: AttributeValue, path: Path): AttributeValue | undefined {
  let reached: AttributeValue | undefined = value;
  for (const element of path) {
    reached = reached === undefined ? undefined : child(reached, element);
  }
  return reached;
}

function build(value: AttributeValue, picked: Picked): AttributeValue {
  if (picked.kind === 'whole') return value;
  const parts = [...picked.children].flatMap(([element, inner]) => {
    const part = child(value, element);
    return part === undefined ? [] : [{ element, value: build(part, inner) }];
  });
  if ('L' in value) {
    return { L: parts.sort((a, b) => Number(a.element) - Number(b.element)).map((part) => part.value) };
  }
  return { M: Object.fromEntries(parts.map((part) => [part.element, part.value])) };
}
