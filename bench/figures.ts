/** What repeated measurements come to, and how it is written. */

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: at(sorted, 0.5), least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

/** @param sorted from the least to the most */
export const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

export const written = ({ median, least, most }: Spread): string => `${short(median)} (${short(least)}-${short(most)})`;

const short = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
