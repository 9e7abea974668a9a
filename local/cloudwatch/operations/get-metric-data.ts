import type { EpochMillis, JsonObject } from '../../../lib/units';
import { type DataQuery, parseDataQueries, periodOf, pointsOf } from '../data-queries';
import { invalidParameterValue, missingParameter } from '../errors';
import { objects, oneOf, requiredTime } from '../members';
import { KEPT_MINUTES, minuteOf, startOf } from '../metrics/series';
import type { Model, Operation } from './operation';

/** "A single GetMetricData call can include up to 500 MetricDataQuery structures." */
const MAX_QUERIES = 500;

/** All at once: with three hours of minutes kept, an answer is never so long that it needs pages. */
export const getMetricData: Operation = (model, input) => {
  const given = objects(input, 'MetricDataQueries');
  if (given.length === 0) throw missingParameter('The parameter MetricDataQueries is required.');
  if (given.length > MAX_QUERIES) {
    throw invalidParameterValue(`MetricDataQueries takes at most ${MAX_QUERIES} queries.`);
  }
  const [start, end] = [requiredTime(input, 'StartTime'), requiredTime(input, 'EndTime')];
  if (start >= end) {
    throw invalidParameterValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  const ascending = oneOf(input, 'ScanBy', ['TimestampAscending', 'TimestampDescending']) === 'TimestampAscending';
  const queries = parseDataQueries(given);
  const results = queries
    .filter(({ returnData }) => returnData)
    .map((query) => resultOf(model, queries, query, { start, end, ascending }));
  return { MetricDataResults: results, Messages: [] };
};

interface Span {
  readonly start: EpochMillis;
  readonly end: EpochMillis;
  readonly ascending: boolean;
}

function resultOf(
  { metrics, clock }: Model,
  queries: readonly DataQuery[],
  query: DataQuery,
  { start, end, ascending }: Span,
): JsonObject {
  const periodMinutes = periodOf(query, queries) / 60;
  const aligned = (minute: number) => Math.floor(minute / periodMinutes) * periodMinutes;
  const now = minuteOf(clock.now());
  const from = aligned(Math.max(minuteOf(start), now - KEPT_MINUTES));
  const to = Math.min(Math.ceil(end / 60_000), now + KEPT_MINUTES);
  const periods = Math.max(0, Math.ceil((to - from) / periodMinutes));
  const points = pointsOf(metrics, queries, query.id, { from, periodMinutes, periods });
  const found = points.flatMap((value, index) =>
    value === undefined || Number.isNaN(value) ? [] : [{ at: startOf(from + index * periodMinutes) / 1_000, value }],
  );
  const shown = ascending ? found : found.reverse();
  return {
    Id: query.id,
    Label: query.label ?? (query.kind === 'metric' ? query.metricStat.metric.name : query.id),
    Timestamps: shown.map(({ at }) => at),
    Values: shown.map(({ value }) => value),
    StatusCode: 'Complete',
  };
}
