/** TransactWriteItems. Source: DynamoDB API Reference, TransactWriteItems. */
import type { JsonObject } from '../../../lib/units';
import type { Key } from '../../store/store';
import { answer } from '../answer';
import { capacityByTable, unitsOfItem, writeUnits } from '../capacity';
import type { Write } from '../commit';
import type { Database, Operation } from '../database';
import { validationError } from '../errors';
import {
  checkAction,
  conditionCheckAction,
  decide,
  deleteAction,
  type ItemAction,
  putAction,
  updateAction,
} from '../item-actions';
import { collectionMetrics } from '../item-collections';
import { fingerprint } from '../request-fingerprint';
import { attributeMap } from '../requests/attribute-values';
import * as members from '../requests/members';
import { list, text } from '../requests/scalars';
import { type Of, optional, readRequest, required, structure } from '../requests/shape';
import { itemKey } from '../tables/item-keys';
import { refuseEmptyKeys } from '../tables/key-checks';
import type { KeyAttribute, Table } from '../tables/table';
import { allOrCancel, MAX_ACTIONS, MAX_TRANSACTION_BYTES, sameItemTwice, tooLarge } from '../transactions';
import { attributeOf, typeOf } from '../values/attribute-value';
import { itemBytes } from '../values/item-size';

const WRITE = {
  TableName: members.tableName,
  ExpressionAttributeNames: members.names,
  ExpressionAttributeValues: members.values,
  ReturnValuesOnConditionCheckFailure: members.returnValuesOnConditionCheckFailure,
};
const TRANSACT_WRITE_ITEM = structure({
  ConditionCheck: optional(structure({ ...WRITE, Key: members.key, ConditionExpression: required(text()) })),
  Put: optional(structure({ ...WRITE, Item: required(attributeMap), ConditionExpression: members.expression })),
  Delete: optional(structure({ ...WRITE, Key: members.key, ConditionExpression: members.expression })),
  Update: optional(
    structure({
      ...WRITE,
      Key: members.key,
      ConditionExpression: members.expression,
      UpdateExpression: required(text()),
    }),
  ),
});
const TRANSACT_WRITE_ITEMS = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  ClientRequestToken: optional(text({ min: 1, max: 36 })),
  TransactItems: required(
    list(TRANSACT_WRITE_ITEM, {
      min: 1,
      max: MAX_ACTIONS,
      shownAs: 'com.amazonaws.dynamodb.v20120810.TransactWriteItem',
    }),
  ),
});
type Request = Of<typeof TRANSACT_WRITE_ITEMS>;
type TransactWriteItem = Of<typeof TRANSACT_WRITE_ITEM>;

interface TableAction {
  readonly action: ItemAction;
  readonly table: Table;
  /** Nothing when the key attributes do not fit the table. */
  readonly key: Key | undefined;
}

export const transactWriteItems: Operation = async (database, input) => {
  const request = readRequest(TRANSACT_WRITE_ITEMS, input);
  const actions = request.TransactItems.map(actionOf).map((action) => onTable(database, action));
  refuseSameItem(actions);
  const token = request.ClientRequestToken;
  const digest = token === undefined ? 0 : fingerprint(input.TransactItems ?? null);
  if (token !== undefined && database.tokens.isReplay(token, digest)) return replay(database, actions, request);
  const writes = allOrCancel(actions, ({ action, table, key }) => {
    checkAction(action, table);
    return decide(database, action, table, key);
  });
  if (bytesOf(writes) > MAX_TRANSACTION_BYTES) throw tooLarge();
  const changed = writes.filter((_write, at) => actions[at]?.action.kind !== 'conditionCheck');
  const committed = database.commit(changed, token === undefined ? [] : database.tokens.remember(token, digest));
  const response = respond(writes, actions, request);
  await committed;
  return response;
};

function actionOf({ ConditionCheck, Put, Delete, Update }: TransactWriteItem): ItemAction {
  const given = [ConditionCheck, Put, Delete, Update].filter((each) => each !== undefined);
  if (given.length === 1) {
    if (ConditionCheck !== undefined) return conditionCheckAction(ConditionCheck);
    if (Put !== undefined) return putAction(Put);
    if (Delete !== undefined) return deleteAction(Delete);
    if (Update !== undefined) return updateAction(Update);
  }
  throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
}

function onTable(database: Database, action: ItemAction): TableAction {
  const table = database.catalog.get(action.tableName);
  refuseEmptyKeys(table, action.subject);
  const fits = (attribute: KeyAttribute | undefined) => {
    const value = attribute && attributeOf(action.subject, attribute.name);
    return attribute === undefined || (value !== undefined && typeOf(value) === attribute.type);
  };
  return { action, table, key: fits(table.hash) && fits(table.range) ? itemKey(table, action.subject) : undefined };
}

/** Actions without a whole key are left to the checks that cancel. */
function refuseSameItem(actions: readonly TableAction[]): void {
  const seen = new Set<Key>();
  for (const { key } of actions) {
    if (key === undefined) continue;
    if (seen.has(key)) throw sameItemTwice();
    seen.add(key);
  }
}

const bytesOf = (writes: readonly Write[]) =>
  writes.length <= 10
    ? 0 // ten items of 400 KB cannot exceed the limit
    : writes.reduce((bytes, { before, after }) => bytes + itemBytes(after ?? before ?? {}), 0);

function respond(writes: readonly Write[], actions: readonly TableAction[], request: Request): JsonObject {
  const names = actions.map(({ action }) => action.tableName);
  const spent = writes.map(({ table, before, after }, at) => ({
    tableName: names[at] ?? table.name,
    units: () => writeUnits(table, before, after, 2),
  }));
  return answer({
    ConsumedCapacity: capacityByTable(spent, request.ReturnConsumedCapacity, 'WriteCapacityUnits'),
    ItemCollectionMetrics: collectionMetrics(writes, names, request.ReturnItemCollectionMetrics),
  });
}

/** "Subsequent calls with the same client token return the number of read capacity units consumed in reading the item." */
function replay(database: Database, actions: readonly TableAction[], request: Request): JsonObject {
  const spent = actions.map(({ action, table }) => ({
    tableName: action.tableName,
    units: () => unitsOfItem(database.item(itemKey(table, action.subject)), 'transactional'),
  }));
  return answer({
    ConsumedCapacity: capacityByTable(spent, request.ReturnConsumedCapacity, 'ReadCapacityUnits'),
  });
}
