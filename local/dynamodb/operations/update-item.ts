/** UpdateItem. Source: DynamoDB API Reference, UpdateItem. */
import { assertNever } from '../../../lib/units';
import { answer } from '../answer';
import { consumedCapacity, writeUnits } from '../capacity';
import type { Write } from '../commit';
import type { Operation } from '../database';
import type { Bindings } from '../expressions/bindings';
import type { Update } from '../expressions/expression';
import { project } from '../expressions/project';
import { decideAlone, updateAction } from '../item-actions';
import { itemCollectionMetrics } from '../item-collections';
import * as legacy from '../requests/legacy-members';
import * as members from '../requests/members';
import { type Of, readRequest, structure } from '../requests/shape';
import type { Item } from '../values/attribute-value';

const UPDATE_ITEM = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  TableName: members.tableName,
  ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  ReturnValues: members.returnValues,
  Key: members.key,
  ConditionalOperator: legacy.conditionalOperator,
  Expected: legacy.expected,
  AttributeUpdates: legacy.attributeUpdates,
  ConditionExpression: members.expression,
  UpdateExpression: members.expression,
  ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
  ExpressionAttributeValues: members.values,
  ExpressionAttributeNames: members.names,
});

export const updateItem: Operation = async (database, input) => {
  const request = readRequest(UPDATE_ITEM, input);
  const action = updateAction(request);
  const write = decideAlone(database, action);
  const committed = database.commit([write]);
  const { table, before, after } = write;
  const response = answer({
    Attributes: attributes(request.ReturnValues ?? 'NONE', write, action.update, action.bindings),
    ConsumedCapacity: consumedCapacity(request.TableName, request.ReturnConsumedCapacity, () =>
      writeUnits(table, before, after),
    ),
    ItemCollectionMetrics: itemCollectionMetrics(write, request.ReturnItemCollectionMetrics),
  });
  await committed;
  return response;
};

type ReturnValues = NonNullable<Of<typeof UPDATE_ITEM>['ReturnValues']>;

function attributes(
  returnValues: ReturnValues,
  { before, after }: Write,
  update: Update,
  bindings: Bindings,
): Item | undefined {
  const updated = (item: Item | undefined) => {
    if (item === undefined) return undefined;
    const picked = project(
      item,
      update.map((action) => action.path),
      bindings,
    );
    return Object.keys(picked).length === 0 ? undefined : picked;
  };
  switch (returnValues) {
    case 'NONE':
      return undefined;
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return updated(before);
    case 'UPDATED_NEW':
      return updated(after);
    default:
      return assertNever(returnValues);
  }
}
