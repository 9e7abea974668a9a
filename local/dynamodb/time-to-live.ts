/**
 * Time to Live. Source: DynamoDB Developer Guide, "Using time to live (TTL)".
 *
 * L1. As in DynamoDB a background pass deletes what has expired, late: until then expired items are read and written.
 * L2. No timer drives it: a pass goes on, a bounded piece at a time, with the writes to its table, or when asked. So an
 *     idle virtual clock does not run ahead to the next expiry.
 * L3. A deletion's stream record names the service.
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
  readonly nextAt: number;
  /** Where the next piece begins. */
  readonly from: string;
}

export class TimeToLive {
  private readonly passes = new Map<string, Pass>();

  constructor(private readonly database: Database) {}

  /** Goes on with the pass over a table that was written to, when its time has come. */
  afterWrite(table: Table): Promise<void> | undefined {
    if (table.record.TimeToLiveAttribute === undefined) return undefined;
    const now = this.database.clock.now();
    const pass = this.passes.get(table.name) ?? { nextAt: now + INTERVAL_MILLIS, from: '' };
    if (now < pass.nextAt) {
      this.passes.set(table.name, pass);
      return undefined;
    }
    const { expired, next } = this.look(table, pass.from, PIECE_ITEMS);
    this.passes.set(table.name, { nextAt: now + INTERVAL_MILLIS, from: next });
    return expired.length > 0 ? this.database.commit(expired) : undefined;
  }

  /** A whole pass over every table; answers how many items went. */
  async expireItems(): Promise<number> {
    const tables = this.database.catalog.all().filter((table) => table.record.TimeToLiveAttribute !== undefined);
    const expired = tables.flatMap((table) => this.look(table, '', Number.POSITIVE_INFINITY).expired);
    await this.database.commit(expired);
    return expired.length;
  }

  private look(
    table: Table,
    from: string,
    limit: number,
  ): { readonly expired: readonly Write[]; readonly next: string } {
    const expired: Write[] = [];
    const start = `${table.place}\u0000`;
    const now = Math.floor(this.database.clock.now() / 1000);
    let left = limit;
    for (const [key, value] of this.database.store.range({
      from: from === '' ? start : from,
      to: `${table.place}\u0001`,
    })) {
      if (left-- <= 0) return { expired, next: key };
      const before = value as Item;
      if (hasExpired(before, table.record.TimeToLiveAttribute, now)) {
        expired.push({ table, key, before, after: undefined, identity: SERVICE });
      }
    }
    return { expired, next: '' };
  }
}

function hasExpired(item: Item, attribute: string | undefined, now: number): boolean {
  const value = attribute === undefined ? undefined : attributeOf(item, attribute);
  if (value === undefined || !('N' in value)) return false;
  const expiry = Number(value.N);
  return expiry <= now && expiry > now - MAX_AGE_SECONDS;
}
