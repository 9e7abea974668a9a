/** Every metric that has data. */
import type { EpochMillis } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import { type Dimension, type MetricId, Series } from './series';

/** AWS has no limit; a program that makes up a metric a request would fill the memory here. The oldest goes. */
const MAX_METRICS = 10_000;

/** Reads what is not counted but measured, such as the depth of a queue, and records it at `at`. */
export type Gauge = (at: EpochMillis) => void;

export class Metrics {
  private readonly series = new Map<string, Series>();
  private readonly gauges = new Set<Gauge>();
  private newest = Number.NEGATIVE_INFINITY;
  private newMinute = (): void => undefined;

  constructor(private readonly clock: LocalClock) {}

  private readonly opened = (minute: number): void => {
    if (minute <= this.newest) return;
    this.newest = minute;
    this.newMinute();
  };

  /** To record with: to be looked up once and kept. */
  of(
    namespace: string,
    name: string,
    dimensions: { readonly [name: string]: string } = {},
    unit: string | undefined = undefined,
  ): Series {
    const sorted = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return this.at({ namespace, name, dimensions: inOrder(sorted) }, unit);
  }

  /** `dimensions` in order of their names. */
  at(id: MetricId, unit?: string): Series {
    const key = keyOf(id);
    let series = this.series.get(key);
    if (series === undefined) {
      series = new Series(id, this.clock, this.opened);
      for (const oldest of this.series.keys()) {
        if (this.series.size < MAX_METRICS) break;
        this.series.delete(oldest);
      }
      this.series.set(key, series);
    }
    series.unit = unit ?? series.unit;
    return series;
  }

  find(id: MetricId): Series | undefined {
    return this.series.get(keyOf(id));
  }

  all(): Iterable<Series> {
    return this.series.values();
  }

  /** Calls `gauge` whenever a minute closes; answers how to stop. */
  watch(gauge: Gauge): () => void {
    this.gauges.add(gauge);
    return () => void this.gauges.delete(gauge);
  }

  readGauges(at: EpochMillis): void {
    for (const gauge of this.gauges) gauge(at);
  }

  /** The last minute in which anything was recorded. */
  get lastMinute(): number {
    return this.newest;
  }

  /** Calls `listener` at the first record of every minute. */
  onNewMinute(listener: () => void): void {
    this.newMinute = listener;
  }
}

export const inOrder = (dimensions: readonly Dimension[]): readonly Dimension[] =>
  dimensions.length < 2 ? dimensions : [...dimensions].sort((a, b) => (a.Name < b.Name ? -1 : 1));

const keyOf = ({ namespace, name, dimensions }: MetricId): string => {
  let key = `${namespace}\u0000${name}`;
  for (const { Name, Value } of dimensions) key += `\u0000${Name}\u0001${Value}`;
  return key;
};
