/** The metrics of one service, each under one dimension: looked up once, then added to. */
import type { Metrics } from '../metrics/metrics';
import type { Series } from '../metrics/series';

/** Resources whose series are kept at hand; a model has fewer. */
const MAX_RESOURCES = 5_000;

export class Counters<Name extends string> {
  private readonly known = new Map<string, Map<Name, Series>>();

  constructor(
    private readonly metrics: Metrics,
    private readonly namespace: string,
    private readonly dimension: string,
    /** @default 'Count' */
    private readonly unitOf: (name: Name) => string = () => 'Count',
  ) {}

  of(resource: string, name: Name): Series {
    let byName = this.known.get(resource);
    if (byName === undefined) {
      if (this.known.size >= MAX_RESOURCES) this.known.clear();
      byName = new Map();
      this.known.set(resource, byName);
    }
    let series = byName.get(name);
    if (series === undefined) {
      series = this.metrics.of(this.namespace, name, { [this.dimension]: resource }, this.unitOf(name));
      byName.set(name, series);
    }
    return series;
  }
}
