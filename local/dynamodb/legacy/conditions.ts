/** Conditions from before expressions, as the expressions they stand for. */
import { invalidParameter, validationError } from '../errors';
import type { Bindings } from '../expressions/bindings';
import type { Comparator, Condition, Operand, Projection } from '../expressions/expression';
import type { KeyCondition } from '../key-conditions';
import type { ConditionalOperator, ExpectedValue, LegacyCondition, LegacyOperator } from '../requests/legacy-members';
import { type AttributeType, type AttributeValue, typeOf } from '../values/attribute-value';
import { canonicalValue } from '../values/canonical';
import { compareValues } from '../values/order';

export type ByAttribute<T> = { readonly [name: string]: T };

/** A condition and the values it binds. */
export interface Translated {
  readonly condition: Condition | undefined;
  readonly bindings: Bindings;
}

interface Comparison {
  readonly name: string;
  readonly operator: LegacyOperator;
  readonly values: readonly AttributeValue[];
}

const COUNTS: { readonly [O in LegacyOperator]: readonly [min: number, max: number] } = {
  NULL: [0, 0],
  NOT_NULL: [0, 0],
  EQ: [1, 1],
  NE: [1, 1],
  LE: [1, 1],
  LT: [1, 1],
  GE: [1, 1],
  GT: [1, 1],
  CONTAINS: [1, 1],
  NOT_CONTAINS: [1, 1],
  BEGINS_WITH: [1, 1],
  IN: [1, Number.POSITIVE_INFINITY],
  BETWEEN: [2, 2],
};
const SCALARS: readonly AttributeType[] = ['S', 'N', 'B'];
const TYPES: { readonly [O in LegacyOperator]?: readonly AttributeType[] } = {
  LE: SCALARS,
  LT: SCALARS,
  GE: SCALARS,
  GT: SCALARS,
  CONTAINS: SCALARS,
  NOT_CONTAINS: SCALARS,
  BEGINS_WITH: ['S', 'B'],
  IN: SCALARS,
  BETWEEN: SCALARS,
};

const canonical = (value: AttributeValue) => canonicalValue(value);

/** QueryFilter, ScanFilter and KeyConditions, checked. */
export function comparisonsOf(conditions: ByAttribute<LegacyCondition>): readonly Comparison[] {
  return Object.entries(conditions).map(([name, { ComparisonOperator: operator, AttributeValueList = [] }]) => {
    const comparison: Comparison = { name, operator, values: AttributeValueList.map(canonical) };
    checkCount(comparison);
    checkTypes(comparison);
    return comparison;
  });
}

function checkCount({ operator, values }: Comparison): void {
  const [min, max] = COUNTS[operator];
  if (values.length >= min && values.length <= max) return;
  throw invalidParameter(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
}

function checkTypes({ operator, values }: Comparison): void {
  const [first, second] = values;
  if (first === undefined) return;
  if (values.some((value) => typeOf(value) !== typeOf(first))) {
    throw invalidParameter('AttributeValues inside AttributeValueList must be of same type');
  }
  if (TYPES[operator]?.includes(typeOf(first)) === false) {
    throw invalidParameter(`ComparisonOperator ${operator} is not valid for ${typeOf(first)} AttributeValue type`);
  }
  if (operator === 'BETWEEN' && second !== undefined && (compareValues(first, second) ?? 0) > 0) {
    throw validationError(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
}

/** Expected, checked. */
export function expectationsOf(expected: ByAttribute<ExpectedValue>): readonly Comparison[] {
  return Object.entries(expected).map(([name, { AttributeValueList, ComparisonOperator, Exists, Value }]) => {
    if (AttributeValueList !== undefined && Value !== undefined) {
      throw invalidParameter(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
    }
    if (ComparisonOperator === undefined) return existence(name, AttributeValueList !== undefined, Exists, Value);
    if (Exists !== undefined) {
      throw invalidParameter(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    }
    const values = (AttributeValueList ?? (Value === undefined ? undefined : [Value]))?.map(canonical);
    if (values === undefined && COUNTS[ComparisonOperator][0] > 0) {
      throw invalidParameter(
        `Value or AttributeValueList must be used with ComparisonOperator: ${ComparisonOperator} for Attribute: ${name}`,
      );
    }
    const comparison: Comparison = { name, operator: ComparisonOperator, values: values ?? [] };
    checkCount(comparison);
    checkTypes(comparison);
    return comparison;
  });
}

function existence(
  name: string,
  hasList: boolean,
  exists: boolean | undefined,
  value: AttributeValue | undefined,
): Comparison {
  if (hasList) {
    throw invalidParameter(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`);
  }
  if (exists === false) {
    if (value === undefined) return { name, operator: 'NULL', values: [] };
    throw invalidParameter(`Value cannot be used when Exists is false for Attribute: ${name}`);
  }
  if (value !== undefined) return { name, operator: 'EQ', values: [canonical(value)] };
  throw invalidParameter(`Value must be provided when Exists is ${exists ?? 'null'} for Attribute: ${name}`);
}

export function checkConditionalOperator(operator: ConditionalOperator | undefined, count: number): void {
  if (operator === undefined) return;
  if (count === 0) throw validationError('ConditionalOperator cannot be used without Filter or Expected');
  if (count === 1) {
    throw validationError('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
}

/** The comparisons as one condition. */
export function translate(comparisons: readonly Comparison[], operator: ConditionalOperator = 'AND'): Translated {
  const values: { [placeholder: string]: AttributeValue } = {};
  const bind = (value: AttributeValue): Operand => {
    const placeholder = `:${Object.keys(values).length}`;
    values[placeholder] = value;
    return { kind: 'value', placeholder };
  };
  const kind = operator === 'AND' ? 'and' : 'or';
  const conditions = comparisons.map((each) => conditionOf(each, each.values.map(bind)));
  const [first, ...rest] = conditions;
  const condition = first && rest.reduce((left: Condition, right): Condition => ({ kind, left, right }), first);
  return { condition, bindings: { names: {}, values } };
}

const COMPARATORS = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' } as const satisfies {
  readonly [O in LegacyOperator]?: Comparator;
};

function conditionOf({ name, operator }: Comparison, values: readonly Operand[]): Condition {
  const operand: Operand = { kind: 'path', path: [name] };
  const [first = operand, second = operand] = values;
  switch (operator) {
    case 'NULL':
      return { kind: 'attribute_not_exists', operand };
    case 'NOT_NULL':
      return { kind: 'attribute_exists', operand };
    case 'CONTAINS':
      return { kind: 'contains', operand, sought: first };
    case 'NOT_CONTAINS':
      return { kind: 'not', condition: { kind: 'contains', operand, sought: first } };
    case 'BEGINS_WITH':
      return { kind: 'begins_with', operand, prefix: first };
    case 'IN':
      return { kind: 'in', operand, candidates: values };
    case 'BETWEEN':
      return { kind: 'between', operand, low: first, high: second };
    default:
      return { kind: 'compare', operator: COMPARATORS[operator], left: operand, right: first };
  }
}

/** KeyConditions, as a key condition expression would give them. */
export function keyConditionsByName(conditions: ByAttribute<LegacyCondition>): ReadonlyMap<string, KeyCondition> {
  return new Map(comparisonsOf(conditions).map((comparison) => [comparison.name, keyConditionOf(comparison)]));
}

function keyConditionOf({ operator, values: [value, high] }: Comparison): KeyCondition {
  const notIndexable = () => validationError('Attempted conditional constraint is not an indexable operation');
  if (value === undefined) throw notIndexable();
  switch (operator) {
    case 'BETWEEN':
      return { operator: 'between', value, ...(high && { high }) };
    case 'BEGINS_WITH':
      return { operator: 'begins_with', value };
    case 'EQ':
    case 'LE':
    case 'LT':
    case 'GE':
    case 'GT':
      return { operator: COMPARATORS[operator], value };
    default:
      throw notIndexable();
  }
}

export function legacyProjection(attributesToGet: readonly string[] | undefined): Projection | undefined {
  if (attributesToGet === undefined) return undefined;
  const twice = attributesToGet.find((name, at) => attributesToGet.indexOf(name) < at);
  if (twice !== undefined) throw invalidParameter(`Duplicate value in attribute name: ${twice}`);
  return attributesToGet.map((name) => [name]);
}

/** QueryFilter or ScanFilter. */
export function translateFilter(
  filter: ByAttribute<LegacyCondition> | undefined,
  operator: ConditionalOperator | undefined,
): Translated | undefined {
  const comparisons = filter === undefined ? [] : comparisonsOf(filter);
  checkConditionalOperator(operator, comparisons.length);
  return filter === undefined ? undefined : translate(comparisons, operator);
}
