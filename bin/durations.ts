/** Durations as people write and read them: `90s`, `5m`, `2h`, `3d`. */
import { UsageError } from './exit';

const UNIT_MILLIS: { readonly [unit: string]: number | undefined } = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * @param option the option's name, for the message
 * @throws UsageError unless it is a whole number and a unit
 */
export function millisOf(text: string, option: string): number {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const millis = UNIT_MILLIS[unit];
  if (millis === undefined) {
    throw new UsageError(`${option} takes a duration such as 90s, 5m, 2h or 3d, not '${text}'`);
  }
  return Number(count) * millis;
}

/** In the largest unit that it has at least two of, rounded down: `119s`, `5m`, `47h`, `3d`. */
export function inWords(millis: number): string {
  const unit = ['d', 'h', 'm'].find((unit) => millis >= 2 * (UNIT_MILLIS[unit] ?? 0)) ?? 's';
  return `${Math.floor(Math.max(0, millis) / (UNIT_MILLIS[unit] ?? 1))}${unit}`;
}
