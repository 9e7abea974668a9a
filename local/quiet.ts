/**
 * When the model is quiet: no step of an execution, no delivery, no batch and no asynchronous invocation is under way or
 * due at the present time. A clock that skips idle time reaches every later time by itself, so there the model is quiet
 * only when nothing is left to come but the next runs of schedules.
 */
import { type LocalClock, VirtualClock } from './clock';
import { WatchedClock } from './watched-clock';

export class Quiet {
  private readonly clocks: WatchedClock[] = [];
  private readonly scheduling: WatchedClock[] = [];
  private waiting: (() => void)[] = [];

  constructor(private readonly clock: LocalClock) {}

  /** A clock for one service. */
  watch(): WatchedClock {
    const watched = new WatchedClock(this.clock, () => this.changed());
    this.clocks.push(watched);
    return watched;
  }

  /** For the service whose timers may run for ever; what it waits for beside them it tells by `settled`. */
  watchScheduling(): WatchedClock {
    const watched = this.watch();
    this.scheduling.push(watched);
    return watched;
  }

  /** `settled` resolves when the scheduling service waits for nothing but schedules. */
  async reached(settled: () => Promise<void>): Promise<void> {
    for (;;) {
      const change = this.nextChange();
      if (this.isSkipping) await settled();
      await turns();
      if (this.isQuiet()) return;
      await change;
    }
  }

  private get isSkipping(): boolean {
    return this.clock instanceof VirtualClock && this.clock.mode === 'skip';
  }

  private isQuiet(): boolean {
    if (!this.clocks.every(({ isIdle }) => isIdle)) return false;
    return !this.isSkipping || !this.clocks.some((each) => each.hasTimers && !this.scheduling.includes(each));
  }

  private nextChange(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private changed(): void {
    if (this.waiting.length === 0) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** Promise callbacks and immediates that a settled piece of work set off run first. */
const turns = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
