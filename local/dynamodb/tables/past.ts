/**
 * What the items of a table with point-in-time recovery were before each write, for as long as it can be restored to that.
 *
 * H1. Only tables with point-in-time recovery have a past: the others keep nothing, and pay one comparison a write.
 * H2. What an item was is committed together with the write that replaced it.
 * H3. Times never fall in a past, whatever the clock of the system does, nor over restarts.
 * H4. What nothing can be restored to any more goes with later writes, a piece at a time.
 */
import type { Clock } from '../../../lib/units';
import { type Change, type Key, keyOf, type Store } from '../../store/store';
import type { ItemChange } from '../streams';
import type { Item } from '../values/attribute-value';
import { deletions } from './contents';
import type { Table } from './table';
import type { TableRecord } from './table-record';

/** A trim is tried once in this many writes, and removes at most twice as many. */
const TRIM_EVERY = 512;

interface Replaced {
  readonly key: Key;
  /** Absent where the write made the item. */
  readonly before?: Item;
}
interface Last {
  readonly at: number;
  readonly sequence: number;
}

export class Past {
  private readonly lasts = new Map<Key, Last>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** Adds to `changes` what the item was, where the table has a past. */
  append({ table, key, before }: ItemChange & { readonly key: Key }, changes: Change[]): void {
    if (table.record.PointInTimeRecovery === undefined) return; // H1
    const place = pastPlace(table.record);
    const last = this.lasts.get(place) ?? this.lastOf(place);
    const next = { at: Math.max(last.at, this.clock.now()), sequence: last.sequence + 1 };
    this.lasts.set(place, next);
    const value: Replaced = before === undefined ? { key } : { key, before };
    changes.push({ kind: 'put', key: `${place}\u0000${entryKey(next)}`, value });
    if (next.sequence % TRIM_EVERY === 0) this.trim(table.record, place, changes);
  }

  /** The items as they were when `seconds` began: with what had been written by that millisecond, and nothing later. */
  *itemsAt(table: Table, seconds: number): Iterable<Item> {
    const replaced = this.replacedSince(table, seconds);
    for (const [key, value] of this.store.range({ from: `${table.place}\u0000`, to: `${table.place}\u0001` })) {
      if (!replaced.has(key)) yield value as Item;
    }
    for (const item of replaced.values()) if (item !== undefined) yield item;
  }

  /** To be committed where a table ends, or its point-in-time recovery does. */
  forget(record: TableRecord): readonly Change[] {
    const place = pastPlace(record);
    this.lasts.delete(place);
    return deletions(this.store, place);
  }

  private replacedSince({ record }: Table, seconds: number): ReadonlyMap<Key, Item | undefined> {
    const place = pastPlace(record);
    const from = `${place}\u0000${entryKey({ at: seconds * 1000 + 1, sequence: 0 })}`;
    const replaced = new Map<Key, Item | undefined>();
    for (const [, value] of this.store.range({ from, to: `${place}\u0001` })) {
      const { key, before } = value as Replaced;
      if (!replaced.has(key)) replaced.set(key, before);
    }
    return replaced;
  }

  private lastOf(place: Key): Last {
    for (const [key] of this.store.range({ from: `${place}\u0000`, to: `${place}\u0001`, reverse: true })) {
      const [at, sequence] = key.slice(place.length + 1).split('-');
      return { at: Number(at), sequence: Number(sequence) };
    }
    return { at: 0, sequence: 0 };
  }

  private trim(record: TableRecord, place: Key, changes: Change[]): void {
    const to = `${place}\u0000${entryKey({ at: earliestRestorable(record, this.clock) * 1000 + 1, sequence: 0 })}`;
    let left = 2 * TRIM_EVERY;
    for (const [key] of this.store.range({ from: `${place}\u0000`, to })) {
      if (left-- === 0) return;
      changes.push({ kind: 'delete', key });
    }
  }
}

const SECONDS_A_DAY = 24 * 60 * 60;

/** Epoch seconds. Of a table with point-in-time recovery. */
export function earliestRestorable({ PointInTimeRecovery: recovery }: TableRecord, clock: Clock): number {
  if (recovery === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(recovery.since, Math.floor(clock.now() / 1000) - recovery.RecoveryPeriodInDays * SECONDS_A_DAY);
}

/** By the table's number: a table of the same name later has a past of its own. */
const pastPlace = (record: TableRecord): Key => keyOf('dynamodb', 'past', record.number);
/** By time, and then in the order of the writes. */
const entryKey = ({ at, sequence }: Last) => `${String(at).padStart(14, '0')}-${String(sequence).padStart(16, '0')}`;
