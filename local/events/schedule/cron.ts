/** Cron expressions of six fields: minutes, hours, day of month, month, day of week, year. */
import { type EpochMillis, epochMillis } from '../../../lib/units';
import { type DayRule, parseDays } from './days';
import { MONTH_NAMES, parseNumbers } from './numbers';

export interface Cron {
  /** Sorted. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly isDay: DayRule;
}

const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

export function parseCron(fields: string): Cron | undefined {
  const [minute, hour, dayOfMonth, month, dayOfWeek, year, ...more] = fields.trim().split(/\s+/);
  if (dayOfMonth === undefined || dayOfWeek === undefined || more.length > 0) return undefined;
  const minutes = parseNumbers(minute, { min: 0, max: 59 });
  const hours = parseNumbers(hour, { min: 0, max: 23 });
  const months = parseNumbers(month, { min: 1, max: 12, names: MONTH_NAMES });
  const years = parseNumbers(year, { min: FIRST_YEAR, max: LAST_YEAR });
  const isDay = parseDays(dayOfMonth, dayOfWeek);
  if (minutes === undefined || hours === undefined || months === undefined || years === undefined) return undefined;
  return isDay === undefined ? undefined : { minutes, hours, months, years, isDay };
}

/** The first minute after `after` that the expression names; undefined when there is none left. */
export function nextOf(cron: Cron, after: EpochMillis): EpochMillis | undefined {
  const start = new Date(after - (after % 60_000) + 60_000);
  for (const year of cron.years) {
    if (year < start.getUTCFullYear()) continue;
    for (const month of cron.months) {
      if (Date.UTC(year, month) <= start.getTime()) continue;
      const found = nextInMonth(cron, year, month, start);
      if (found !== undefined) return epochMillis(found);
    }
  }
  return undefined;
}

function nextInMonth(cron: Cron, year: number, month: number, start: Date): number | undefined {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  for (let day = 1; day <= length; day++) {
    if (Date.UTC(year, month - 1, day + 1) <= start.getTime() || !cron.isDay({ year, month, day, length })) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const time = Date.UTC(year, month - 1, day, hour, minute);
        if (time >= start.getTime()) return time;
      }
    }
  }
  return undefined;
}
