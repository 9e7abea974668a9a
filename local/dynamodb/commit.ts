/** One commit of any number of item writes: items, index entries, stream records and the past, all or nothing. */
import type { Change, Key, Store } from '../store/store';
import type { ItemChange, StreamRecord, Streams } from './streams';
import { indexKey } from './tables/item-keys';
import type { Past } from './tables/past';

export interface Write extends ItemChange {
  readonly key: Key;
}

/** Writes at once for readers; the promise settles with the commit, and subscribers are told then. */
export function commitWrites(
  store: Store,
  streams: Streams,
  past: Past,
  writes: readonly Write[],
  others: readonly Change[] = [],
): Promise<void> {
  const changes: Change[] = [...others];
  const told: (readonly [tableName: string, record: StreamRecord])[] = [];
  for (const write of writes) {
    if (write.before === undefined && write.after === undefined) continue;
    addItem(write, changes);
    addIndexEntries(write, changes);
    past.append(write, changes);
    const record = streams.append(write, changes);
    if (record !== undefined) told.push([write.table.name, record]);
  }
  const committed = store.commit(changes);
  if (told.length === 0) return committed;
  return committed.then(() => {
    for (const [tableName, record] of told) streams.notify(tableName, [record]);
  });
}

function addItem({ key, after }: Write, changes: Change[]): void {
  changes.push(after === undefined ? { kind: 'delete', key } : { kind: 'put', key, value: after });
}

/** An entry holds only the key of its item, so it changes only with the index's key attributes. */
function addIndexEntries({ table, key, before, after }: Write, changes: Change[]): void {
  for (const index of table.indexes) {
    const old = before && indexKey(table, index, before);
    const next = after && indexKey(table, index, after);
    if (old === next) continue;
    if (old !== undefined) changes.push({ kind: 'delete', key: old });
    if (next !== undefined) changes.push({ kind: 'put', key: next, value: key });
  }
}
