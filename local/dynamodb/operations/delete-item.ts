/** DeleteItem. Source: DynamoDB API Reference, DeleteItem. */

import { answer } from '../answer';
import { consumedCapacity, writeUnits } from '../capacity';
import type { Operation } from '../database';
import { decideAlone, deleteAction } from '../item-actions';
import { itemCollectionMetrics } from '../item-collections';
import * as legacy from '../requests/legacy-members';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';

const DELETE_ITEM = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  TableName: members.tableName,
  ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  ReturnValues: members.returnValues,
  Key: members.key,
  ConditionalOperator: legacy.conditionalOperator,
  Expected: legacy.expected,
  ConditionExpression: members.expression,
  ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  ExpressionAttributeValues: members.values,
  ExpressionAttributeNames: members.names,
});

export const deleteItem: Operation = async (database, input) => {
  const request = readRequest(DELETE_ITEM, input);
  const action = deleteAction(request);
  const write = decideAlone(database, action);
  const committed = database.commit([write]);
  const { table, before } = write;
  const response = answer({
    Attributes: request.ReturnValues === 'ALL_OLD' ? before : undefined,
    ConsumedCapacity: consumedCapacity(request.TableName, request.ReturnConsumedCapacity, () =>
      writeUnits(table, before, undefined),
    ),
    ItemCollectionMetrics: itemCollectionMetrics(
      { ...write, after: before ?? action.subject },
      request.ReturnItemCollectionMetrics,
    ),
  });
  await committed;
  return response;
};
