/** Query. Source: DynamoDB API Reference, Query. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import type { Bindings } from '../expressions/bindings';
import type { Condition } from '../expressions/expression';
import { pathsOf } from '../expressions/paths-of';
import { checkExpressionParameters, RequestExpressions } from '../expressions/request-expressions';
import {
  conditionsByName,
  type KeyConditions,
  keyConditionsFor,
  keyRange,
  meetsKeyCondition,
  wrongCount,
} from '../key-conditions';
import { keyConditionsByName, legacyProjection, translateFilter } from '../legacy/conditions';
import { checkProjected, checkSelect, findIndex, rangeAfter, readPage, startKey } from '../pages';
import { attributeMap } from '../requests/attribute-values';
import * as legacy from '../requests/legacy-members';
import * as members from '../requests/members';
import { flag, integer, oneOf } from '../requests/scalars';
import { type Of, optional, readRequest, structure } from '../requests/shape';
import { KEY_MISMATCH } from '../tables/key-checks';
import { checkKeyPaths, head } from '../tables/key-paths';
import { type Index, type KeySchema, keyNames, type Table } from '../tables/table';
import { attributeOf, equalValues, type Item, typeOf } from '../values/attribute-value';
import { canonicalItem } from '../values/canonical';

const QUERY = structure({
  Select: optional(oneOf('SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES')),
  IndexName: optional(members.indexName),
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  QueryFilter: legacy.conditions,
  TableName: members.tableName,
  ConditionalOperator: legacy.conditionalOperator,
  AttributesToGet: legacy.attributesToGet,
  Limit: optional(integer({ min: 1 })),
  KeyConditions: legacy.conditions,
  ExclusiveStartKey: optional(attributeMap),
  ConsistentRead: members.consistentRead,
  ScanIndexForward: optional(flag),
  KeyConditionExpression: members.expression,
  FilterExpression: members.expression,
  ProjectionExpression: members.expression,
  ExpressionAttributeValues: members.values,
  ExpressionAttributeNames: members.names,
});

type Request = Of<typeof QUERY>;

export const query: Operation = (database, input) => {
  const request = readRequest(QUERY, input);
  const { Select } = request;
  const { filter, projection, bindings, byName, start } = readExpressions(request);
  const table = database.catalog.get(request.TableName);
  const index = findIndex(database, table, request.IndexName, request.ConsistentRead === true);
  const schema = index ?? table;
  if (start !== undefined) checkStartShape(table, index, start);
  const conditions = keyConditionsFor(schema, byName);
  const after = start && startKey(table, index, start);
  if (start !== undefined) checkStart(schema, conditions, start);
  checkKeyPaths(table, projection ?? [], bindings);
  const filterName = request.QueryFilter === undefined ? 'Filter Expression' : 'QueryFilter';
  if (filter !== undefined) checkFilter(table, schema, filter, bindings, filterName);
  checkProjected(index, Select, projection, bindings);
  return readPage(database, {
    tableName: request.TableName,
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

/** All that the request says by itself, in the service's order of checks. */
function readExpressions(request: Request) {
  const { ProjectionExpression, FilterExpression, KeyConditionExpression } = request;
  const { AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions } = request;
  checkExpressionParameters(
    request,
    { ProjectionExpression, FilterExpression, KeyConditionExpression },
    { AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions },
  );
  const oldFilter = translateFilter(QueryFilter, ConditionalOperator);
  const oldProjection = legacyProjection(AttributesToGet);
  const start = request.ExclusiveStartKey && canonicalItem(request.ExclusiveStartKey);
  if (KeyConditionExpression === undefined && KeyConditions === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  checkSelect(request.Select, request);
  const expressions = RequestExpressions.of(request);
  const keyCondition = expressions.condition(KeyConditionExpression, 'KeyConditionExpression');
  const filter = oldFilter?.condition ?? expressions.condition(FilterExpression, 'FilterExpression');
  const projection = oldProjection ?? expressions.projection(ProjectionExpression);
  expressions.refuseUnused();
  const byName =
    keyCondition === undefined
      ? keyConditionsByName(KeyConditions ?? {})
      : conditionsByName(keyCondition, expressions.bindings);
  if (byName.size === 0) throw wrongCount();
  return { filter, projection, bindings: oldFilter?.bindings ?? expressions.bindings, byName, start };
}

/** The keys of what is queried, before anything is asked of their values. A scan says the same in other words. */
function checkStartShape(table: Table, index: Index | undefined, start: Item): void {
  const schema = index ?? table;
  const isWhole = Object.keys(start).length === schema.keyNames.length;
  for (const attribute of schema.attributes) {
    const value = attributeOf(start, attribute.name);
    if (!isWhole || value === undefined) throw validationError('The provided starting key is invalid');
    if (typeOf(value) !== attribute.type) throw validationError(KEY_MISMATCH);
  }
}

/** A starting key lies in the partition and the range that are queried. */
function checkStart(schema: KeySchema, conditions: KeyConditions, start: Item): void {
  const samePartition = schema.partition.every(({ name }, at) => {
    const [given, asked] = [attributeOf(start, name), conditions.partition[at]];
    return given !== undefined && asked !== undefined && equalValues(given, asked);
  });
  if (conditions.sort.length === 0) {
    if (!samePartition) {
      throw validationError('The provided starting key is outside query boundaries based on provided conditions');
    }
    return;
  }
  const inRange = conditions.sort.every((condition, at) => {
    const value = attributeOf(start, schema.sort[at]?.name ?? '');
    return value !== undefined && meetsKeyCondition(value, condition);
  });
  if (!inRange) throw validationError('The provided starting key does not match the range key predicate');
  if (!samePartition) throw validationError('The query can return at most one row and cannot be restarted');
}

/** A filter sees what the key condition leaves, so it may not name the keys. */
function checkFilter(table: Table, schema: KeySchema, filter: Condition, bindings: Bindings, parameter: string): void {
  const paths = pathsOf(filter);
  const heads = paths.map((path) => head(path, bindings));
  const key = keyNames(schema).find((name) => heads.includes(name));
  if (key !== undefined) {
    throw validationError(`${parameter} can only contain non-primary key attributes: Primary key attribute: ${key}`);
  }
  checkKeyPaths(table, paths, bindings);
}
