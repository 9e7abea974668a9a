/** TransactGetItems. Source: DynamoDB API Reference, TransactGetItems. */
import type { JsonObject } from '../../../lib/units';
import { answer } from '../answer';
import { capacityByTable, unitsOfItem } from '../capacity';
import type { Operation } from '../database';
import { project } from '../expressions/project';
import { checkExpressionParameters, RequestExpressions } from '../expressions/request-expressions';
import * as members from '../requests/members';
import { list } from '../requests/scalars';
import { type Of, readRequest, required, structure } from '../requests/shape';
import { itemKey } from '../tables/item-keys';
import { checkKey, refuseEmptyKeys } from '../tables/key-checks';
import { checkKeyPaths } from '../tables/key-paths';
import type { Table } from '../tables/table';
import { allOrCancel, MAX_ACTIONS, MAX_TRANSACTION_BYTES, sameItemTwice, tooLarge } from '../transactions';
import type { Item } from '../values/attribute-value';
import { canonicalItem } from '../values/canonical';
import { itemBytes } from '../values/item-size';

const GET = structure({
  Key: members.key,
  TableName: members.tableName,
  ProjectionExpression: members.expression,
  ExpressionAttributeNames: members.names,
});
const TRANSACT_GET_ITEMS = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  TransactItems: required(
    list(structure({ Get: required(GET) }), {
      min: 1,
      max: MAX_ACTIONS,
      shownAs: 'com.amazonaws.dynamodb.v20120810.TransactGetItem',
    }),
  ),
});

export const transactGetItems: Operation = (database, input) => {
  const request = readRequest(TRANSACT_GET_ITEMS, input);
  const gets = request.TransactItems.map(({ Get }) => {
    const { key, picked, checkPaths } = prepare(Get);
    const table = database.catalog.get(Get.TableName);
    refuseEmptyKeys(table, key);
    return { tableName: Get.TableName, key, picked, checkPaths, table };
  });
  const reads = allOrCancel(gets, ({ tableName, key, picked, checkPaths, table }) => {
    checkKey(table, key);
    checkPaths(table);
    const place = itemKey(table, key);
    const item = database.item(place);
    return { tableName, place, item, picked: item && picked(item), units: () => unitsOfItem(item, 'transactional') };
  });
  if (new Set(reads.map(({ place }) => place)).size < reads.length) throw sameItemTwice();
  const bytes = reads.reduce((sum, { item }) => sum + (item === undefined ? 0 : itemBytes(item)), 0);
  if (bytes > MAX_TRANSACTION_BYTES) throw tooLarge();
  return answer({
    Responses: reads.map(({ picked }): JsonObject => (picked === undefined ? {} : { Item: picked })),
    ConsumedCapacity: capacityByTable(reads, request.ReturnConsumedCapacity, 'ReadCapacityUnits'),
  });
};

function prepare(request: Of<typeof GET>) {
  checkExpressionParameters(request, { ProjectionExpression: request.ProjectionExpression });
  const key = canonicalItem(request.Key);
  const expressions = RequestExpressions.of(request);
  const projection = expressions.projection(request.ProjectionExpression);
  expressions.refuseUnused();
  const picked = (item: Item) => (projection === undefined ? item : project(item, projection, expressions.bindings));
  const checkPaths = (table: Table) => checkKeyPaths(table, projection ?? [], expressions.bindings);
  return { key, picked, checkPaths };
}
