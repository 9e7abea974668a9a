/**
 * One metric's data, by minute.
 *
 * Recording is a few additions, so that what the services count costs them next to nothing. The last three hours are
 * kept, in memory: AWS keeps a minute's data for 15 days.
 */
import { type EpochMillis, epochMillis } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import { Bucket } from './bucket';

export const MINUTE_MILLIS = 60_000;
export const KEPT_MINUTES = 180;

export const minuteOf = (time: EpochMillis): number => Math.floor(time / MINUTE_MILLIS);
export const startOf = (minute: number): EpochMillis => epochMillis(minute * MINUTE_MILLIS);

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  /** In order of their names. */
  readonly dimensions: readonly Dimension[];
}

export class Series {
  private readonly buckets = new Map<number, Bucket>();
  private latest = new Bucket();
  private latestMinute = Number.NaN;
  /** Of a metric whose data came with several units, the last. */
  unit: string | undefined;

  constructor(
    readonly id: MetricId,
    private readonly clock: LocalClock,
    /** Told of every minute that gets its first data. */
    private readonly opened: (minute: number) => void,
  ) {}

  add(value: number, times = 1, at: EpochMillis = this.clock.now()): void {
    this.bucketAt(at)?.add(value, times);
  }

  addSummary(summary: Pick<Bucket, 'sum' | 'count' | 'min' | 'max'>, at: EpochMillis): void {
    this.bucketAt(at)?.addSummary(summary);
  }

  /** The minutes from `from` up to but not with `to`, together; undefined without data. */
  between(from: number, to: number): Bucket | undefined {
    let only: Bucket | undefined;
    let merged: Bucket | undefined;
    for (let minute = from; minute < to; minute++) {
      const bucket = this.buckets.get(minute);
      if (bucket === undefined) continue;
      if (only === undefined) only = bucket;
      else {
        merged ??= mergeOf(only);
        merged.merge(bucket);
      }
    }
    return merged ?? only;
  }

  has(minute: number): boolean {
    return this.buckets.has(minute);
  }

  /** The first minute that is still kept. */
  get horizon(): number {
    return minuteOf(this.clock.now()) - KEPT_MINUTES;
  }

  private bucketAt(at: EpochMillis): Bucket | undefined {
    const minute = minuteOf(at);
    return minute === this.latestMinute ? this.latest : this.open(minute);
  }

  private open(minute: number): Bucket | undefined {
    const { horizon } = this;
    if (minute < horizon) return undefined;
    let bucket = this.buckets.get(minute);
    if (bucket === undefined) {
      for (const old of this.buckets.keys()) if (old < horizon) this.buckets.delete(old);
      bucket = new Bucket();
      this.buckets.set(minute, bucket);
    }
    this.latest = bucket;
    this.latestMinute = minute;
    this.opened(minute);
    return bucket;
  }
}

function mergeOf(bucket: Bucket): Bucket {
  const copy = new Bucket();
  copy.merge(bucket);
  return copy;
}
