/**
 * Item counts and sizes for DescribeTable. "DynamoDB updates this value approximately every six hours. Recent changes
 * might not be reflected in this value": so writes need not count.
 */
import type { Clock } from '../../../lib/units';
import type { Store } from '../../store/store';
import { projected } from '../capacity';
import { itemBytes } from '../values/item-size';
import { itemsOf } from './contents';
import { indexKey } from './item-keys';
import type { Table } from './table';

const REFRESH_MILLIS = 6 * 60 * 60 * 1000;

interface Count {
  readonly items: number;
  readonly bytes: number;
}
export interface Statistics extends Count {
  readonly indexes: ReadonlyMap<string, Count>;
}
export const NO_STATISTICS: Statistics = { items: 0, bytes: 0, indexes: new Map() };

export class TableStatistics {
  private readonly known = new Map<string, { readonly at: number; readonly statistics: Statistics }>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** A new table is counted as it is: empty. */
  created(table: Table): void {
    this.known.set(table.record.TableId, { at: this.clock.now(), statistics: NO_STATISTICS });
  }

  of(table: Table): Statistics {
    const known = this.known.get(table.record.TableId);
    const now = this.clock.now();
    if (known !== undefined && now - known.at < REFRESH_MILLIS) return known.statistics;
    const statistics = this.count(table);
    this.known.set(table.record.TableId, { at: now, statistics });
    return statistics;
  }

  /** Counted anew. */
  now(table: Table): Statistics {
    return this.count(table);
  }

  forget(table: Table): void {
    this.known.delete(table.record.TableId);
  }

  private count(table: Table): Statistics {
    let total: Count = { items: 0, bytes: 0 };
    const indexes = new Map<string, Count>();
    for (const item of itemsOf(this.store, table.place)) {
      total = add(total, itemBytes(item));
      for (const index of table.indexes) {
        if (indexKey(table, index, item) === undefined) continue;
        indexes.set(index.name, add(indexes.get(index.name), itemBytes(projected(index, item))));
      }
    }
    return { ...total, indexes };
  }
}

const add = (count: Count | undefined, bytes: number): Count => ({
  items: (count?.items ?? 0) + 1,
  bytes: (count?.bytes ?? 0) + bytes,
});
