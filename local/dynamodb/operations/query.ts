/** Query. Source: DynamoDB API Reference, Query. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import type { Bindings } from '../expressions/bindings';
import type { Condition, Projection } from '../expressions/expression';
import { pathsOf } from '../expressions/paths-of';
import { checkExpressionParameters, RequestExpressions } from '../expressions/request-expressions';
import { conditionsByName, type KeyConditions, keyConditionsFor, keyRange, meetsKeyCondition } from '../key-conditions';
import { checkKeyPaths, checkProjected, checkSelect, findIndex, head, rangeAfter, readPage, startKey } from '../pages';
import { attributeMap } from '../requests/attribute-values';
import * as members from '../requests/members';
import { flag, integer, oneOf } from '../requests/scalars';
import { optional, readRequest, structure } from '../requests/shape';
import { type KeySchema, keyNames, type Table } from '../tables/table';
import { attributeOf, equalValues, type Item } from '../values/attribute-value';
import { canonicalItem } from '../values/canonical';

const QUERY = structure({
  Select: optional(oneOf('SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES')),
  IndexName: optional(members.indexName),
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  TableName: members.tableName,
  Limit: optional(integer({ min: 1 })),
  ExclusiveStartKey: optional(attributeMap),
  ConsistentRead: members.consistentRead,
  ScanIndexForward: optional(flag),
  KeyConditionExpression: members.expression,
  FilterExpression: members.expression,
  ProjectionExpression: members.expression,
  ExpressionAttributeValues: members.values,
  ExpressionAttributeNames: members.names,
});

export const query: Operation = (database, input) => {
  const request = readRequest(QUERY, input);
  const { ProjectionExpression, FilterExpression, KeyConditionExpression, Select } = request;
  checkExpressionParameters(request, { ProjectionExpression, FilterExpression, KeyConditionExpression });
  const start = request.ExclusiveStartKey && canonicalItem(request.ExclusiveStartKey);
  if (KeyConditionExpression === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  checkSelect(Select, request);
  const expressions = RequestExpressions.of(request);
  const { bindings } = expressions;
  const keyCondition = expressions.condition(KeyConditionExpression, 'KeyConditionExpression');
  const filter = expressions.condition(FilterExpression, 'FilterExpression');
  const projection = expressions.projection(ProjectionExpression);
  expressions.refuseUnused();
  if (keyCondition === undefined) throw new Error('a key condition was given');
  const byName = conditionsByName(keyCondition, bindings);
  const table = database.catalog.get(request.TableName);
  const index = findIndex(table, request.IndexName, request.ConsistentRead === true);
  const schema = index ?? table;
  const conditions = keyConditionsFor(schema, byName);
  const after = start && startKey(table, index, start);
  if (start !== undefined) checkStart(schema, conditions, start);
  checkExpressions(table, schema, projection, filter, bindings);
  checkProjected(index, Select, projection, bindings);
  return readPage(database, {
    table,
    index,
    range: rangeAfter({ ...keyRange(schema, conditions), reverse: request.ScanIndexForward === false }, after),
    limit: request.Limit,
    filter,
    projection,
    bindings,
    select: Select,
    consistency: request.ConsistentRead === true ? 'strong' : 'eventual',
    returnConsumedCapacity: request.ReturnConsumedCapacity,
  });
};

/** A starting key lies in the partition and the range that are queried. */
function checkStart(schema: KeySchema, conditions: KeyConditions, start: Item): void {
  const hash = attributeOf(start, schema.hash.name);
  const samePartition = hash !== undefined && equalValues(hash, conditions.hash);
  const range = schema.range && attributeOf(start, schema.range.name);
  if (conditions.range === undefined) {
    if (!samePartition) {
      throw validationError('The provided starting key is outside query boundaries based on provided conditions');
    }
    return;
  }
  if (range === undefined || !meetsKeyCondition(range, conditions.range)) {
    throw validationError('The provided starting key does not match the range key predicate');
  }
  if (!samePartition) throw validationError('The query can return at most one row and cannot be restarted');
}

/** A filter sees what the key condition leaves, so it may not name the keys. */
function checkExpressions(
  table: Table,
  schema: KeySchema,
  projection: Projection | undefined,
  filter: Condition | undefined,
  bindings: Bindings,
): void {
  checkKeyPaths(table, projection ?? [], bindings);
  if (filter === undefined) return;
  const paths = pathsOf(filter);
  const heads = paths.map((path) => head(path, bindings));
  const key = keyNames(schema).find((name) => heads.includes(name));
  if (key !== undefined) {
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
    );
  }
  checkKeyPaths(table, paths, bindings);
}
