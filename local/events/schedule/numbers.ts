/** One field of a cron expression: lists, ranges, steps and names. */

export interface Limits {
  readonly min: number;
  readonly max: number;
  /** The name of `min`, then of the next, and so on. */
  readonly names?: readonly string[];
}

export const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
export const DAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The numbers that a field names, sorted; undefined when it is not one. */
export function parseNumbers(field: string | undefined, limits: Limits): readonly number[] | undefined {
  if (field === undefined) return undefined;
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const values = parsePart(part, limits);
    if (values === undefined) return undefined;
    for (const value of values) numbers.add(value);
  }
  return [...numbers].sort((a, b) => a - b);
}

function parsePart(part: string, limits: Limits): readonly number[] | undefined {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return undefined;
  const values = parseRange(range, step !== undefined, limits);
  return values?.filter((_, index) => index % Number(step ?? 1) === 0);
}

/** `0/10` runs from 0 to the end; `20-2` passes over the end and begins again. */
function parseRange(range: string, hasStep: boolean, limits: Limits): readonly number[] | undefined {
  const { min, max } = limits;
  if (range === '*') return between(min, max);
  const [first = '', last, ...more] = range.split('-');
  const from = parseNumber(first, limits);
  const to = last === undefined ? (hasStep ? max : from) : parseNumber(last, limits);
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  return from <= to ? between(from, to) : [...between(from, max), ...between(min, to)];
}

export function parseNumber(text: string, { min, max, names = [] }: Limits): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return min + named;
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  return number !== undefined && number >= min && number <= max ? number : undefined;
}

const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
