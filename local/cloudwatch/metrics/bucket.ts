/** What one minute, or several together, have seen of a metric. */

/** As PutMetricData: "You can publish up to 150 unique values". Past them, values are kept to within 1 %. */
const MAX_EXACT_VALUES = 150;
const STEP = Math.log(1.01);

export class Bucket {
  sum = 0;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** How often each value came; for percentiles. */
  readonly values = new Map<number, number>();
  /** A summary whose single values are not known came too, so that percentiles are not known either. */
  private summarised = false;

  add(value: number, times = 1): void {
    this.sum += value * times;
    this.count += times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const known = this.values.get(value);
    if (known !== undefined || this.values.size < MAX_EXACT_VALUES) this.values.set(value, (known ?? 0) + times);
    else this.addRounded(value, times);
  }

  /** Of a statistic set, or of another bucket. */
  addSummary({ sum, count, min, max }: Pick<Bucket, 'sum' | 'count' | 'min' | 'max'>): void {
    // "Percentile statistics are available … if the SampleCount of the statistic set is 1, or Min and Max are equal."
    if (min === max) {
      this.add(min, count);
      return;
    }
    this.summarised = true;
    this.sum += sum;
    this.count += count;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  merge(other: Bucket): void {
    this.sum += other.sum;
    this.count += other.count;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.summarised ||= other.summarised;
    for (const [value, times] of other.values) this.values.set(value, (this.values.get(value) ?? 0) + times);
  }

  /** The smallest value that `percent` of all values do not exceed; undefined where single values are not known. */
  percentile(percent: number): number | undefined {
    if (this.summarised) return undefined;
    let left = Math.max(1, Math.ceil((percent / 100) * this.count));
    for (const [value, times] of [...this.values].sort(([a], [b]) => a - b)) {
      left -= times;
      if (left <= 0) return value;
    }
    return undefined;
  }

  private addRounded(value: number, times: number): void {
    const size = Math.abs(value);
    const rounded = size === 0 ? 0 : Math.sign(value) * Math.exp(Math.round(Math.log(size) / STEP) * STEP);
    this.values.set(rounded, (this.values.get(rounded) ?? 0) + times);
  }
}
