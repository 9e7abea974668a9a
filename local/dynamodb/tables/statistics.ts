/**
 * Item counts and sizes for DescribeTable. "DynamoDB updates this value approximately every six hours. Recent changes
 * might not be reflected in this value": so writes need not count.
 *
 * C1. What was counted last is in the store, so that a folder with many items is opened as soon as an empty one.
 * C2. A table of more than a few items is counted in passing, a piece at a time, and described as it was counted before.
 */
import { type Clock, epochMillis } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import { type Change, type Key, keyOf, type Store } from '../../store/store';
import { projected } from '../capacity';
import type { Item } from '../values/attribute-value';
import { itemBytes } from '../values/item-size';
import { indexKey } from './item-keys';
import type { Table } from './table';
import type { TableRecord } from './table-record';

const REFRESH_MILLIS = 6 * 60 * 60 * 1000;
/** Items that are counted before DescribeTable is answered, and in each piece after that: some milliseconds. */
const PIECE_ITEMS = 1000;
/** Between two pieces, so that counting takes a small share of a core. */
const PAUSE_MILLIS = 100;

interface Count {
  readonly items: number;
  readonly bytes: number;
}
export interface Statistics extends Count {
  readonly indexes: { readonly [indexName: string]: Count | undefined };
}
export const NO_STATISTICS: Statistics = { items: 0, bytes: 0, indexes: {} };

interface Known {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly statistics: Statistics;
}

export class TableStatistics {
  private readonly known = new Map<string, Known>();
  /** Tables that are being counted (C2). */
  private readonly counting = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly clock: LocalClock,
  ) {}

  /** A new table is counted as it is: empty. To be committed with it. */
  created(record: TableRecord): Change {
    return this.keep(record.TableId, NO_STATISTICS);
  }

  of(table: Table): Statistics {
    const { TableId } = table.record;
    const known = this.lastOf(TableId);
    if (known !== undefined && isFresh(known, this.clock)) return known.statistics;
    if (this.counting.has(TableId)) return known?.statistics ?? NO_STATISTICS;
    this.counting.add(TableId);
    return this.goOn(table, new Counting(this.store, table)) ?? known?.statistics ?? NO_STATISTICS;
  }

  /** Counted anew. */
  now(table: Table): Statistics {
    const counting = new Counting(this.store, table);
    counting.goOn(Number.POSITIVE_INFINITY);
    return counting.statistics;
  }

  /** To be committed with the table's end. */
  forget({ record }: Table): Change {
    this.known.delete(record.TableId);
    this.counting.delete(record.TableId);
    return { kind: 'delete', key: keyOfStatistics(record.TableId) };
  }

  private lastOf(tableId: string): Known | undefined {
    return this.known.get(tableId) ?? (this.store.get(keyOfStatistics(tableId)) as Known | undefined);
  }

  /** Counts a piece, and the next in passing; answers what there is once all is counted. */
  private goOn(table: Table, counting: Counting): Statistics | undefined {
    const { TableId } = table.record;
    if (!counting.goOn(PIECE_ITEMS)) {
      this.clock.inPassing(epochMillis(this.clock.now() + PAUSE_MILLIS), () => this.goOnLater(table, counting));
      return undefined;
    }
    this.counting.delete(TableId);
    // Nobody waits for it: where it is not kept it is counted again.
    this.store.commit([this.keep(TableId, counting.statistics)]).catch(() => undefined);
    return counting.statistics;
  }

  private goOnLater(table: Table, counting: Counting): void {
    if (!this.counting.has(table.record.TableId)) return;
    try {
      this.goOn(table, counting);
    } catch {
      // The store was closed under it, and nobody will ask this model again.
      this.counting.delete(table.record.TableId);
    }
  }

  private keep(tableId: string, statistics: Statistics): Change {
    const known: Known = { at: this.clock.now(), statistics };
    this.known.set(tableId, known);
    return { kind: 'put', key: keyOfStatistics(tableId), value: known };
  }
}

const keyOfStatistics = (tableId: string): Key => keyOf('dynamodb', 'statistics', tableId);
const isFresh = ({ at }: Known, clock: Clock): boolean => clock.now() - at < REFRESH_MILLIS;

/** A walk over a table's items as they stand when each is reached. */
class Counting {
  private total: Count = { items: 0, bytes: 0 };
  private readonly indexes = new Map<string, Count>();
  private from: Key;

  constructor(
    private readonly store: Store,
    private readonly table: Table,
  ) {
    this.from = `${table.place}\u0000`;
  }

  get statistics(): Statistics {
    return { ...this.total, indexes: Object.fromEntries(this.indexes) };
  }

  /** Counts up to `limit` items more; answers whether none is left. */
  goOn(limit: number): boolean {
    let left = limit;
    for (const [key, value] of this.store.range({ from: this.from, to: `${this.table.place}\u0001` })) {
      if (left-- === 0) {
        this.from = key;
        return false;
      }
      this.count(value as Item);
    }
    return true;
  }

  private count(item: Item): void {
    this.total = add(this.total, itemBytes(item));
    for (const index of this.table.indexes) {
      if (indexKey(this.table, index, item) === undefined) continue;
      this.indexes.set(index.name, add(this.indexes.get(index.name), itemBytes(projected(index, item))));
    }
  }
}

const add = (count: Count | undefined, bytes: number): Count => ({
  items: (count?.items ?? 0) + 1,
  bytes: (count?.bytes ?? 0) + bytes,
});
