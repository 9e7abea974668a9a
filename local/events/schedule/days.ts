/** The two day fields of a cron expression: one says which days, the other must be `?`. */
import { DAY_NAMES, parseNumber, parseNumbers } from './numbers';

export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** The number of days in the month. */
  readonly length: number;
}

export type DayRule = (day: Day) => boolean;

const DAY_OF_MONTH = { min: 1, max: 31 };
/** 1 is Sunday. */
const DAY_OF_WEEK = { min: 1, max: 7, names: DAY_NAMES };

const weekdayOf = ({ year, month, day }: Day) => new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

export function parseDays(dayOfMonth: string, dayOfWeek: string): DayRule | undefined {
  if (dayOfWeek === '?') return parseDayOfMonth(dayOfMonth);
  return dayOfMonth === '?' ? parseDayOfWeek(dayOfWeek) : undefined;
}

function parseDayOfMonth(field: string): DayRule | undefined {
  if (field === '*') return () => true;
  if (field === 'L') return ({ day, length }) => day === length;
  if (field === 'LW') return (day) => day.day === nearestWeekday(day, day.length);
  const nearest = /^(\d+)W$/.exec(field)?.[1];
  if (nearest !== undefined) {
    const wanted = parseNumber(nearest, DAY_OF_MONTH);
    return wanted === undefined ? undefined : (day) => day.day === nearestWeekday(day, wanted);
  }
  const days = parseNumbers(field, DAY_OF_MONTH);
  return days === undefined ? undefined : ({ day }) => days.includes(day);
}

/** Monday to Friday closest to a day of the month, without leaving the month. Past its end there is none. */
function nearestWeekday(month: Day, wanted: number): number | undefined {
  if (wanted > month.length) return undefined;
  const weekday = weekdayOf({ ...month, day: wanted });
  if (weekday === 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (weekday === 1) return wanted < month.length ? wanted + 1 : wanted - 2;
  return wanted;
}

function parseDayOfWeek(field: string): DayRule | undefined {
  if (field === '*') return () => true;
  // "L ... specifies the last day of the ... week."
  if (field === 'L') return (day) => weekdayOf(day) === 7;
  const last = /^(\w+)L$/.exec(field)?.[1];
  if (last !== undefined) {
    const wanted = parseNumber(last, DAY_OF_WEEK);
    return wanted === undefined ? undefined : (day) => weekdayOf(day) === wanted && day.day + 7 > day.length;
  }
  const [weekday, instance, ...more] = field.split('#');
  if (instance !== undefined) {
    const wanted = parseNumber(weekday ?? '', DAY_OF_WEEK);
    if (wanted === undefined || more.length > 0 || !/^[1-5]$/.test(instance)) return undefined;
    return (day) => weekdayOf(day) === wanted && Math.ceil(day.day / 7) === Number(instance);
  }
  const days = parseNumbers(field, DAY_OF_WEEK);
  return days === undefined ? undefined : (day) => days.includes(weekdayOf(day));
}
