/**
 * Metrics in log lines. Source: CloudWatch User Guide, "Specification: Embedded metric format". A line that does not
 * follow it is only a line.
 */
import { epochMillis, type Json, type JsonObject } from '../../../lib/units';
import type { Metrics } from './metrics';
import { inOrder } from './metrics';
import type { Dimension } from './series';

/** "Arrays … of up to 100 numeric values". */
const MAX_VALUES = 100;
const MARK = '"_aws"';

export function recordEmbedded(metrics: Metrics, line: string): void {
  if (!line.includes(MARK)) return;
  const root = parsed(line);
  const directives = isObject(root?._aws) ? root._aws.CloudWatchMetrics : undefined;
  if (root === undefined || !isObject(root._aws) || !Array.isArray(directives)) return;
  const { Timestamp } = root._aws;
  if (typeof Timestamp !== 'number') return;
  for (const directive of directives) {
    if (isObject(directive)) recordDirective(metrics, root, directive, Timestamp);
  }
}

function recordDirective(metrics: Metrics, root: JsonObject, directive: JsonObject, timestamp: number): void {
  const { Namespace: namespace, Dimensions: sets = [[]], Metrics: declared } = directive;
  if (typeof namespace !== 'string' || !Array.isArray(sets) || !Array.isArray(declared)) return;
  for (const set of sets) {
    const dimensions = Array.isArray(set) ? dimensionsIn(root, set) : undefined;
    if (dimensions === undefined) continue;
    for (const metric of declared) {
      if (!isObject(metric) || typeof metric.Name !== 'string') continue;
      const unit = typeof metric.Unit === 'string' ? metric.Unit : 'None';
      const series = metrics.at({ namespace, name: metric.Name, dimensions }, unit);
      for (const value of valuesOf(root[metric.Name])) series.add(value, 1, epochMillis(timestamp));
    }
  }
}

/** Undefined where the line has no value for one of them. */
function dimensionsIn(root: JsonObject, names: readonly Json[]): readonly Dimension[] | undefined {
  const dimensions: Dimension[] = [];
  for (const name of names) {
    const value = typeof name === 'string' ? root[name] : undefined;
    if (typeof name !== 'string' || typeof value !== 'string') return undefined;
    dimensions.push({ Name: name, Value: value });
  }
  return inOrder(dimensions);
}

function valuesOf(value: Json | undefined): readonly number[] {
  const values = Array.isArray(value) ? value.slice(0, MAX_VALUES) : [value];
  return values.filter((each): each is number => typeof each === 'number');
}

function parsed(line: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
