/** BatchWriteItem. Source: DynamoDB API Reference, BatchWriteItem. */
import type { Key } from '../../store/store';
import { answer } from '../answer';
import { capacityByTable, writeUnits } from '../capacity';
import type { Operation } from '../database';
import { validationError } from '../errors';
import { checkAction, decide, deleteAction, type ItemAction, putAction } from '../item-actions';
import { collectionMetrics } from '../item-collections';
import { attributeMap } from '../requests/attribute-values';
import * as members from '../requests/members';
import { javaObject, list, map } from '../requests/scalars';
import { constraintError, type Of, optional, readRequest, required, structure } from '../requests/shape';
import { KEY_MISMATCH } from '../tables/key-checks';
import type { Table } from '../tables/table';

const MAX_REQUESTS = 25;
const WRITE_REQUEST_CLASS = 'com.amazonaws.dynamodb.v20120810.WriteRequest';

const WRITE_REQUEST = structure({
  DeleteRequest: optional(structure({ Key: required(attributeMap) })),
  PutRequest: optional(structure({ Item: required(attributeMap) })),
});
const shown = (requests: unknown): string =>
  Array.isArray(requests)
    ? `[${requests.map((_each, at) => javaObject(WRITE_REQUEST_CLASS, at)).join(', ')}]`
    : String(requests);

const BATCH_WRITE_ITEM = structure({
  ReturnConsumedCapacity: members.returnConsumedCapacity,
  ReturnItemCollectionMetrics: members.returnItemCollectionMetrics,
  RequestItems: required(
    map(list(WRITE_REQUEST), `java.util.List<${WRITE_REQUEST_CLASS}>`, {
      min: 1,
      keys: { fault: members.tableKeyFault, shown },
    }),
  ),
});
type WriteRequests = Of<typeof BATCH_WRITE_ITEM>['RequestItems'];
type WriteRequest = Of<typeof WRITE_REQUEST>;

export const batchWriteItem: Operation = async (database, input) => {
  const request = readRequest(BATCH_WRITE_ITEM, input);
  checkCounts(request.RequestItems);
  const actions = Object.entries(request.RequestItems).map(
    ([name, requests]) => [name, requests.map((each) => actionOf(name, each))] as const,
  );
  const keys = new Set<Key>();
  const writes = actions.flatMap(([name, ofTable]) => {
    const table = database.catalog.get(name);
    return ofTable.map((action) => {
      checkBatched(action, table);
      const write = decide(database, action, table);
      if (keys.has(write.key)) throw validationError('Provided list of item keys contains duplicates');
      keys.add(write.key);
      return write;
    });
  });
  const committed = database.commit(writes);
  const names = actions.flatMap(([name, ofTable]) => ofTable.map(() => name));
  const spent = writes.map(({ table, before, after }, at) => ({
    tableName: names[at] ?? table.name,
    units: () => writeUnits(table, before, after),
  }));
  const response = answer({
    UnprocessedItems: {},
    ItemCollectionMetrics: collectionMetrics(writes, names, request.ReturnItemCollectionMetrics),
    ConsumedCapacity: capacityByTable(spent, request.ReturnConsumedCapacity),
  });
  await committed;
  return response;
};

function checkCounts(requests: WriteRequests): void {
  const lists = Object.entries(requests);
  const wrong = lists.some(([, each]) => each.length === 0 || each.length > MAX_REQUESTS);
  if (wrong) {
    const all = lists.map(([name, each]) => `${name}=${shown(each)}`).join(', ');
    throw constraintError([
      `Value '{${all}}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${MAX_REQUESTS}, Member must have length greater than or equal to 1]`,
    ]);
  }
  if (lists.reduce((sum, [, each]) => sum + each.length, 0) > MAX_REQUESTS) {
    throw validationError('Too many items requested for the BatchWriteItem call');
  }
}

const PLAIN = { ConditionExpression: undefined, ExpressionAttributeNames: undefined };

function actionOf(TableName: string, { PutRequest, DeleteRequest }: WriteRequest): ItemAction {
  if (PutRequest !== undefined && DeleteRequest === undefined) {
    return putAction({ ...PLAIN, TableName, Item: PutRequest.Item });
  }
  if (DeleteRequest !== undefined && PutRequest === undefined) {
    return deleteAction({ ...PLAIN, TableName, Key: DeleteRequest.Key });
  }
  throw validationError(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  );
}

/** A batch says of a wrong key only that it does not match. */
function checkBatched(action: ItemAction, table: Table): void {
  try {
    checkAction(action, table);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/Missing the key|Type mismatch for key/.test(message)) throw validationError(KEY_MISMATCH);
    throw error;
  }
}
