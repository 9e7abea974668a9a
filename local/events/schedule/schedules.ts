/** Runs scheduled rules when they fall due. */
import type { Cancel, LocalClock } from '../../clock';
import type { Rule } from '../model';
import { nextRun, parseSchedule, type Schedule } from './schedule';

/** `clock`: as time passes. `manual`: only when told to, since on a clock that skips idle time a schedule never rests. */
export type ScheduleMode = 'clock' | 'manual';

export class Schedules {
  private readonly timers = new Map<string, Cancel>();
  private running = false;

  constructor(
    private readonly clock: LocalClock,
    private readonly mode: ScheduleMode,
    private readonly run: (rule: Rule) => Promise<void>,
  ) {}

  start(rules: readonly Rule[]): void {
    this.running = true;
    for (const rule of rules) this.set(rule);
  }

  /** After a rule was put, enabled or disabled. */
  set(rule: Rule): void {
    this.remove(rule);
    if (!this.running || this.mode === 'manual' || rule.state === 'DISABLED' || rule.schedule === undefined) return;
    const schedule = parseSchedule(rule.schedule);
    if (schedule !== undefined) this.arm(rule, schedule);
  }

  remove({ arn }: Rule): void {
    this.timers.get(arn)?.();
    this.timers.delete(arn);
  }

  close(): void {
    this.running = false;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private arm(rule: Rule, schedule: Schedule): void {
    const at = nextRun(schedule, rule.since, this.clock.now());
    if (at === undefined) return;
    const cancel = this.clock.at(at, () => {
      this.arm(rule, schedule);
      void this.clock.busy(this.run(rule));
    });
    this.timers.set(rule.arn, cancel);
  }
}
