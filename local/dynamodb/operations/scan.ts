/** Scan. Source: DynamoDB API Reference, Scan. */
import type { Key, Range } from '../../store/store';
import type { Operation } from '../database';
import { validationError } from '../errors';
import { pathsOf } from '../expressions/paths-of';
import { checkExpressionParameters, RequestExpressions } from '../expressions/request-expressions';
import { legacyProjection, translateFilter } from '../legacy/conditions';
import { checkProjected, checkSelect, findIndex, rangeAfter, readPage, startKey } from '../pages';
import { attributeMap } from '../requests/attribute-values';
import * as legacy from '../requests/legacy-members';
import * as members from '../requests/members';
import { integer, oneOf } from '../requests/scalars';
import { type Of, optional, readRequest, structure } from '../requests/shape';
import { segmentRange } from '../tables/item-keys';
import { checkKeyPaths } from '../tables/key-paths';
import { canonicalItem } from '../values/canonical';

const MAX_SEGMENTS = 1_000_000;

const SCAN = structure({
  Select: optional(oneOf('SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES')),
  IndexName: optional(members.indexName),
  TotalSegments: optional(integer({ min: 1, max: MAX_SEGMENTS })),
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  TableName: members.tableName,
  ConditionalOperator: legacy.conditionalOperator,
  ScanFilter: legacy.conditions,
  Segment: optional(integer({ min: 0, max: MAX_SEGMENTS - 1 })),
  Limit: optional(integer({ min: 1 })),
  AttributesToGet: legacy.attributesToGet,
  ExclusiveStartKey: optional(attributeMap),
  ConsistentRead: members.consistentRead,
  FilterExpression: members.expression,
  ProjectionExpression: members.expression,
  ExpressionAttributeValues: members.values,
  ExpressionAttributeNames: members.names,
});
type ScanRequest = Of<typeof SCAN>;

export const scan: Operation = (database, input) => {
  const request = readRequest(SCAN, input);
  const { Select } = request;
  const { filter, projection, bindings, start } = readExpressions(request);
  const table = database.catalog.get(request.TableName);
  const index = findIndex(database, table, request.IndexName, request.ConsistentRead === true);
  checkProjected(index, Select, projection, bindings);
  const after = start && startKey(table, index, start);
  checkKeyPaths(table, projection ?? [], bindings);
  checkKeyPaths(table, filter ? pathsOf(filter) : [], bindings);
  return readPage(database, {
    tableName: request.TableName,
    table,
    index,
    range: scanRange(request, (index ?? table).place, after),
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
function readExpressions(request: ScanRequest) {
  const { ProjectionExpression, FilterExpression, AttributesToGet, ScanFilter, ConditionalOperator } = request;
  checkExpressionParameters(
    request,
    { ProjectionExpression, FilterExpression },
    { AttributesToGet, ScanFilter, ConditionalOperator },
  );
  const oldProjection = legacyProjection(AttributesToGet);
  const oldFilter = translateFilter(ScanFilter, ConditionalOperator);
  const start = request.ExclusiveStartKey && canonicalItem(request.ExclusiveStartKey);
  checkSegment(request);
  checkSelect(request.Select, request);
  const expressions = RequestExpressions.of(request);
  const filter = oldFilter?.condition ?? expressions.condition(FilterExpression, 'FilterExpression');
  const projection = oldProjection ?? expressions.projection(ProjectionExpression);
  expressions.refuseUnused();
  return { filter, projection, bindings: oldFilter?.bindings ?? expressions.bindings, start };
}

function checkSegment({ Segment, TotalSegments }: ScanRequest): void {
  if (Segment !== undefined && TotalSegments === undefined) {
    throw validationError(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (TotalSegments === undefined) return;
  if (Segment === undefined) {
    throw validationError(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (Segment >= TotalSegments) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    );
  }
}

function scanRange({ Segment = 0, TotalSegments = 1 }: ScanRequest, place: Key, after: Key | undefined): Range {
  const range = segmentRange(place, Segment, TotalSegments);
  if (after !== undefined && (after < range.from || after >= range.to)) {
    throw validationError(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${TotalSegments} Segment: ${Segment}`,
    );
  }
  return rangeAfter(range, after);
}
