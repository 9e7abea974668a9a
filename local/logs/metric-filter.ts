/**
 * Metrics from log events. Source: CloudWatch Logs User Guide, "Creating metrics from log events using filters". Default
 * values, for periods whose events do not match, are taken and not recorded.
 */
import { epochMillis, type JsonObject } from '../../lib/units';
import type { Metrics } from '../cloudwatch/metrics/metrics';
import { invalidParameter } from './errors';
import { type Candidate, filterPatternOf } from './filter-pattern';
import type { LogGroup } from './group';
import { valueAt } from './json-pattern';
import { isObject, optionalNumber, optionalText, requiredText, textMap } from './members';

export interface MetricFilter {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly createdAt: number;
  readonly transformation: Transformation;
}

export interface Transformation {
  readonly metricName: string;
  readonly metricNamespace: string;
  /** A number, or the path of one. */
  readonly metricValue: string;
  readonly unit: string;
  /** Paths by the names of dimensions. */
  readonly dimensions: { readonly [name: string]: string };
}

/** Throws `InvalidParameterException`. */
export function metricFilterOf(input: JsonObject, now: number): MetricFilter {
  const [given] = Array.isArray(input.metricTransformations) ? input.metricTransformations : [];
  if (!isObject(given)) throw invalidParameter('metricTransformations must have exactly one element');
  if (optionalNumber(given, 'defaultValue') !== undefined && isObject(given.dimensions)) {
    throw invalidParameter(
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    );
  }
  const filterPattern = optionalText(input, 'filterPattern') ?? '';
  filterPatternOf(filterPattern);
  return {
    filterName: requiredText(input, 'filterName'),
    filterPattern,
    createdAt: now,
    transformation: {
      metricName: requiredText(given, 'metricName'),
      metricNamespace: requiredText(given, 'metricNamespace'),
      metricValue: requiredText(given, 'metricValue'),
      unit: optionalText(given, 'unit') ?? 'None',
      dimensions: textMap(given.dimensions),
    },
  };
}

export function applyMetricFilters(metrics: Metrics, group: LogGroup, candidate: Candidate, timestamp: number): void {
  for (const { filter, matches } of group.filters) {
    if (!matches(candidate)) continue;
    const { metricNamespace, metricName, metricValue, unit, dimensions } = filter.transformation;
    const read = (path: string) => (path.startsWith('$') ? valueAt(candidate.json() ?? null, path) : path);
    const value = Number(read(metricValue));
    const named = Object.entries(dimensions).flatMap(([name, path]) => {
      const found = read(path);
      return found === undefined || found === null ? [] : [[name, String(found)] as const];
    });
    if (Number.isNaN(value)) continue;
    metrics.of(metricNamespace, metricName, Object.fromEntries(named), unit).add(value, 1, epochMillis(timestamp));
  }
}
