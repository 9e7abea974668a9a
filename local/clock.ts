/**
 * The clock that everything in the model reads: real, or virtual.
 *
 * A virtual clock stands still while anything is at work and jumps to the next timer when nothing is: an hour of
 * backoff takes no time, and the same run has the same times. Whoever waits for work that the clock cannot see
 * (a handler's promise) says so with `busy`. What only watches (alarms) waits with `inPassing`: it is told of the times
 * that are passed, and no time passes on its account.
 */
import BTree from 'sorted-btree';
import { type Clock, type EpochMillis, epochMillis } from '../lib/units';

/** Releases a timer; harmless when it has fired. */
export type Cancel = () => void;

export interface LocalClock extends Clock {
  /** Runs `run` once, at `time` or as soon after as can be; never synchronously. */
  at(time: EpochMillis, run: () => void): Cancel;
  /** As `at`, except that no clock jumps to `time` for its sake: it runs when time comes there by other means. */
  inPassing(time: EpochMillis, run: () => void): Cancel;
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

  inPassing(time: EpochMillis, run: () => void): Cancel {
    return this.at(time, run);
  }

  busy<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

/** By time, then by order of arrival, so equal times fire in the order they were set. */
type TimerKey = [time: number, sequence: number];
type Timers = BTree<TimerKey, () => void>;
const newTimers = (): Timers => new BTree(undefined, ([t1, n1], [t2, n2]) => t1 - t2 || n1 - n2);

/** `skip`: jump to the next timer when idle. `hold`: move only by `advance`. */
export type VirtualMode = 'skip' | 'hold';

export class VirtualClock implements LocalClock {
  private time: number;
  private sequence = 0;
  private working = 0;
  /** Raised when work is given up: what then still settles counts no more. */
  private generation = 0;
  private checkScheduled = false;
  private readonly timers = newTimers();
  private readonly passing = newTimers();

  constructor(
    start: EpochMillis = epochMillis(Date.UTC(2026, 0, 1)),
    private moving: VirtualMode = 'skip',
  ) {
    this.time = start;
  }

  get mode(): VirtualMode {
    return this.moving;
  }

  /** Time stands still until `resume`, or moves by `advance`. */
  pause(): void {
    this.moving = 'hold';
  }

  /** Time skips from timer to timer again. */
  resume(): void {
    this.moving = 'skip';
    this.checkWhenIdle();
  }

  now(): EpochMillis {
    return epochMillis(this.time);
  }

  at(time: EpochMillis, run: () => void): Cancel {
    const key: TimerKey = [time, this.sequence++];
    this.timers.set(key, run);
    this.checkWhenIdle();
    return () => {
      this.timers.delete(key);
    };
  }

  inPassing(time: EpochMillis, run: () => void): Cancel {
    const key: TimerKey = [time, this.sequence++];
    this.passing.set(key, run);
    return () => {
      this.passing.delete(key);
    };
  }

  async busy<T>(work: Promise<T>): Promise<T> {
    const { generation } = this;
    this.working++;
    try {
      return await work;
    } finally {
      if (generation === this.generation) {
        this.working--;
        this.checkWhenIdle();
      }
    }
  }

  /** Puts the time on by `millis` at once, whatever is at work; timers that it passes fire late. */
  leap(millis: number): void {
    this.time += millis;
    this.checkWhenIdle();
  }

  /** Releases every timer and waits for no work any more: the process that did it is gone, and time goes on. */
  giveUp(): void {
    this.stop();
    this.working = 0;
    this.generation++;
  }

  /** Moves time on by `millis`, firing each timer that falls due at its own time, and lets its work settle. */
  async advance(millis: number): Promise<void> {
    const end = this.time + millis;
    for (;;) {
      await turn();
      if (this.working > 0) continue;
      const next = this.nextUpTo(end);
      if (next === undefined) break;
      this.fire(...next);
    }
    this.time = Math.max(this.time, end);
  }

  stop(): void {
    this.timers.clear();
    this.passing.clear();
  }

  private checkWhenIdle(): void {
    if (this.mode === 'hold' || this.checkScheduled) return;
    this.checkScheduled = true;
    // Two turns of the event loop: promise callbacks and immediates that a settled piece of work set off run first.
    setImmediate(() =>
      setImmediate(() => {
        this.checkScheduled = false;
        if (this.working > 0 || this.mode === 'hold') return;
        const end = this.timers.minKey();
        const next = end === undefined ? undefined : this.nextUpTo(end[0]);
        if (next === undefined) return;
        this.fire(...next);
        this.checkWhenIdle();
      }),
    );
  }

  /** The first timer of either kind that is due by `end`; of equal times, what only watches comes first. */
  private nextUpTo(end: number): readonly [Timers, TimerKey] | undefined {
    const next = this.timers.minKey();
    const passing = this.passing.minKey();
    if (passing !== undefined && passing[0] <= end && (next === undefined || passing[0] <= next[0])) {
      return [this.passing, passing];
    }
    return next === undefined || next[0] > end ? undefined : [this.timers, next];
  }

  private fire(timers: Timers, key: TimerKey): void {
    const run = timers.get(key);
    timers.delete(key);
    this.time = Math.max(this.time, key[0]);
    run?.();
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
