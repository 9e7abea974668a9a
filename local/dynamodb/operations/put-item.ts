/** PutItem. Source: DynamoDB API Reference, PutItem. */

import { answer } from '../answer';
import { consumedCapacity, writeUnits } from '../capacity';
import type { Operation } from '../database';
import { decideAlone, putAction } from '../item-actions';
import { itemCollectionMetrics } from '../item-collections';
import { attributeMap } from '../requests/attribute-values';
import * as legacy from '../requests/legacy-members';
import * as members from '../requests/members';
import { readRequest, required, structure } from '../requests/shape';

const PUT_ITEM = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  TableName: members.tableName,
  Item: required(attributeMap),
  ReturnValues: members.returnValues,
  ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  ConditionalOperator: legacy.conditionalOperator,
  Expected: legacy.expected,
  ConditionExpression: members.expression,
  ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  ExpressionAttributeValues: members.values,
  ExpressionAttributeNames: members.names,
});

export const putItem: Operation = async (database, input) => {
  const request = readRequest(PUT_ITEM, input);
  const action = putAction(request);
  const write = decideAlone(database, action);
  const committed = database.commit([write]);
  const { table, before, after } = write;
  const response = answer({
    Attributes: request.ReturnValues === 'ALL_OLD' ? before : undefined,
    ConsumedCapacity: consumedCapacity(request.TableName, request.ReturnConsumedCapacity, () =>
      writeUnits(table, before, after),
    ),
    ItemCollectionMetrics: itemCollectionMetrics(write, request.ReturnItemCollectionMetrics),
  });
  await committed;
  return response;
};
