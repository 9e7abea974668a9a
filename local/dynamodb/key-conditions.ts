/**
 * Key condition expressions: one `=` on the partition key, and at most one condition on the sort key.
 * Source: DynamoDB Developer Guide, "Key condition expressions for the Query operation".
 */
import type { Key } from '../store/store';
import { invalidParameter, validationError } from './errors';
import { type Bindings, boundName, boundValue } from './expressions/bindings';
import { beginsWith, compares } from './expressions/evaluate';
import type { Comparator, Condition, Operand } from './expressions/expression';
import { operandsOf } from './expressions/paths-of';
import { partitionStart, sortKeyPart } from './tables/item-keys';
import { emptyKind } from './tables/key-checks';
import type { Index, KeyAttribute, KeySchema } from './tables/table';
import { type AttributeValue, typeOf } from './values/attribute-value';

type KeyOperator = Exclude<Comparator, '<>'> | 'between' | 'begins_with';

export interface KeyCondition {
  readonly operator: KeyOperator;
  readonly value: AttributeValue;
  /** The upper bound of BETWEEN. */
  readonly high?: AttributeValue;
}
export interface KeyConditions {
  /** One value for each attribute of the partition. */
  readonly partition: readonly AttributeValue[];
  /** Of the attributes of the sort key from the first: only the last may ask for anything but one value. */
  readonly sort: readonly KeyCondition[];
}

export type ByName = ReadonlyMap<string, KeyCondition>;

const refused = (detail: string) => validationError(`Invalid condition in KeyConditionExpression: ${detail}`);
const wrongOperator = (operator: string) =>
  validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
const nested = () => validationError('KeyConditionExpressions cannot contain nested operations');

/** The conditions by attribute; what a key condition may not be is refused whatever the table. */
export function conditionsByName(condition: Condition, bindings: Bindings): ByName {
  const found = new Map<string, KeyCondition>();
  collect(condition, bindings, found);
  return found;
}

function collect(condition: Condition, bindings: Bindings, found: Map<string, KeyCondition>): void {
  switch (condition.kind) {
    case 'and':
      collect(condition.left, bindings, found);
      collect(condition.right, bindings, found);
      return;
    case 'or':
    case 'not':
    case 'in':
      throw wrongOperator(condition.kind.toUpperCase());
    case 'attribute_exists':
    case 'attribute_not_exists':
    case 'attribute_type':
    case 'contains':
      throw wrongOperator(condition.kind);
    default:
      addCondition(condition, bindings, found);
  }
}

type Indexable = Extract<Condition, { kind: 'compare' | 'between' | 'begins_with' }>;

function addCondition(condition: Indexable, bindings: Bindings, found: Map<string, KeyCondition>): void {
  if (condition.kind === 'compare' && condition.operator === '<>') throw wrongOperator('<>');
  const operands = operandsOf(condition);
  if (condition.kind !== 'compare' && operands[0]?.kind !== 'path') {
    const operator = condition.kind === 'between' ? 'BETWEEN' : condition.kind;
    throw refused(`${operator} operator must have the key attribute as its first operand`);
  }
  const name = keyName(operands, bindings);
  if (found.has(name)) throw validationError('KeyConditionExpressions must only contain one condition per key');
  const key = keyCondition(condition, bindings);
  refuseUnordered(key);
  found.set(name, key);
}

function keyName(operands: readonly Operand[], bindings: Bindings): string {
  let name: string | undefined;
  for (const operand of operands) {
    if (operand.kind === 'size') throw nested();
    if (operand.kind === 'value') continue;
    if (name !== undefined) throw refused('Multiple attribute names used in one condition');
    const [first] = operand.path;
    if (operand.path.length > 1 || typeof first !== 'string') {
      throw validationError('KeyConditionExpressions cannot have conditions on nested attributes');
    }
    name = boundName(first, bindings);
  }
  if (name === undefined) throw refused('No key attribute specified');
  return name;
}

/** By the names that conditions had before expressions. */
const OLD_NAMES: { readonly [O in KeyOperator]: string } = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
  between: 'BETWEEN',
  begins_with: 'BEGINS_WITH',
};

/** Only scalars have an order; what is no key at all is left to the schema. */
function refuseUnordered({ operator, value }: KeyCondition): void {
  const type = typeOf(value);
  if (operator === '=' || type === 'S' || type === 'N' || type === 'B') return;
  throw invalidParameter(`ComparisonOperator ${OLD_NAMES[operator]} is not valid for ${type} AttributeValue type`);
}

const MIRRORED: { readonly [C in Exclude<Comparator, '<>'>]: Exclude<Comparator, '<>'> } = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function keyCondition(condition: Indexable, bindings: Bindings): KeyCondition {
  const value = (operand: Operand): AttributeValue => {
    if (operand.kind !== 'value') throw nested();
    return boundValue(operand.placeholder, bindings);
  };
  if (condition.kind === 'between') {
    return { operator: 'between', value: value(condition.low), high: value(condition.high) };
  }
  if (condition.kind === 'begins_with') return { operator: 'begins_with', value: value(condition.prefix) };
  const { operator, left, right } = condition;
  if (operator === '<>') throw wrongOperator('<>');
  return left.kind === 'path'
    ? { operator, value: value(right) }
    : { operator: MIRRORED[operator], value: value(left) };
}

const MAX_CONDITIONS = 2;
const notSupported = () => validationError('Query key condition not supported');

/** The conditions against the keys of the table or index that is queried. */
export function keyConditionsFor(schema: KeySchema | Index, found: ByName): KeyConditions {
  if (found.size > Math.max(MAX_CONDITIONS, schema.attributes.length)) throw wrongCount();
  if (schema.range === undefined && found.size > schema.partition.length) throw notSupported();
  const partition = schema.partition.map((attribute) => {
    const condition = found.get(attribute.name);
    if (condition === undefined) throw missed(attribute);
    checkType(condition, attribute);
    if (condition.operator !== '=') throw notSupported();
    return condition;
  });
  const sort = sortConditions(schema, found);
  for (const [at, attribute] of schema.attributes.entries()) {
    const condition = partition[at] ?? sort[at - partition.length];
    if (condition !== undefined) refuseEmpty(schema, attribute, condition);
  }
  return { partition: partition.map(({ value }) => value), sort };
}

/** "You must specify sort key conditions from left to right", and none after one that is no equality. */
function sortConditions(schema: KeySchema, found: ByName): readonly KeyCondition[] {
  const sort: KeyCondition[] = [];
  for (const attribute of schema.sort) {
    const condition = found.get(attribute.name);
    const isMore = found.size > schema.partition.length + sort.length;
    if (condition === undefined) {
      if (isMore) throw missed(attribute);
      break;
    }
    checkType(condition, attribute);
    sort.push(condition);
  }
  if (sort.length > 1 && sort.slice(0, -1).some(({ operator }) => operator !== '=')) throw notSupported();
  return sort;
}

export const wrongCount = () => validationError(`Conditions can be of length 1 or ${MAX_CONDITIONS} only`);

const missed = ({ name }: KeyAttribute) => validationError(`Query condition missed key schema element: ${name}`);

function checkType({ value, high, operator }: KeyCondition, { type }: KeyAttribute): void {
  if (
    typeOf(value) !== type ||
    (high !== undefined && typeOf(high) !== type) ||
    (operator === 'begins_with' && type === 'N')
  ) {
    throw validationError(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
}

/** No key is empty, so none is asked for. */
function refuseEmpty(schema: KeySchema | Index, { name, type }: KeyAttribute, { value, high }: KeyCondition): void {
  for (const each of high === undefined ? [value] : [value, high]) {
    const empty = emptyKind(each, type);
    if (empty === undefined) continue;
    const of = 'kind' in schema ? `IndexName: ${schema.name}, IndexKey: ${name}` : `Key: ${name}`;
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${empty} value. ${of}`,
    );
  }
}

/** Whether a sort key meets its condition. */
export function meetsKeyCondition(sortKey: AttributeValue, { operator, value, high }: KeyCondition): boolean {
  if (operator === 'begins_with') return beginsWith(sortKey, value);
  if (operator === 'between') return compares('>=', sortKey, value) && compares('<=', sortKey, high);
  return compares(operator, sortKey, value);
}

/** Sort key parts hold neither 0x00 nor 0xFF, and 0x01 only with another byte behind it. */
const JUST_AFTER = '\u0001';
const AFTER_ALL_WITH_PREFIX = '\u00ff';

export function keyRange(
  place: KeySchema & { readonly place: Key },
  { partition, sort }: KeyConditions,
): { readonly from: Key; readonly to: Key } {
  let start = partitionStart(place, partition);
  if (sort.length > 1) for (const { value } of sort.slice(0, -1)) start += `${sortKeyPart(value)}\u0000`;
  const end = `${start.slice(0, -1)}${JUST_AFTER}`;
  const range = sort.at(-1);
  if (range === undefined) return { from: start, to: end };
  const at = start + sortKeyPart(range.value);
  switch (range.operator) {
    case '=':
      return { from: at, to: at + JUST_AFTER };
    case '<':
      return { from: start, to: at };
    case '<=':
      return { from: start, to: at + JUST_AFTER };
    case '>':
      return { from: at + JUST_AFTER, to: end };
    case '>=':
      return { from: at, to: end };
    case 'begins_with':
      return { from: at, to: at + AFTER_ALL_WITH_PREFIX };
    case 'between':
      return { from: at, to: start + sortKeyPart(range.high ?? range.value) + JUST_AFTER };
  }
}
