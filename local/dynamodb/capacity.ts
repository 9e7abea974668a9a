/**
 * Capacity units as DynamoDB counts them: a write unit is 1 KB, a read unit 4 KB, half a unit when eventually
 * consistent, twice as much in a transaction; every item of a write is rounded up by itself.
 * Source: DynamoDB Developer Guide, "DynamoDB read and write operations".
 */
import type { JsonObject } from '../../lib/units';
import { indexKey, pickNames } from './tables/item-keys';
import type { Index, Table } from './tables/table';
import { equalItems, type Item } from './values/attribute-value';
import { itemBytes } from './values/item-size';

export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;
export type Consistency = 'eventual' | 'strong' | 'transactional';

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

/** Units by where they were spent. */
export interface Units {
  readonly table: number;
  readonly indexes: readonly { readonly index: Index; readonly units: number }[];
}

const READ_COST: { readonly [C in Consistency]: number } = { eventual: 0.5, strong: 1, transactional: 2 };

export const readUnits = (bytes: number, consistency: Consistency): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * READ_COST[consistency];

export const unitsOfItem = (item: Item | undefined, consistency: Consistency): Units => ({
  table: readUnits(item === undefined ? 0 : itemBytes(item), consistency),
  indexes: [],
});

const oneWrite = (bytes: number) => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** The larger of the two images counts; `factor` is 2 in a transaction. */
export function writeUnits(table: Table, before: Item | undefined, after: Item | undefined, factor = 1): Units {
  const bytes = Math.max(before === undefined ? 0 : itemBytes(before), after === undefined ? 0 : itemBytes(after));
  const indexes = table.indexes.flatMap((index) => {
    const units = indexWriteUnits(table, index, before, after) * factor;
    return units === 0 ? [] : [{ index, units }];
  });
  return { table: oneWrite(bytes) * factor, indexes };
}

/** An entry that moves is deleted and put: two writes. One whose attributes stay is not written. */
function indexWriteUnits(table: Table, index: Index, before: Item | undefined, after: Item | undefined): number {
  const oldKey = before && indexKey(table, index, before);
  const newKey = after && indexKey(table, index, after);
  const old = before && oldKey !== undefined ? projected(index, before) : undefined;
  const next = after && newKey !== undefined ? projected(index, after) : undefined;
  if (old === undefined && next === undefined) return 0;
  if (old === undefined || next === undefined) return oneWrite(itemBytes(old ?? next ?? {}));
  if (oldKey !== newKey) return oneWrite(itemBytes(old)) + oneWrite(itemBytes(next));
  return equalItems(old, next) ? 0 : oneWrite(Math.max(itemBytes(old), itemBytes(next)));
}

/** An item as the index holds it. */
export const projected = (index: Index, item: Item): Item =>
  index.projected === undefined ? item : pickNames(item, index.projected);

export function addUnits(all: readonly Units[]): Units {
  const indexes = new Map<Index, number>();
  for (const { index, units } of all.flatMap((each) => each.indexes)) {
    indexes.set(index, (indexes.get(index) ?? 0) + units);
  }
  return {
    table: all.reduce((sum, each) => sum + each.table, 0),
    indexes: [...indexes].map(([index, units]) => ({ index, units })),
  };
}

/** Transactions also say which kind of unit they spent. */
export type TransactionKind = 'ReadCapacityUnits' | 'WriteCapacityUnits';

/** `undefined` where the request did not ask. `tableName` is what the request calls the table: its name or its ARN. */
export function consumedCapacity(
  tableName: string,
  detail: ReturnConsumedCapacity,
  unitsOf: () => Units,
  kind?: TransactionKind,
): JsonObject | undefined {
  if (detail === undefined || detail === 'NONE') return undefined;
  const units = unitsOf();
  const total = units.indexes.reduce((sum, each) => sum + each.units, units.table);
  const capacity = (amount: number) => ({ CapacityUnits: amount, ...(kind && { [kind]: amount }) });
  const summary = { TableName: tableName, ...capacity(total) };
  if (detail === 'TOTAL') return summary;
  const ofKind = (wanted: Index['kind']) =>
    units.indexes
      .filter(({ index }) => index.kind === wanted)
      .map(({ index, units: amount }) => [index.name, capacity(amount)] as const);
  const globals = ofKind('global');
  const locals = ofKind('local');
  return {
    ...summary,
    Table: capacity(units.table),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: Object.fromEntries(globals) }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: Object.fromEntries(locals) }),
  };
}

/** What one item of a request over many has spent. */
export interface Spent {
  readonly tableName: string;
  readonly units: () => Units;
}

/** For requests over many items: one entry a table, in the order of the first item of each. */
export function capacityByTable(
  spent: readonly Spent[],
  detail: ReturnConsumedCapacity,
  kind?: TransactionKind,
): readonly JsonObject[] | undefined {
  if (detail === undefined || detail === 'NONE') return undefined;
  const tableNames = [...new Set(spent.map(({ tableName }) => tableName))];
  return tableNames
    .map((tableName) => {
      const ofTable = spent.filter((each) => each.tableName === tableName);
      return consumedCapacity(tableName, detail, () => addUnits(ofTable.map(({ units }) => units())), kind);
    })
    .filter((capacity) => capacity !== undefined);
}
