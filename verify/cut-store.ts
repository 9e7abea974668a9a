/**
 * A store that can be lost at any commit: what was committed before is kept, and whoever still works with it afterwards
 * is never answered, as after the end of its process.
 */
import type { MemoryStore } from '../local/store/memory';
import type { Change, Key, Range, Store, Value } from '../local/store/store';

export interface Cut {
  /** Counted over the whole run, from 1. */
  readonly commit: number;
  /** `before`: the commit itself is lost too. */
  readonly side: 'before' | 'after';
}

/** Counts the commits of a run, over every store that it had. */
export class CommitCount {
  private made = 0;
  private isPaused = false;
  private cuts: readonly Cut[] = [];
  private lost: () => void = () => undefined;

  get commits(): number {
    return this.made;
  }

  begin(cuts: readonly Cut[]): void {
    this.made = 0;
    this.cuts = cuts;
  }

  end(): void {
    this.cuts = [];
  }

  /** @param lost runs at the next cut */
  whenLost(lost: () => void): void {
    this.lost = lost;
  }

  /** What loads the templates again is no part of the run, and depends on what runs before it deployed. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
  }

  next(): Cut | undefined {
    if (this.isPaused) return undefined;
    this.made++;
    return this.cuts.find(({ commit }) => commit === this.made);
  }

  lose(): void {
    this.lost();
  }
}

/** One for each who waits: a promise that all had in common would keep the lost worlds behind it in memory. */
const never = () => new Promise<never>(() => undefined);

export class CutStore implements Store {
  private isLost = false;

  constructor(
    private readonly kept: MemoryStore,
    private readonly count: CommitCount,
  ) {}

  get(key: Key): Value | undefined {
    return this.kept.get(key);
  }

  range(range: Range): Iterable<readonly [Key, Value]> {
    return this.kept.range(range);
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.isLost) return never();
    const cut = this.count.next();
    if (cut === undefined) return this.kept.commit(changes);
    if (cut.side === 'after') void this.kept.commit(changes);
    this.isLost = true;
    this.count.lose();
    return never();
  }

  durable(): Promise<void> {
    return this.isLost ? never() : this.kept.durable();
  }

  /** The stage keeps what is in it. */
  async close(): Promise<void> {
    this.isLost = true;
  }
}
