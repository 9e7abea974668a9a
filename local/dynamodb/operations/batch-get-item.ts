/** BatchGetItem. Source: DynamoDB API Reference, BatchGetItem. */
import type { JsonObject } from '../../../lib/units';
import { answer } from '../answer';
import { addUnits, type Consistency, consumedCapacity, type Units, unitsOfItem } from '../capacity';
import type { Database, Operation } from '../database';
import { validationError } from '../errors';
import { project } from '../expressions/project';
import { checkExpressionParameters, RequestExpressions } from '../expressions/request-expressions';
import { legacyProjection } from '../legacy/conditions';
import { attributeMap } from '../requests/attribute-values';
import { attributesToGet } from '../requests/legacy-members';
import * as members from '../requests/members';
import { javaObject, list, map } from '../requests/scalars';
import { constraintError, type Of, readRequest, required, structure } from '../requests/shape';
import { itemKey } from '../tables/item-keys';
import { checkKey } from '../tables/key-checks';
import { checkKeyPaths } from '../tables/key-paths';
import type { Table } from '../tables/table';
import type { Item } from '../values/attribute-value';
import { canonicalItem } from '../values/canonical';
import { itemBytes } from '../values/item-size';

const MAX_KEYS = 100;
/** "BatchGetItem returns a partial result if the response size limit is exceeded": 16 MB. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

const KEYS_AND_ATTRIBUTES_CLASS = 'com.amazonaws.dynamodb.v20120810.KeysAndAttributes';
const KEYS_AND_ATTRIBUTES = structure(
  {
    Keys: required(list(attributeMap, { min: 1 })),
    AttributesToGet: attributesToGet,
    ConsistentRead: members.consistentRead,
    ProjectionExpression: members.expression,
    ExpressionAttributeNames: members.names,
  },
  KEYS_AND_ATTRIBUTES_CLASS,
);
const BATCH_GET_ITEM = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  RequestItems: required(
    map(KEYS_AND_ATTRIBUTES, KEYS_AND_ATTRIBUTES_CLASS, {
      min: 1,
      keys: { fault: members.tableKeyFault, shown: () => javaObject(KEYS_AND_ATTRIBUTES_CLASS, 0) },
    }),
  ),
});
type TableRequest = Of<typeof KEYS_AND_ATTRIBUTES>;

interface TableRead {
  /** Or the ARN, as the request has it. */
  readonly name: string;
  readonly request: TableRequest;
  readonly table: Table;
  readonly keys: readonly Item[];
  readonly picked: (item: Item) => Item;
  readonly checkPaths: (table: Table) => void;
  readonly consistency: Consistency;
}

export const batchGetItem: Operation = (database, input) => {
  const request = readRequest(BATCH_GET_ITEM, input);
  const requests = Object.entries(request.RequestItems);
  const checked = requests.map(([name, each]) => [name, each, checkRequest(name, each)] as const);
  if (requests.reduce((sum, [, each]) => sum + each.Keys.length, 0) > MAX_KEYS) {
    throw validationError('Too many items requested for the BatchGetItem call');
  }
  const reads = checked.map(([name, each, { keys, picked, checkPaths }]): TableRead => {
    const table = database.catalog.get(name);
    for (const key of keys) checkKey(table, key);
    checkPaths(table);
    return {
      name,
      request: each,
      table,
      keys,
      picked,
      checkPaths,
      consistency: each.ConsistentRead === true ? 'strong' : 'eventual',
    };
  });
  return respond(database, reads, request.ReturnConsumedCapacity);
};

function checkRequest(tableName: string, request: TableRequest): Pick<TableRead, 'keys' | 'picked' | 'checkPaths'> {
  if (request.Keys.length > MAX_KEYS) {
    throw constraintError([
      `Value at 'RequestItems.${tableName}.member.Keys' failed to satisfy constraint: Member must have length less than or equal to ${MAX_KEYS}`,
    ]);
  }
  const { ProjectionExpression, AttributesToGet } = request;
  checkExpressionParameters(request, { ProjectionExpression }, { AttributesToGet });
  const expressions = RequestExpressions.of(request);
  const projection = legacyProjection(AttributesToGet) ?? expressions.projection(ProjectionExpression);
  expressions.refuseUnused();
  const seen = new Set<string>();
  const keys = request.Keys.map((raw) => {
    const key = canonicalItem(raw);
    const text = JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (seen.has(text)) throw validationError('Provided list of item keys contains duplicates');
    seen.add(text);
    return key;
  });
  return {
    keys,
    picked: (item) => (projection === undefined ? item : project(item, projection, expressions.bindings)),
    checkPaths: (table) => checkKeyPaths(table, projection ?? [], expressions.bindings),
  };
}

function respond(
  database: Database,
  reads: readonly TableRead[],
  detail: Of<typeof BATCH_GET_ITEM>['ReturnConsumedCapacity'],
): JsonObject {
  const responses: { [table: string]: Item[] } = {};
  const unprocessed: { [table: string]: JsonObject } = {};
  const capacities: JsonObject[] = [];
  let bytes = 0;
  for (const { name, request, table, keys, picked, consistency } of reads) {
    const items: Item[] = [];
    const left: Item[] = [];
    const units: Units[] = [];
    for (const key of keys) {
      const item = database.item(itemKey(table, key));
      bytes += item === undefined ? 0 : itemBytes(item);
      if (bytes > MAX_RESPONSE_BYTES) {
        left.push(key);
        continue;
      }
      units.push(unitsOfItem(item, consistency));
      if (item !== undefined) items.push(picked(item));
    }
    responses[name] = items;
    if (left.length > 0) unprocessed[name] = answer({ ...request, Keys: left });
    const capacity = consumedCapacity(name, detail, () => addUnits(units));
    if (capacity !== undefined) capacities.push(capacity);
  }
  return answer({
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ConsumedCapacity: capacities.length > 0 ? capacities : undefined,
  });
}
