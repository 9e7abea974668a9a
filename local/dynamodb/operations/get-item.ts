/** GetItem. Source: DynamoDB API Reference, GetItem. */

import { answer } from '../answer';
import { consumedCapacity, unitsOfItem } from '../capacity';
import type { Operation } from '../database';
import { project } from '../expressions/project';
import { checkExpressionParameters, RequestExpressions } from '../expressions/request-expressions';
import { legacyProjection } from '../legacy/conditions';
import { attributesToGet } from '../requests/legacy-members';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { itemKey } from '../tables/item-keys';
import { checkKey } from '../tables/key-checks';
import { checkKeyPaths } from '../tables/key-paths';
import { canonicalItem } from '../values/canonical';

const GET_ITEM = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  AttributesToGet: attributesToGet,
  TableName: members.tableName,
  Key: members.key,
  ConsistentRead: members.consistentRead,
  ProjectionExpression: members.expression,
  ExpressionAttributeNames: members.names,
});

export const getItem: Operation = (database, input) => {
  const request = readRequest(GET_ITEM, input);
  const { ProjectionExpression, AttributesToGet } = request;
  checkExpressionParameters(request, { ProjectionExpression }, { AttributesToGet });
  const key = canonicalItem(request.Key);
  const expressions = RequestExpressions.of(request);
  const projection = legacyProjection(AttributesToGet) ?? expressions.projection(ProjectionExpression);
  expressions.refuseUnused();
  const table = database.catalog.get(request.TableName);
  checkKey(table, key);
  checkKeyPaths(table, projection ?? [], expressions.bindings);
  const item = database.item(itemKey(table, key));
  return answer({
    Item: item && projection ? project(item, projection, expressions.bindings) : item,
    ConsumedCapacity: consumedCapacity(request.TableName, request.ReturnConsumedCapacity, () =>
      unitsOfItem(item, request.ConsistentRead === true ? 'strong' : 'eventual'),
    ),
  });
};
