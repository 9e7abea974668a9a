/**
 * Writing one item, the same alone, in a batch and in a transaction. Three steps, in the service's order of checks:
 * the request by itself, the request against its table's schema, and the item as it is.
 */
import type { Write } from './commit';
import type { Database } from './database';
import { conditionalCheckFailed, invalidParameter, validationError } from './errors';
import { applyUpdate, knownType, updatedNames } from './expressions/apply-update';
import type { Bindings } from './expressions/bindings';
import { meets } from './expressions/evaluate';
import type { Condition, Update } from './expressions/expression';
import { pathsOfUpdate } from './expressions/paths-of';
import { checkExpressionParameters, type Placeholders, RequestExpressions } from './expressions/request-expressions';
import { checkConditionalOperator, expectationsOf, translate } from './legacy/conditions';
import { translateUpdates } from './legacy/updates';
import type { RawItem } from './requests/attribute-values';
import type { ConditionalOperator, ExpectedValue, ValueUpdate } from './requests/legacy-members';
import { itemKey } from './tables/item-keys';
import { checkItemKeys, checkKey, emptyKind, indexTypeMismatch, isTooLong, kindTooLong } from './tables/key-checks';
import { checkKeyPaths } from './tables/key-paths';
import type { KeyAttribute, Table } from './tables/table';
import { type AttributeValue, attributeOf, EMPTY_ITEM, equalValues, type Item, typeOf } from './values/attribute-value';
import { canonicalItem } from './values/canonical';
import { itemBytes, MAX_ITEM_BYTES } from './values/item-size';

export interface WriteRequest extends Placeholders {
  readonly TableName: string;
  readonly ReturnValues?: string | undefined;
  readonly ConditionExpression: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined;
  readonly Expected?: { readonly [name: string]: ExpectedValue } | undefined;
  readonly ConditionalOperator?: ConditionalOperator | undefined;
}
export interface PutRequest extends WriteRequest {
  readonly Item: RawItem;
}
export interface KeyedRequest extends WriteRequest {
  readonly Key: RawItem;
}
export interface UpdateRequest extends KeyedRequest {
  readonly UpdateExpression: string | undefined;
  readonly AttributeUpdates?: { readonly [name: string]: ValueUpdate } | undefined;
}

/** A request that is right in itself. */
export interface ItemAction {
  readonly kind: 'put' | 'update' | 'delete' | 'conditionCheck';
  readonly tableName: string;
  /** The item to put, or the key. */
  readonly subject: Item;
  readonly bindings: Bindings;
  readonly condition: Condition | undefined;
  readonly update: Update;
  /** Of AttributeUpdates, whose complaint about a type has words of its own. */
  readonly isLegacyUpdate: boolean;
  readonly returnOldOnFailure: boolean;
}

const NO_UPDATE: Update = [];
const LEGACY_WRONG_TYPE = 'Type mismatch for attribute to update';

export function putAction(request: PutRequest): ItemAction {
  const { ConditionExpression, Expected } = request;
  checkExpressionParameters(request, { ConditionExpression }, { Expected });
  const item = canonicalItem(request.Item);
  checkReturnValues(request);
  if (itemBytes(item) > MAX_ITEM_BYTES) throw validationError('Item size has exceeded the maximum allowed size');
  return action('put', request, item);
}

export const deleteAction = (request: KeyedRequest): ItemAction => keyedAction('delete', request);
export const conditionCheckAction = (request: KeyedRequest): ItemAction => keyedAction('conditionCheck', request);

function keyedAction(kind: ItemAction['kind'], request: KeyedRequest): ItemAction {
  const { ConditionExpression, Expected } = request;
  checkExpressionParameters(request, { ConditionExpression }, { Expected });
  const key = canonicalItem(request.Key);
  checkReturnValues(request);
  return action(kind, request, key);
}

/** Only an update has new values to return. */
function checkReturnValues({ ReturnValues = 'NONE' }: WriteRequest): void {
  if (ReturnValues !== 'ALL_OLD' && ReturnValues !== 'NONE') {
    throw validationError('ReturnValues can only be ALL_OLD or NONE');
  }
}

export function updateAction(request: UpdateRequest): ItemAction {
  const { UpdateExpression, ConditionExpression, AttributeUpdates, Expected } = request;
  checkExpressionParameters(request, { UpdateExpression, ConditionExpression }, { AttributeUpdates, Expected });
  return action('update', request, canonicalItem(request.Key), UpdateExpression, AttributeUpdates);
}

function action(
  kind: ItemAction['kind'],
  request: WriteRequest,
  subject: Item,
  updateExpression?: string,
  attributeUpdates?: UpdateRequest['AttributeUpdates'],
): ItemAction {
  const { TableName: tableName, ReturnValuesOnConditionCheckFailure } = request;
  const returnOldOnFailure = ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  if (request.Expected !== undefined || attributeUpdates !== undefined || request.ConditionalOperator !== undefined) {
    return { kind, tableName, subject, returnOldOnFailure, ...legacyParts(request, attributeUpdates) };
  }
  const expressions = RequestExpressions.of(request);
  const update = expressions.update(updateExpression) ?? NO_UPDATE;
  const condition = expressions.condition(request.ConditionExpression, 'ConditionExpression');
  expressions.refuseUnused();
  const { bindings } = expressions;
  return { kind, tableName, subject, bindings, condition, update, isLegacyUpdate: false, returnOldOnFailure };
}

function legacyParts({ Expected, ConditionalOperator }: WriteRequest, updates: UpdateRequest['AttributeUpdates']) {
  const { update, bindings } = translateUpdates(updates ?? {});
  const expected = Expected === undefined ? [] : expectationsOf(Expected);
  checkConditionalOperator(ConditionalOperator, expected.length);
  const translated = translate(expected, ConditionalOperator);
  const values = { ...bindings.values, ...translated.bindings.values };
  return { update, condition: translated.condition, bindings: { names: {}, values }, isLegacyUpdate: true };
}

/** The action against its table's schema. */
export function checkAction({ kind, subject, update, bindings }: ItemAction, table: Table): void {
  if (kind === 'put') {
    checkItemKeys(table, subject);
    return;
  }
  checkKey(table, subject);
  if (kind === 'update') checkUpdate(table, update, bindings);
}

/** What the expression shows without the item: key attributes are fixed, index keys have a type. */
function checkUpdate(table: Table, update: Update, bindings: Bindings): void {
  const written = updatedNames(update, bindings);
  const fixed = table.keyNames.find((name) => written.includes(name));
  if (fixed !== undefined) {
    throw invalidParameter(`Cannot update attribute ${fixed}. This attribute is part of the key`);
  }
  if (table.indexes.length > 0) checkIndexTypes(table, update, written, bindings);
  checkKeyPaths(table, pathsOfUpdate(update), bindings);
}

function checkIndexTypes(table: Table, update: Update, written: readonly string[], bindings: Bindings): void {
  for (const index of table.indexes) {
    for (const attribute of index.attributes) {
      const action = update.find(({ path }, at) => path.length === 1 && written[at] === attribute.name);
      const type = action && knownType(action, bindings);
      if (type !== undefined && type !== attribute.type) throw indexTypeMismatch(index.name, attribute, type);
    }
  }
}

function checkUpdated(table: Table, before: Item | undefined, after: Item): void {
  if (itemBytes(after) > MAX_ITEM_BYTES) {
    throw validationError('Item size to update has exceeded the maximum allowed size');
  }
  for (const index of table.indexes) {
    for (const attribute of index.attributes) {
      const value = attributeOf(after, attribute.name);
      const old = before && attributeOf(before, attribute.name);
      if (value === undefined || (old !== undefined && equalValues(old, value))) continue;
      checkUpdatedIndexKey(value, attribute, index.partition.includes(attribute));
    }
    if (index.attributes.length > 2 && kindTooLong(index, after) !== undefined) throw indexKeyTooLong();
  }
}

const ATTEMPTED = 'The update expression attempted to update the secondary index key';
const indexKeyTooLong = () => validationError(`${ATTEMPTED} beyond allowed size limits`);

function checkUpdatedIndexKey(value: AttributeValue, attribute: KeyAttribute, isHash: boolean): void {
  if (typeOf(value) !== attribute.type) throw validationError(`${ATTEMPTED} to unsupported type`);
  if (isTooLong(value, isHash)) throw indexKeyTooLong();
  const empty = emptyKind(value, attribute.type);
  if (empty === undefined) return;
  throw validationError(
    `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value.`,
  );
}

/** The write that an action comes to, or the service's refusal. Reads the item; writes nothing. */
export function decide(
  database: Database,
  action: ItemAction,
  table: Table,
  key = itemKey(table, action.subject),
): Write {
  const before = database.item(key);
  if (action.condition !== undefined && !meets(before ?? EMPTY_ITEM, action.condition, action.bindings)) {
    throw conditionalCheckFailed(action.returnOldOnFailure ? before : undefined);
  }
  return { table, key, before, after: resultOf(action, before, table) };
}

/** The item afterwards; throws a ValidationException where the item does not allow the change. */
function resultOf(action: ItemAction, before: Item | undefined, table: Table): Item | undefined {
  switch (action.kind) {
    case 'put':
      return action.subject;
    case 'delete':
      return undefined;
    case 'conditionCheck':
      return before;
    case 'update': {
      const wrongType = action.isLegacyUpdate ? LEGACY_WRONG_TYPE : undefined;
      const after = applyUpdate(before ?? action.subject, action.update, action.bindings, wrongType);
      if (before === undefined && takesAwayOnly(action.update)) return undefined;
      checkUpdated(table, before, after);
      return after;
    }
  }
}

/** Such an update makes no item where there is none; one without any action does. */
function takesAwayOnly(update: Update): boolean {
  if (update.length === 0) return false;
  for (const { kind } of update) if (kind === 'SET' || kind === 'ADD') return false;
  return true;
}

/** Looks up the table, checks the action against it, and decides. */
export function decideAlone(database: Database, action: ItemAction): Write {
  const table = database.catalog.get(action.tableName);
  checkAction(action, table);
  return decide(database, action, table);
}
