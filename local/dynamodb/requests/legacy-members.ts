/** Members from before expressions. Source: DynamoDB Developer Guide, "Legacy DynamoDB conditional parameters". */
import { attributeValue } from './attribute-values';
import { flag, list, map, oneOf, text } from './scalars';
import { type Of, optional, required, structure } from './shape';

const OPERATORS = [
  ...(['IN', 'NULL', 'BETWEEN', 'LT', 'NOT_CONTAINS', 'EQ', 'GT'] as const),
  ...(['NOT_NULL', 'NE', 'LE', 'BEGINS_WITH', 'GE', 'CONTAINS'] as const),
] as const;
const operator = oneOf(...OPERATORS);
export type LegacyOperator = (typeof OPERATORS)[number];

const CLASSES = 'com.amazonaws.dynamodb.v20120810';
const CONDITION = `${CLASSES}.Condition`;
const EXPECTED_VALUE = `${CLASSES}.ExpectedAttributeValue`;
const VALUE_UPDATE = `${CLASSES}.AttributeValueUpdate`;

const condition = structure(
  { AttributeValueList: optional(list(attributeValue)), ComparisonOperator: required(operator) },
  CONDITION,
);
export type LegacyCondition = Of<typeof condition>;

const expectedValue = structure(
  {
    AttributeValueList: optional(list(attributeValue)),
    ComparisonOperator: optional(operator),
    Exists: optional(flag),
    Value: optional(attributeValue),
  },
  EXPECTED_VALUE,
);
export type ExpectedValue = Of<typeof expectedValue>;

const valueUpdate = structure(
  { Action: optional(oneOf('ADD', 'PUT', 'DELETE')), Value: optional(attributeValue) },
  VALUE_UPDATE,
);
export type ValueUpdate = Of<typeof valueUpdate>;

export const conditions = optional(map(condition, CONDITION));
export const expected = optional(map(expectedValue, EXPECTED_VALUE));
export const attributeUpdates = optional(map(valueUpdate, VALUE_UPDATE));
export const conditionalOperator = optional(oneOf('OR', 'AND'));
export const attributesToGet = optional(list(text(), { min: 1, max: 255 }));
export type ConditionalOperator = 'AND' | 'OR';
