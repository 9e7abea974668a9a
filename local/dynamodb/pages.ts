/** What Query and Scan share: walking a range of a table or index, one page at a time. */
import type { JsonObject } from '../../lib/units';
import type { Key, Range } from '../store/store';
import { answer } from './answer';
import {
  type Consistency,
  consumedCapacity,
  projected,
  type ReturnConsumedCapacity,
  readUnits,
  type Units,
} from './capacity';
import type { Database } from './database';
import { invalidParameter, validationError } from './errors';
import type { Bindings } from './expressions/bindings';
import { meets } from './expressions/evaluate';
import type { Condition, Projection } from './expressions/expression';
import { project } from './expressions/project';
import { indexKey, itemKey, pickNames } from './tables/item-keys';
import { checkKey } from './tables/key-checks';
import { head } from './tables/key-paths';
import type { Index, Table } from './tables/table';
import { attributeOf, type Item, typeOf } from './values/attribute-value';
import { itemBytes } from './values/item-size';

/** Source: DynamoDB Developer Guide, "Paginating table query results": a page ends when it holds 1 MB. */
const MAX_PAGE_BYTES = 1024 * 1024;

export type Select = 'SPECIFIC_ATTRIBUTES' | 'COUNT' | 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES';

export interface PageRequest {
  /** As the request has it. */
  readonly tableName: string;
  readonly table: Table;
  readonly index: Index | undefined;
  readonly range: Range;
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  readonly projection: Projection | undefined;
  readonly bindings: Bindings;
  readonly select: Select | undefined;
  readonly consistency: Consistency;
  readonly returnConsumedCapacity: ReturnConsumedCapacity;
}

export function readPage(database: Database, request: PageRequest): JsonObject {
  const { table, index, range, limit, filter, bindings, projection, select } = request;
  const items: Item[] = [];
  let bytes = 0;
  let fetched = 0;
  let scanned = 0;
  const [readsWhole, fetches] = [readsWholeItem(request), fetchesItems(request)];
  let last: Item | undefined;
  for (const [, value] of database.store.range(range)) {
    // An index entry holds the key of its item.
    const whole = index === undefined ? (value as Item) : database.item(value as Key);
    if (whole === undefined) continue;
    const item = index === undefined ? whole : projected(index, whole);
    scanned++;
    bytes += itemBytes(item);
    if (fetches) fetched += readUnits(itemBytes(whole), request.consistency);
    const source = readsWhole ? whole : item;
    if (filter === undefined || meets(source, filter, bindings)) {
      items.push(projection === undefined ? source : project(source, projection, bindings));
    }
    if (scanned === limit || bytes >= MAX_PAGE_BYTES) {
      last = whole;
      break;
    }
  }
  return answer({
    Items: select === 'COUNT' ? undefined : items,
    Count: items.length,
    ScannedCount: scanned,
    LastEvaluatedKey: last && pickNames(last, index?.keyNames ?? table.keyNames),
    ConsumedCapacity: consumedCapacity(request.tableName, request.returnConsumedCapacity, () =>
      unitsOf(request, bytes, fetched),
    ),
  });
}

/** A local index fetches from its table what it does not hold. */
function readsWholeItem({ index, select, projection }: PageRequest): boolean {
  if (index === undefined || index.projected === undefined) return true;
  return index.kind === 'local' && (select === 'ALL_ATTRIBUTES' || projection !== undefined);
}

/** Where attributes are asked for that the index does not hold, each of its items costs a read of the table. */
function fetchesItems({ index, select, projection = [], bindings }: PageRequest): boolean {
  if (index?.kind !== 'local' || index.projected === undefined) return false;
  const { projected: held } = index;
  return select === 'ALL_ATTRIBUTES' || projection.some((path) => !held.has(head(path, bindings)));
}

function unitsOf({ index, consistency }: PageRequest, bytes: number, fetched: number): Units {
  const units = readUnits(bytes, consistency);
  return index === undefined ? { table: units, indexes: [] } : { table: fetched, indexes: [{ index, units }] };
}

export function findIndex(
  { transitions }: Database,
  table: Table,
  indexName: string | undefined,
  consistentRead: boolean,
): Index | undefined {
  if (indexName === undefined) return undefined;
  const index = table.indexes.find((each) => each.name === indexName);
  if (index === undefined) throw validationError(`The table does not have the specified index: ${indexName}`);
  if (index.kind === 'global' && consistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  transitions.refuseRead(table.name, indexName);
  return index;
}

/** What may be asked for, by the request alone. */
export function checkSelect(
  select: Select | undefined,
  request: {
    readonly IndexName: string | undefined;
    readonly ProjectionExpression: string | undefined;
    readonly AttributesToGet: readonly string[] | undefined;
  },
): void {
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && request.IndexName === undefined) {
    throw invalidParameter('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  const chosen = (['ProjectionExpression', 'AttributesToGet'] as const).find((each) => request[each] !== undefined);
  if (chosen !== undefined && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    const what = select === 'COUNT' ? 'only the Count' : select;
    throw validationError(`Cannot specify the ${chosen} when choosing to get ${what}`);
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && chosen === undefined) {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
}

/** A global index answers only with what it holds. */
export function checkProjected(
  index: Index | undefined,
  select: Select | undefined,
  projection: Projection | undefined,
  bindings: Bindings,
): void {
  if (index === undefined || index.kind === 'local' || index.projected === undefined) return;
  const { name, projected: held } = index;
  if (select === 'ALL_ATTRIBUTES') {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  }
  const missing = (projection ?? []).map((path) => head(path, bindings)).filter((each) => !held.has(each));
  if (missing.length > 0) {
    throw invalidParameter(`Global secondary index ${name} does not project [${missing.join(', ')}]`);
  }
}

/** The place of an ExclusiveStartKey, whose attributes must be the keys of what is read. */
export function startKey(table: Table, index: Index | undefined, start: Item): Key {
  const names = index?.keyNames ?? table.keyNames;
  if (index !== undefined) {
    const complete =
      Object.keys(start).length === names.length && index.attributes.every((attribute) => matches(start, attribute));
    if (!complete) throw validationError('The provided starting key is invalid');
  }
  try {
    checkKey(table, index === undefined ? start : pickNames(start, table.keyNames));
  } catch (error) {
    throw validationError(`The provided starting key is invalid: ${error instanceof Error ? error.message : error}`);
  }
  const key = index === undefined ? itemKey(table, start) : indexKey(table, index, start);
  if (key === undefined) throw validationError('The provided starting key is invalid');
  return key;
}

function matches(start: Item, { name, type }: { readonly name: string; readonly type: string }): boolean {
  const value = attributeOf(start, name);
  return value !== undefined && typeOf(value) === type;
}

/** What is left of a range behind `start`. */
export function rangeAfter(range: Range, start: Key | undefined): Range {
  if (start === undefined) return range;
  if (range.reverse) return { ...range, to: start < range.to ? start : range.to };
  const next = `${start}\u0000`;
  return { ...range, from: next > range.from ? next : range.from };
}
