/**
 * A clock that knows whether anything is going on. Each service is given one of its own over the model's clock, so that
 * what is left to come can be told apart: a schedule's next run, or the retry of something that failed.
 */
import type { EpochMillis } from '../lib/units';
import type { Cancel, LocalClock } from './clock';

export class WatchedClock implements LocalClock {
  private readonly timers = new Set<{ readonly time: EpochMillis }>();
  private working = 0;

  constructor(
    private readonly inner: LocalClock,
    /** Told whenever work ends, and whenever a timer has fired or was released. */
    private readonly changed: () => void,
  ) {}

  /** Nothing is at work, and no timer is due. */
  get isIdle(): boolean {
    if (this.working > 0) return false;
    const now = this.inner.now();
    for (const { time } of this.timers) if (time <= now) return false;
    return true;
  }

  get hasTimers(): boolean {
    return this.timers.size > 0;
  }

  now(): EpochMillis {
    return this.inner.now();
  }

  at(time: EpochMillis, run: () => void): Cancel {
    const timer = { time };
    this.timers.add(timer);
    const cancel = this.inner.at(time, () => {
      this.timers.delete(timer);
      run();
      this.changed();
    });
    return () => {
      cancel();
      if (this.timers.delete(timer)) this.changed();
    };
  }

  /** Nothing is left to come for what only watches. */
  inPassing(time: EpochMillis, run: () => void): Cancel {
    return this.inner.inPassing(time, run);
  }

  busy<T>(work: Promise<T>): Promise<T> {
    this.working++;
    const ended = () => {
      this.working--;
      this.changed();
    };
    work.then(ended, ended);
    return this.inner.busy(work);
  }

  stop(): void {
    this.inner.stop();
    this.timers.clear();
  }
}
