import type { JsonObject } from '../../../lib/units';
import { objects, optionalText } from '../members';
import type { MetricId } from '../metrics/series';
import { pageOf } from '../page';
import type { Operation } from './operation';

const PAGE = 500;

export const listMetrics: Operation = ({ metrics }, input) => {
  const namespace = optionalText(input, 'Namespace');
  const name = optionalText(input, 'MetricName');
  const filters = objects(input, 'Dimensions');
  const ids = Array.from(metrics.all(), ({ id }) => id)
    .filter((id) => namespace === undefined || id.namespace === namespace)
    .filter((id) => name === undefined || id.name === name)
    .filter((id) => filters.every((filter) => hasDimension(id, filter)));
  const { items, next } = pageOf(ids, keyOf, input, PAGE);
  return { Metrics: items.map(shown), ...next };
};

const hasDimension = ({ dimensions }: MetricId, { Name, Value }: JsonObject): boolean =>
  dimensions.some((each) => each.Name === Name && (Value === undefined || each.Value === Value));

const keyOf = (id: MetricId): string => JSON.stringify(shown(id));

const shown = ({ namespace, name, dimensions }: MetricId) => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: dimensions.map(({ Name, Value }) => ({ Name, Value })),
});
