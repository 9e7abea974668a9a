/**
 * An item after an update expression. Source: DynamoDB API Reference, UpdateItem, "UpdateExpression".
 *
 * U1. Every operand is read from the item as it was before the update.
 * U2. List indexes mean places in the list as it was: elements set beyond its end are appended in the order of their
 *     indexes, and elements are removed after everything else.
 * U3. The values to set are made before anything else, and of two operands the first is looked at before the second is
 *     read: of several faults that is the one told of.
 * U4. The old item is not touched; what is not updated is shared with it.
 */
import { validationError } from '../errors';
import {
  type AttributeType,
  type AttributeValue,
  elementsOf,
  type Item,
  setLike,
  typeOf,
} from '../values/attribute-value';
import { checkNesting, numberFault } from '../values/canonical';
import { addNumbers, type ParsedNumber, subtractNumbers } from '../values/decimal';
import { type Bindings, boundName, boundPath, boundValue, child, valueAt } from './bindings';
import type { Path, SetOperand, SetValue, Update, UpdateAction } from './expression';

const INVALID_PATH = 'The document path provided in the update expression is invalid for update';
const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item';

/** What happens at one path; nothing to store means the element goes. */
interface Edit {
  readonly path: Path;
  readonly value: AttributeValue | undefined;
}

/** @param wrongType what is said where the item holds another type than the action needs */
export function applyUpdate(item: Item, update: Update, bindings: Bindings, wrongType = WRONG_TYPE): Item {
  const values = update.map((action) =>
    action.kind === 'SET' ? setValue(item, action.value, bindings, wrongType) : undefined,
  );
  let updated: { [name: string]: AttributeValue } = { ...item };
  const nested: Edit[] = [];
  for (const [at, action] of update.entries()) {
    const edit = editOf(item, action, values[at], bindings, wrongType);
    const [name] = edit.path;
    if (edit.path.length > 1 || typeof name !== 'string') nested.push(edit);
    else if (edit.value !== undefined) updated[name] = edit.value;
    else delete updated[name];
  }
  if (nested.length > 0) {
    for (const { path, value } of nested) if (value !== undefined) checkNesting(value, path.length);
    const rebuilt = rebuild({ M: updated }, nested, 0);
    if ('M' in rebuilt) updated = { ...rebuilt.M };
  }
  return updated;
}

function editOf(
  item: Item,
  action: UpdateAction,
  value: AttributeValue | undefined,
  bindings: Bindings,
  wrongType: string,
): Edit {
  const [first] = action.path;
  const path =
    action.path.length === 1 && typeof first === 'string'
      ? [boundName(first, bindings)]
      : boundPath(action.path, bindings);
  if (path.length > 1) checkParent(item, path);
  switch (action.kind) {
    case 'SET':
    case 'REMOVE':
      return { path, value };
    case 'ADD':
    case 'DELETE': {
      const current = valueAt(item, action.path, bindings);
      const given = boundValue(action.placeholder, bindings);
      if (current !== undefined && typeOf(current) !== typeOf(given)) throw validationError(wrongType);
      return { path, value: action.kind === 'ADD' ? add(current, given) : subtractSet(current, given) };
    }
  }
}

/** All but the last element of a path must lead somewhere, and to something that can hold the last. */
function checkParent(item: Item, path: Path): void {
  let parent: AttributeValue | undefined = { M: item };
  for (const element of path.slice(0, -1)) parent = parent === undefined ? undefined : child(parent, element);
  const holds = parent !== undefined && (typeof path.at(-1) === 'number' ? 'L' in parent : 'M' in parent);
  if (!holds) throw validationError(INVALID_PATH);
}

function setValue(item: Item, value: SetValue, bindings: Bindings, wrongType: string): AttributeValue {
  if (!('left' in value)) return operand(item, value, bindings, wrongType);
  const left = operand(item, value.left, bindings, wrongType);
  if (!('N' in left)) throw validationError(wrongType);
  const right = operand(item, value.right, bindings, wrongType);
  if (!('N' in right)) throw validationError(wrongType);
  return numberOf((value.kind === 'plus' ? addNumbers : subtractNumbers)(left.N, right.N));
}

function operand(item: Item, value: SetOperand, bindings: Bindings, wrongType: string): AttributeValue {
  switch (value.kind) {
    case 'value':
      return boundValue(value.placeholder, bindings);
    case 'path': {
      const found = valueAt(item, value.path, bindings);
      if (found === undefined) throw validationError(NO_ATTRIBUTE);
      return found;
    }
    case 'if_not_exists':
      return valueAt(item, value.path, bindings) ?? operand(item, value.otherwise, bindings, wrongType);
    case 'list_append': {
      const first = operand(item, value.first, bindings, wrongType);
      if (!('L' in first)) throw validationError(wrongType);
      const second = operand(item, value.second, bindings, wrongType);
      if (!('L' in second)) throw validationError(wrongType);
      return { L: [...first.L, ...second.L] };
    }
  }
}

function numberOf(result: ParsedNumber): AttributeValue {
  if (result.kind === 'number') return { N: result.text };
  throw validationError(numberFault(result.kind, ''));
}

function add(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (current === undefined) return value;
  if ('N' in current && 'N' in value) return numberOf(addNumbers(current.N, value.N));
  const elements = elementsOf(current) ?? [];
  const added = (elementsOf(value) ?? []).filter((element) => !elements.includes(element));
  return setLike(current, [...elements, ...added]);
}

/** An empty set cannot be stored: the attribute goes with its last element. */
function subtractSet(current: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (current === undefined) return undefined;
  const gone = elementsOf(value) ?? [];
  const left = (elementsOf(current) ?? []).filter((element) => !gone.includes(element));
  return left.length === 0 ? undefined : setLike(current, left);
}

/** Copies the containers on the way to the edits; `depth` is how much of each path is behind. */
function rebuild(value: AttributeValue, edits: readonly Edit[], depth: number): AttributeValue {
  const byElement = new Map<string | number, Edit[]>();
  for (const edit of edits) {
    const element = edit.path[depth];
    if (element === undefined) continue;
    byElement.set(element, [...(byElement.get(element) ?? []), edit]);
  }
  const result = (element: string | number, inner: readonly Edit[]): AttributeValue | undefined => {
    const [only] = inner;
    if (only !== undefined && only.path.length === depth + 1) return only.value;
    const current = child(value, element);
    return current === undefined ? undefined : rebuild(current, inner, depth + 1);
  };
  return 'L' in value ? rebuildList(value.L, byElement, result) : rebuildMap(value, byElement, result);
}

type ResultOf = (element: string | number, edits: readonly Edit[]) => AttributeValue | undefined;

function rebuildMap(value: AttributeValue, edits: Map<string | number, Edit[]>, resultOf: ResultOf): AttributeValue {
  const fields: { [name: string]: AttributeValue } = 'M' in value ? { ...value.M } : {};
  for (const [element, inner] of edits) {
    const field = resultOf(element, inner);
    if (field === undefined) delete fields[element];
    else fields[element] = field;
  }
  return { M: fields };
}

function rebuildList(
  list: readonly AttributeValue[],
  edits: Map<string | number, Edit[]>,
  resultOf: ResultOf,
): AttributeValue {
  const places: (AttributeValue | undefined)[] = [...list];
  const inOrder = [...edits].sort(([a], [b]) => Number(a) - Number(b));
  for (const [element, inner] of inOrder) {
    const result = resultOf(element, inner);
    if (Number(element) < list.length) places[Number(element)] = result;
    else if (result !== undefined) places.push(result);
  }
  return { L: places.filter((place) => place !== undefined) };
}

/** The top-level attribute names that an update writes. */
export function updatedNames(update: Update, bindings: Bindings): readonly string[] {
  return update.map(({ path: [first] }) => (typeof first === 'string' ? boundName(first, bindings) : ''));
}

/** The type that an action gives its attribute, where the request alone shows it. */
export function knownType(action: UpdateAction, bindings: Bindings): AttributeType | undefined {
  if (action.kind === 'ADD' || action.kind === 'DELETE') return typeOf(boundValue(action.placeholder, bindings));
  if (action.kind !== 'SET') return undefined;
  const { value } = action;
  return 'left' in value ? 'N' : knownOperandType(value, bindings);
}

function knownOperandType(operand: SetOperand, bindings: Bindings): AttributeType | undefined {
  switch (operand.kind) {
    case 'value':
      return typeOf(boundValue(operand.placeholder, bindings));
    case 'path':
      return undefined;
    case 'if_not_exists':
      return knownOperandType(operand.otherwise, bindings);
    case 'list_append':
      return 'L';
  }
}
