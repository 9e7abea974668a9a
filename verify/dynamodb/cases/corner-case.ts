/** A corner case: requests to two new databases, one after the other. */
import type { JsonObject } from '../../../lib/units';
import type { Request } from '../request';

export interface CornerCase {
  readonly name: string;
  readonly requests: readonly Request[];
}

export const corner = (name: string, ...requests: readonly (readonly [string, JsonObject])[]): CornerCase => ({
  name,
  requests: requests.map(([operation, input]) => ({ operation, input })),
});

/** The same operation with several inputs. */
export const each = (operation: string, ...inputs: readonly JsonObject[]) =>
  inputs.map((input) => [operation, input] as const);

export const s = (S: string) => ({ S });
export const n = (N: string) => ({ N });

const definitions = (types: { readonly [name: string]: string }) =>
  Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
export const keySchema = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];

/** A table `Items` with the keys and types given, first the partition key, then the sort key if there is one. */
export function table(
  types: { readonly [name: string]: string },
  more: JsonObject = {},
): readonly [string, JsonObject] {
  const [hash = '', range] = Object.keys(types);
  const input = {
    TableName: 'Items',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: definitions(types),
    KeySchema: keySchema(hash, range),
    ...more,
  };
  return ['CreateTable', input];
}
export const attributeDefinitions = definitions;

/** Requests and values of any shape, right or wrong. */
export const inputs = (...list: readonly JsonObject[]): readonly JsonObject[] => list;

/** Of the table `Items`. */
export const put = (Item: JsonObject, more: JsonObject = {}) =>
  ['PutItem', { TableName: 'Items', Item, ...more }] as const;
export const update = (Key: JsonObject, UpdateExpression: string, more: JsonObject = {}) =>
  ['UpdateItem', { TableName: 'Items', Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...more }] as const;
export const SCAN = ['Scan', { TableName: 'Items' }] as const;
