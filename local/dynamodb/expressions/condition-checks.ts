/**
 * What a condition's leaves ask of the request: placeholders bound, then the number of operands, then distinct
 * operands, then their types.
 */
import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value';
import { compareValues } from '../values/order';
import { type Bindings, boundPath, boundValue, showPath } from './bindings';
import type { Operand } from './expression';
import type { Call, Leaf } from './parse-condition';
import { type Check, namesBound, showValue, valueBound } from './parsed';

/** Of a leaf with the calls of `size` among its operands, which are checked with it. */
export function conditionChecks(leaf: Leaf, sizes: readonly Call[]): readonly Check[] {
  const parts = [...sizes, leaf];
  return [
    ...leaf.operands.flatMap(operandBound),
    ...sizes.flatMap((size) => size.operands.flatMap(operandBound)),
    ...parts.flatMap(countCheck),
    ...parts.flatMap(({ operands, ...part }) =>
      part.kind === 'compare' || part.kind === 'call'
        ? distinctCheck(part.kind === 'compare' ? part.operator : part.name, operands)
        : [],
    ),
    ...parts.flatMap(typeChecksOf),
  ];
}

/** Source: DynamoDB Developer Guide, "Quotas", Expression operators and operands. */
const MAX_IN_OPERANDS = 100;

function countCheck(leaf: Leaf): readonly Check[] {
  const candidates = leaf.operands.length - 1;
  if (leaf.kind === 'in' && candidates > MAX_IN_OPERANDS) {
    return [() => `The IN operator is provided with too many operands; number of operands: ${candidates}`];
  }
  if (leaf.kind !== 'call') return [];
  const count = OPERAND_COUNTS[leaf.name];
  return count === undefined || count === leaf.operands.length
    ? []
    : [() => wrongCount(leaf.name, leaf.operands.length)];
}

function typeChecksOf(leaf: Leaf): readonly Check[] {
  if (leaf.kind === 'between') return [...orderChecks('BETWEEN', leaf.operands), betweenCheck(leaf.operands)];
  if (leaf.kind === 'compare' && leaf.operator !== '=' && leaf.operator !== '<>') {
    return orderChecks(leaf.operator, leaf.operands);
  }
  return leaf.kind === 'call' ? typeChecks(leaf.name, leaf.operands) : [];
}

const OPERAND_COUNTS: { readonly [name: string]: number } = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

export const wrongCount = (name: string, count: number) =>
  `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`;
export const wrongType = (name: string, type: string) =>
  `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
export const pathNeeded = (name: string) =>
  `Operator or function requires a document path; operator or function: ${name}`;

function operandBound(operand: Operand): readonly Check[] {
  if (operand.kind === 'value') return [valueBound(operand.placeholder)];
  return operand.kind === 'path' ? pathBound(operand) : operandBound(operand.operand);
}

const pathBound = (operand: Extract<Operand, { kind: 'path' }>) =>
  operand.path.some((element) => typeof element === 'string' && element.startsWith('#'))
    ? [namesBound(operand.path)]
    : [];

function distinctCheck(name: string, operands: readonly Operand[]): readonly Check[] {
  const [first, second] = operands;
  if (operands.length !== 2 || first?.kind !== 'path' || second?.kind !== 'path') return [];
  const [left, right] = [first.path, second.path];
  return [
    (bindings) => {
      const path = showPath(boundPath(left, bindings));
      if (path !== showPath(boundPath(right, bindings))) return undefined;
      return `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${path}`;
    },
  ];
}

/** The type of an operand that is known before the item is. */
function knownType(operand: Operand | undefined, bindings: Bindings): AttributeType | undefined {
  if (operand?.kind === 'value') return typeOf(boundValue(operand.placeholder, bindings));
  return operand?.kind === 'size' ? 'N' : undefined;
}

function typeChecks(name: string, operands: readonly Operand[]): readonly Check[] {
  const [first, second] = operands;
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      return first?.kind === 'path' ? [] : [() => pathNeeded(name)];
    case 'begins_with':
      return [(bindings) => beginsWithFault([first, second], bindings)];
    case 'attribute_type':
      return [(bindings) => attributeTypeFault(second, bindings)];
    case 'size':
      return [(bindings) => sizeFault(first, bindings)];
    default:
      return [];
  }
}

/** Only strings, numbers and binaries have an order. */
const orderChecks = (operator: string, operands: readonly Operand[]): readonly Check[] =>
  operands
    .filter((operand) => operand.kind === 'value')
    .map((operand) => (bindings) => {
      const type = knownType(operand, bindings);
      return type === 'S' || type === 'N' || type === 'B' || type === undefined ? undefined : wrongType(operator, type);
    });

function beginsWithFault(operands: readonly (Operand | undefined)[], bindings: Bindings): string | undefined {
  for (const operand of operands) {
    const type = knownType(operand, bindings);
    if (type !== undefined && type !== 'S' && type !== 'B') return wrongType('begins_with', type);
  }
  return undefined;
}

const TYPE_NAMES = ['S', 'N', 'B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'NS', 'M'];

function attributeTypeFault(operand: Operand | undefined, bindings: Bindings): string | undefined {
  const value = operand?.kind === 'value' ? boundValue(operand.placeholder, bindings) : undefined;
  if (value === undefined || !('S' in value)) {
    return wrongType('attribute_type', knownType(operand, bindings) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  }
  if (TYPE_NAMES.includes(value.S)) return undefined;
  return `Invalid attribute type name found; type: ${value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}

function sizeFault(operand: Operand | undefined, bindings: Bindings): string | undefined {
  const type = knownType(operand, bindings);
  return type === 'N' || type === 'BOOL' || type === 'NULL' ? wrongType('size', type) : undefined;
}

function betweenCheck(operands: readonly Operand[]): Check {
  const [, low, high] = operands;
  return (bindings) => {
    if (low?.kind !== 'value' || high?.kind !== 'value') return undefined;
    return betweenFault(boundValue(low.placeholder, bindings), boundValue(high.placeholder, bindings));
  };
}

function betweenFault(low: AttributeValue, high: AttributeValue): string | undefined {
  const bounds = `lower bound operand: ${showValue(low)}, upper bound operand: ${showValue(high)}`;
  if (typeOf(low) !== typeOf(high)) {
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
  }
  const order = compareValues(low, high);
  if (order === undefined || order <= 0) return undefined;
  return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
}
