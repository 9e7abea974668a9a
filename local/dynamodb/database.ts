/** What the operations work on. */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import type { Change, Key, Store } from '../store/store';
import { commitWrites, type Write } from './commit';
import { Streams } from './streams';
import { Catalog } from './tables/catalog';
import { Past } from './tables/past';
import { TableStatistics } from './tables/statistics';
import type { Account } from './tables/table';
import { Transitions } from './tables/transitions';
import { TimeToLive } from './time-to-live';
import { TransactionTokens } from './transaction-tokens';
import type { Item } from './values/attribute-value';

export interface DatabaseOptions extends Account {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  /**
   * How long a table is CREATING, UPDATING or DELETING after what was asked for has been done, by the model's clock; asked
   * anew each time. @default 0: tables are ACTIVE at once
   */
  readonly tableTransitionMillis?: (() => number) | undefined;
}

/** An operation reads, decides and builds its batch without waiting, and then waits for one commit. */
export type Operation = (database: Database, input: JsonObject) => JsonObject | Promise<JsonObject>;

export class Database {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly account: Account;
  readonly transitions: Transitions;
  readonly catalog: Catalog;
  readonly streams: Streams;
  readonly tokens: TransactionTokens;
  readonly statistics: TableStatistics;
  readonly past: Past;
  readonly timeToLive: TimeToLive;

  constructor({ store, clock, entropy, region, account, tableTransitionMillis = () => 0 }: DatabaseOptions) {
    this.store = store;
    this.clock = clock;
    this.entropy = entropy;
    this.account = { region, account };
    this.transitions = new Transitions(clock, tableTransitionMillis);
    this.catalog = new Catalog(store, this.account, this.transitions);
    this.streams = new Streams(store, clock, entropy, region);
    this.tokens = new TransactionTokens(store, clock);
    this.statistics = new TableStatistics(store, clock);
    this.past = new Past(store, clock);
    this.timeToLive = new TimeToLive(this);
  }

  item(key: Key): Item | undefined {
    return this.store.get(key) as Item | undefined;
  }

  commit(writes: readonly Write[], others?: readonly Change[]): Promise<void> {
    const committed = commitWrites(this.store, this.streams, this.past, writes, others);
    let all: Promise<void>[] | undefined;
    for (const write of writes) {
      const swept = this.timeToLive.afterWrite(write);
      if (swept !== undefined) all = [...(all ?? [committed]), swept];
    }
    return all === undefined ? committed : Promise.all(all).then(() => undefined);
  }

  /** Epoch seconds with milliseconds, as the API gives times of creation. */
  nowSeconds(): number {
    return this.clock.now() / 1000;
  }
}
