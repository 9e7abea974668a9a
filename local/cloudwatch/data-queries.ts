/** Metric data queries, as GetMetricData and alarms make them: metrics with a statistic, and expressions over them. */
import type { JsonObject } from '../../lib/units';
import { invalidParameterCombination, invalidParameterValue, missingParameter, validationError } from './errors';
import { evaluate } from './math/evaluate';
import { type Expression, namesIn } from './math/expression';
import { InvalidExpression, parseExpression } from './math/parse';
import type { MathValue, Points } from './math/value';
import { dimensionsOf, isObject, optionalNumber, optionalText, requiredNumber, requiredText } from './members';
import type { Metrics } from './metrics/metrics';
import type { MetricId } from './metrics/series';
import { isPercentile, isStatistic, statisticOf } from './metrics/statistic';

export interface MetricStat {
  readonly metric: MetricId;
  readonly stat: string;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

export type DataQuery = { readonly id: string; readonly label: string | undefined; readonly returnData: boolean } & (
  | { readonly kind: 'metric'; readonly metricStat: MetricStat }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly periodSeconds: number | undefined }
);

/** Periods one after another. */
export interface Window {
  /** The minute that the first begins with. */
  readonly from: number;
  readonly periodMinutes: number;
  readonly periods: number;
}

/** Where the data of metrics are. */
export type MetricSource = Pick<Metrics, 'find'>;

const ID = /^[a-z]\w{0,254}$/;

export function parseDataQueries(given: readonly JsonObject[]): readonly DataQuery[] {
  const queries = given.map(parseDataQuery);
  const ids = new Set(queries.map(({ id }) => id));
  if (ids.size < queries.length)
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  for (const query of queries) {
    if (query.kind !== 'expression') continue;
    const unknown = namesIn(query.expression).find((name) => !ids.has(name) && !/^(REPEAT|LINEAR)$/i.test(name));
    if (unknown !== undefined) {
      throw validationError(`Error in expression '${query.id}': the id '${unknown}' is not defined in the request.`);
    }
  }
  return queries;
}

function parseDataQuery(given: JsonObject): DataQuery {
  const id = requiredText(given, 'Id');
  if (!ID.test(id)) {
    throw validationError(`The value ${id} for parameter id is invalid: it must start with a lowercase letter.`);
  }
  const place = { id, label: optionalText(given, 'Label'), returnData: given.ReturnData !== false };
  const { MetricStat: metricStat, Expression: text } = given;
  if ((metricStat === undefined) === (text === undefined)) {
    throw invalidParameterCombination(`Exactly one of MetricStat and Expression must be given for ${id}.`);
  }
  if (isObject(metricStat)) return { kind: 'metric', ...place, metricStat: parseMetricStat(metricStat) };
  return {
    kind: 'expression',
    ...place,
    expression: parsed(id, String(text)),
    periodSeconds: optionalNumber(given, 'Period'),
  };
}

function parsed(id: string, text: string): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof InvalidExpression)) throw error;
    throw validationError(`Error in expression '${id}': ${error.message}`);
  }
}

function parseMetricStat(given: JsonObject): MetricStat {
  const { Metric: metric } = given;
  if (!isObject(metric)) throw missingParameter('The parameter MetricStat.Metric is required.');
  return {
    metric: metricIdOf(metric),
    stat: checkedStatistic(requiredText(given, 'Stat')),
    periodSeconds: checkedPeriod(requiredNumber(given, 'Period')),
    unit: optionalText(given, 'Unit'),
  };
}

export const metricIdOf = (given: JsonObject): MetricId => ({
  namespace: requiredText(given, 'Namespace'),
  name: requiredText(given, 'MetricName'),
  dimensions: dimensionsOf(given),
});

export function checkedStatistic(stat: string): string {
  if (isStatistic(stat) || isPercentile(stat)) return stat;
  throw invalidParameterValue(`The value ${stat} for parameter Stat is not supported.`);
}

/** AWS knows 1, 5, 10, 20 and 30 seconds too, for high-resolution metrics; here a minute is the shortest. */
export function checkedPeriod(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 60 && seconds % 60 === 0) return seconds;
  throw invalidParameterValue(
    `The value ${seconds} for parameter Period is invalid: the local model takes multiples of 60.`,
  );
}

/** The period that a query is computed with: its own, or the longest of what it is computed from. */
export function periodOf(query: DataQuery, queries: readonly DataQuery[], depth = 0): number {
  if (query.kind === 'metric') return query.metricStat.periodSeconds;
  if (query.periodSeconds !== undefined) return query.periodSeconds;
  if (depth > queries.length) throw circular(query.id);
  const names = namesIn(query.expression);
  const sources = queries.filter(({ id }) => names.includes(id));
  const all = sources.length > 0 ? sources : queries.filter(({ kind }) => kind === 'metric');
  return Math.max(60, ...all.map((each) => periodOf(each, queries, depth + 1)));
}

const circular = (id: string) => validationError(`Error in expression '${id}': it refers to itself.`);

/** What one query comes to, a point a period, oldest first. Throws a `ValidationError` that names the expression. */
export function pointsOf(metrics: MetricSource, queries: readonly DataQuery[], id: string, window: Window): Points {
  const value = new DataRun(metrics, queries, window).valueOf(id);
  if (value.kind === 'series') return value.points;
  if (value.kind === 'number') return Array.from({ length: window.periods }, () => value.value);
  throw validationError(`Error in expression '${id}': it returns several time series, and one is expected.`);
}

class DataRun {
  private readonly known = new Map<string, MathValue>();
  private readonly open = new Set<string>();

  constructor(
    private readonly metrics: MetricSource,
    private readonly queries: readonly DataQuery[],
    private readonly window: Window,
  ) {}

  valueOf(id: string): MathValue {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const query = this.queries.find((each) => each.id === id);
    if (query === undefined) throw validationError(`The id '${id}' is not defined in the request.`);
    if (this.open.has(id)) throw circular(id);
    this.open.add(id);
    const value = query.kind === 'metric' ? this.measured(query.metricStat) : this.computed(query);
    this.open.delete(id);
    this.known.set(id, value);
    return value;
  }

  private measured(metricStat: MetricStat): MathValue {
    return { kind: 'series', points: statisticsOf(this.metrics, metricStat, this.window) };
  }

  private computed({ id, expression }: Extract<DataQuery, { kind: 'expression' }>): MathValue {
    const scope = {
      metrics: new Map(
        this.queries.flatMap((query) =>
          query.kind === 'metric' ? [[query.id, statisticsOf(this.metrics, query.metricStat, this.window)]] : [],
        ),
      ),
      periods: this.window.periods,
      periodSeconds: this.window.periodMinutes * 60,
    };
    try {
      return evaluate(expression, (name) => this.valueOf(name), scope);
    } catch (error) {
      if (!(error instanceof InvalidExpression)) throw error;
      throw validationError(`Error in expression '${id}': ${error.message}`);
    }
  }
}

export function statisticsOf(metrics: MetricSource, { metric, stat, unit }: MetricStat, window: Window): Points {
  const series = metrics.find(metric);
  const { from, periodMinutes, periods } = window;
  const matches = series !== undefined && (unit === undefined || unit === (series.unit ?? 'None'));
  return Array.from({ length: periods }, (_, index) => {
    const begin = from + index * periodMinutes;
    const bucket = matches ? series.between(begin, begin + periodMinutes) : undefined;
    return bucket === undefined ? undefined : statisticOf(bucket, stat);
  });
}
