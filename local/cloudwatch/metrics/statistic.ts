/** Statistics by AWS's names. Source: CloudWatch User Guide, "CloudWatch statistics definitions". */
import type { Bucket } from './bucket';

const STATISTICS = {
  SampleCount: ({ count }: Bucket) => count,
  Average: ({ sum, count }: Bucket) => sum / count,
  Sum: ({ sum }: Bucket) => sum,
  Minimum: ({ min }: Bucket) => min,
  Maximum: ({ max }: Bucket) => max,
} as const;

export type StatisticName = keyof typeof STATISTICS;
export const STATISTIC_NAMES = Object.keys(STATISTICS);

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

export const isStatistic = (name: string): name is StatisticName => Object.hasOwn(STATISTICS, name);
export const isPercentile = (name: string): boolean => PERCENTILE.test(name);
export const percentOf = (name: string): number => Number(PERCENTILE.exec(name)?.[1]);

/** `name` as `Sum` or `p99.9`; undefined where there is nothing to tell. */
export function statisticOf(bucket: Bucket, name: string): number | undefined {
  if (bucket.count === 0) return undefined;
  return isStatistic(name) ? STATISTICS[name](bucket) : bucket.percentile(percentOf(name));
}
