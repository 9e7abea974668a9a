/**
 * The clock that everything in the model reads: real, or virtual.
 *
 * A virtual clock stands still while anything is at work and jumps to the next timer when nothing is: an hour of
 * backoff takes no time, and the same run has the same times. Whoever waits for work that the clock cannot see
 * (a handler's promise) says so with `busy`.
 */
import BTree from 'sorted-btree';
import { type Clock, type EpochMillis, epochMillis } from '../lib/units';

/** Releases a timer; harmless when it has fired. */
export type Cancel = () => void;

export interface LocalClock extends Clock {
  /** Runs `run` once, at `time` or as soon after as can be; never synchronously. */
  at(time: EpochMillis, run: () => void): Cancel;
  /** Holds virtual time still until `work` settles, and answers as it does. */
  busy<T>(work: Promise<T>): Promise<T>;
  /** Releases every timer. */
  stop(): void;
}

/** The longest delay `setTimeout` takes; a later timer is set again on the way. */
const MAX_DELAY_MILLIS = 2 ** 31 - 1;

export class SystemClock implements LocalClock {
  private readonly timers = new Set<NodeJS.Timeout>();

  now(): EpochMillis {
    return epochMillis(Date.now());
  }

  at(time: EpochMillis, run: () => void): Cancel {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const delay = time - Date.now();
      timer = setTimeout(
        () => {
          this.timers.delete(timer);
          if (time > Date.now()) arm();
          else run();
        },
        Math.min(Math.max(delay, 0), MAX_DELAY_MILLIS),
      );
      this.timers.add(timer);
    };
    arm();
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  busy<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

/** `skip`: jump to the next timer when idle. `hold`: move only by `advance`. */
export type VirtualMode = 'skip' | 'hold';

export class VirtualClock implements LocalClock {
  private time: number;
  private sequence = 0;
  private working = 0;
  private checkScheduled = false;
  /** Keyed by [time, order of arrival], so equal times fire in the order they were set. */
  private readonly timers = new BTree<[number, number], () => void>(
    undefined,
    ([t1, n1], [t2, n2]) => t1 - t2 || n1 - n2,
  );

  constructor(
    start: EpochMillis = epochMillis(Date.UTC(2026, 0, 1)),
    readonly mode: VirtualMode = 'skip',
  ) {
    this.time = start;
  }

  now(): EpochMillis {
    return epochMillis(this.time);
  }

  at(time: EpochMillis, run: () => void): Cancel {
    const key: [number, number] = [time, this.sequence++];
    this.timers.set(key, run);
    this.checkWhenIdle();
    return () => {
      this.timers.delete(key);
    };
  }

  async busy<T>(work: Promise<T>): Promise<T> {
    this.working++;
    try {
      return await work;
    } finally {
      this.working--;
      this.checkWhenIdle();
    }
  }

  /** Moves time on by `millis`, firing each timer that falls due at its own time, and lets its work settle. */
  async advance(millis: number): Promise<void> {
    const end = this.time + millis;
    for (;;) {
      await turn();
      if (this.working > 0) continue;
      const next = this.timers.minKey();
      if (next === undefined || next[0] > end) break;
      this.fire(next);
    }
    this.time = Math.max(this.time, end);
  }

  stop(): void {
    this.timers.clear();
  }

  private checkWhenIdle(): void {
    if (this.mode === 'hold' || this.checkScheduled) return;
    this.checkScheduled = true;
    // Two turns of the event loop: promise callbacks and immediates that a settled piece of work set off run first.
    setImmediate(() =>
      setImmediate(() => {
        this.checkScheduled = false;
        if (this.working > 0) return;
        const next = this.timers.minKey();
        if (next === undefined) return;
        this.fire(next);
        this.checkWhenIdle();
      }),
    );
  }

  private fire(key: [number, number]): void {
    const run = this.timers.get(key);
    this.timers.delete(key);
    this.time = Math.max(this.time, key[0]);
    run?.();
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
