/** `ScheduleExpression`: `rate(...)` and `cron(...)`, in UTC (user guide, "Creating a rule that runs on a schedule"). */
import { type EpochMillis, epochMillis } from '../../../lib/units';
import { type Cron, nextOf, parseCron } from './cron';

export type Schedule =
  | { readonly kind: 'rate'; readonly periodMillis: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

const UNIT_MILLIS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Undefined where EventBridge refuses the expression. */
export function parseSchedule(expression: string): Schedule | undefined {
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  if (cron !== undefined) {
    const parsed = parseCron(cron);
    return parsed === undefined ? undefined : { kind: 'cron', cron: parsed };
  }
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate === null) return undefined;
  const [, digits, unit, plural] = rate;
  // "If the value is equal to 1, then the unit must be singular."
  if ((digits === '1') !== (plural === '')) return undefined;
  return { kind: 'rate', periodMillis: Number(digits) * UNIT_MILLIS[unit as keyof typeof UNIT_MILLIS] };
}

/** The first time after `now`; a rate counts from `start`, when the rule was created or enabled. */
export function nextRun(schedule: Schedule, start: EpochMillis, now: EpochMillis): EpochMillis | undefined {
  if (schedule.kind === 'cron') return nextOf(schedule.cron, now);
  const periods = Math.floor((now - start) / schedule.periodMillis) + 1;
  return epochMillis(start + periods * schedule.periodMillis);
}
