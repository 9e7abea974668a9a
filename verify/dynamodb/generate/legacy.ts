/** Members from before expressions. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../lib/units';
import { anyValue, HASHES, RANGES } from './values';

const name = fc.constantFrom('a', 'b', 'c', 'l', 'm', 'g', 'n', 'pk');
const OPERATORS = [
  'EQ',
  'NE',
  'LE',
  'LT',
  'GE',
  'GT',
  'NOT_NULL',
  'NULL',
  'CONTAINS',
  'NOT_CONTAINS',
  'BEGINS_WITH',
  'IN',
  'BETWEEN',
];
/** How many values an operator mostly has. */
const COUNTS: { readonly [operator: string]: number } = { NULL: 0, NOT_NULL: 0, IN: 2, BETWEEN: 2 };

const compared: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom(...OPERATORS),
    fc.array(anyValue, { minLength: 3, maxLength: 3 }),
    fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
  )
  .map(([ComparisonOperator, values, more]) => ({
    ComparisonOperator,
    AttributeValueList: values.slice(0, (COUNTS[ComparisonOperator] ?? 1) + more),
  }));
const expected: fc.Arbitrary<JsonObject> = fc.oneof(
  compared,
  anyValue.map((Value) => ({ Value })),
  fc.boolean().map((Exists) => ({ Exists })),
  fc.record({ Exists: fc.boolean(), Value: anyValue }),
);

const byName = (each: fc.Arbitrary<JsonObject>): fc.Arbitrary<Json> =>
  fc.dictionary(name, each, { minKeys: 1, maxKeys: 3 });

export const filter = byName(compared);
export const joined = { ConditionalOperator: fc.constantFrom('AND', 'OR') };
export const expectation = { Expected: byName(expected), ...joined };
export const names: fc.Arbitrary<Json> = fc.array(name, { minLength: 1, maxLength: 3 });
export const updates = byName(
  fc
    .record({ Action: fc.constantFrom('PUT', 'ADD', 'DELETE'), Value: anyValue }, { requiredKeys: [] })
    .map((each): JsonObject => each),
);

const one = (operator: string, ...values: readonly JsonObject[]): JsonObject => ({
  ComparisonOperator: operator,
  AttributeValueList: values,
});
const hash = fc.constantFrom<JsonObject>(...HASHES).map((value) => one('EQ', value));
const range = fc.oneof(
  fc
    .tuple(fc.constantFrom('EQ', 'LE', 'LT', 'GE', 'GT', 'NE'), fc.constantFrom<JsonObject>(...RANGES))
    .map(([operator, value]) => one(operator, value)),
  fc
    .tuple(fc.constantFrom<JsonObject>(...RANGES), fc.constantFrom<JsonObject>(...RANGES))
    .map((both) => one('BETWEEN', ...both)),
);
export const keyConditions: fc.Arbitrary<JsonObject> = fc
  .record({ pk: hash, sk: range }, { requiredKeys: ['pk'] })
  .map((each): JsonObject => each);
