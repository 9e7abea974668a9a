/**
 * Time to Live. Source: DynamoDB Developer Guide, "Using time to live (TTL)".
 *
 * L1. As in DynamoDB a background pass deletes what has expired, late: until then expired items are read and written.
 * L2. No timer drives it: a pass goes on, a bounded piece at a time, with the writes to its table, or when asked. So an
 *     idle virtual clock does not run ahead to the next expiry.
 * L3. A deletion's stream record names the service.
 * L4. No pass begins before something can have expired: the earliest expiry is known from the pass before and from the
 *     writes since. Only a table that was just opened, or whose settings changed, is looked through to learn it.
 */
import type { Write } from './commit';
import type { Database } from './database';
import type { UserIdentity } from './streams';
import type { Table } from './tables/table';
import { attributeOf, type Item } from './values/attribute-value';

/** Between two pieces of a table's pass. */
const INTERVAL_MILLIS = 60_000;
/** Items looked at in one piece. */
const PIECE_ITEMS = 1000;
/** "The value of the TTL attribute must not be older than five years." */
const MAX_AGE_SECONDS = 5 * 365 * 24 * 60 * 60;

const SERVICE: UserIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

interface Pass {
  nextAt: number;
  /** Where the next piece begins; empty between two passes. */
  from: string;
  /** Epoch seconds; nothing of the table expires before (L4). */
  dueAt: number;
  /** The earliest expiry of what the pass under way has left, and of what was written since it began. */
  earliestLeft: number;
}

export class TimeToLive {
  /** A table whose settings change is another object. */
  private readonly passes = new WeakMap<Table, Pass>();

  constructor(private readonly database: Database) {}

  /** Goes on with the pass over the table that was written to, when its time has come. */
  afterWrite({ table, after }: Write): Promise<void> | undefined {
    const attribute = table.record.TimeToLiveAttribute;
    if (attribute === undefined) return undefined;
    const now = this.database.clock.now();
    const pass = this.passOf(table, now);
    const expiry = after && expiryOf(after, attribute);
    if (expiry !== undefined && !isTooOld(expiry, now / 1000)) {
      pass.dueAt = Math.min(pass.dueAt, expiry);
      pass.earliestLeft = Math.min(pass.earliestLeft, expiry);
    }
    if (now < pass.nextAt || now / 1000 < pass.dueAt) return undefined;
    return this.goOn(table, pass, now);
  }

  private passOf(table: Table, now: number): Pass {
    let pass = this.passes.get(table);
    if (pass === undefined) {
      pass = { nextAt: now + INTERVAL_MILLIS, from: '', dueAt: Number.NEGATIVE_INFINITY, earliestLeft: NEVER };
      this.passes.set(table, pass);
    }
    return pass;
  }

  private goOn(table: Table, pass: Pass, now: number): Promise<void> | undefined {
    const { expired, next, earliestLeft } = this.look(table, pass.from, PIECE_ITEMS);
    pass.nextAt = now + INTERVAL_MILLIS;
    pass.from = next;
    pass.earliestLeft = Math.min(pass.earliestLeft, earliestLeft);
    if (next === '') {
      pass.dueAt = pass.earliestLeft;
      pass.earliestLeft = NEVER;
    }
    return expired.length > 0 ? this.database.commit(expired) : undefined;
  }

  /** A whole pass over every table; answers how many items went. */
  async expireItems(): Promise<number> {
    const tables = this.database.catalog.all().filter((table) => table.record.TimeToLiveAttribute !== undefined);
    const expired = tables.flatMap((table) => this.look(table, '', Number.POSITIVE_INFINITY).expired);
    await this.database.commit(expired);
    return expired.length;
  }

  private look(table: Table, from: string, limit: number): Look {
    const expired: Write[] = [];
    const attribute = table.record.TimeToLiveAttribute ?? '';
    const now = Math.floor(this.database.clock.now() / 1000);
    let earliestLeft = NEVER;
    let left = limit;
    for (const [key, value] of this.database.store.range({
      from: from === '' ? `${table.place}\u0000` : from,
      to: `${table.place}\u0001`,
    })) {
      if (left-- <= 0) return { expired, next: key, earliestLeft };
      const before = value as Item;
      const expiry = expiryOf(before, attribute);
      if (expiry === undefined || isTooOld(expiry, now)) continue;
      if (expiry <= now) expired.push({ table, key, before, after: undefined, identity: SERVICE });
      else earliestLeft = Math.min(earliestLeft, expiry);
    }
    return { expired, next: '', earliestLeft };
  }
}

interface Look {
  readonly expired: readonly Write[];
  /** Empty at the table's end. */
  readonly next: string;
  readonly earliestLeft: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Epoch seconds. */
function expiryOf(item: Item, attribute: string): number | undefined {
  const value = attributeOf(item, attribute);
  return value !== undefined && 'N' in value ? Number(value.N) : undefined;
}

const isTooOld = (expiry: number, now: number): boolean => expiry <= now - MAX_AGE_SECONDS;
