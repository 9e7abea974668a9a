import type { EpochMillis, JsonObject } from '../../../lib/units';
import { invalidParameterCombination, invalidParameterValue, missingParameter } from '../errors';
import {
  dimensionsOf,
  isObject,
  objects,
  optionalNumber,
  optionalText,
  optionalTime,
  requiredNumber,
  requiredText,
} from '../members';
import type { Series } from '../metrics/series';
import type { Model, Operation } from './operation';

/** "Each PutMetricData request … can include … no more than 1000 different metrics." */
const MAX_METRICS = 1_000;
/** "The Values and Counts … can have up to 150." */
const MAX_VALUES = 150;

export const putMetricData: Operation = (model, input) => {
  const namespace = requiredText(input, 'Namespace');
  if (namespace.startsWith('AWS/')) {
    throw invalidParameterValue('The value AWS/ for parameter Namespace is invalid.');
  }
  const data = objects(input, 'MetricData');
  if (data.length === 0) throw missingParameter('The parameter MetricData is required.');
  if (data.length > MAX_METRICS) {
    throw invalidParameterValue(`The collection MetricData must not have a size greater than ${MAX_METRICS}.`);
  }
  const records = data.map((datum) => recordOf(model, namespace, datum));
  for (const record of records) record();
  return {};
};

/** Checks one datum; what is returned records it. */
function recordOf({ metrics, clock }: Model, namespace: string, datum: JsonObject): () => void {
  const id = { namespace, name: requiredText(datum, 'MetricName'), dimensions: dimensionsOf(datum) };
  const unit = optionalText(datum, 'Unit') ?? 'None';
  const at = optionalTime(datum, 'Timestamp') ?? clock.now();
  const { Value, Values, StatisticValues } = datum;
  const given = [Value, Values, StatisticValues].filter((each) => each !== undefined && each !== null);
  if (given.length !== 1) {
    throw invalidParameterCombination('Exactly one of Value, Values and StatisticValues must be given.');
  }
  const add = isObject(StatisticValues) ? summaryOf(StatisticValues) : valuesOf(datum);
  return () => add(metrics.at(id, unit), at);
}

type Add = (series: Series, at: EpochMillis) => void;

function summaryOf(set: JsonObject): Add {
  const summary = {
    count: requiredNumber(set, 'SampleCount'),
    sum: requiredNumber(set, 'Sum'),
    min: requiredNumber(set, 'Minimum'),
    max: requiredNumber(set, 'Maximum'),
  };
  return (series, at) => series.addSummary(summary, at);
}

function valuesOf(datum: JsonObject): Add {
  const single = optionalNumber(datum, 'Value');
  if (single !== undefined) return (series, at) => series.add(single, 1, at);
  const values = numbers(datum, 'Values');
  const counts = datum.Counts === undefined ? values.map(() => 1) : numbers(datum, 'Counts');
  if (counts.length !== values.length) {
    throw invalidParameterValue('The Counts array must have the same number of elements as the Values array.');
  }
  if (values.length > MAX_VALUES) throw invalidParameterValue(`Values takes at most ${MAX_VALUES} elements.`);
  return (series, at) => {
    for (const [index, value] of values.entries()) series.add(value, counts[index], at);
  };
}

function numbers(datum: JsonObject, name: string): readonly number[] {
  const list = datum[name];
  if (Array.isArray(list) && list.every((each) => typeof each === 'number')) return list;
  throw invalidParameterValue(`The parameter ${name} must be a list of numbers.`);
}
