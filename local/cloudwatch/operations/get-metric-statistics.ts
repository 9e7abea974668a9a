import type { JsonObject } from '../../../lib/units';
import { checkedPeriod, metricIdOf } from '../data-queries';
import { invalidParameterCombination, invalidParameterValue, missingParameter } from '../errors';
import { optionalText, requiredNumber, requiredTime, texts } from '../members';
import type { Bucket } from '../metrics/bucket';
import { minuteOf, startOf } from '../metrics/series';
import { isPercentile, isStatistic, statisticOf } from '../metrics/statistic';
import type { Operation } from './operation';

/** "The maximum number of data points returned from a single call is 1,440." */
const MAX_DATAPOINTS = 1_440;

export const getMetricStatistics: Operation = ({ metrics }, input) => {
  const id = metricIdOf(input);
  const [start, end] = [requiredTime(input, 'StartTime'), requiredTime(input, 'EndTime')];
  const minutes = checkedPeriod(requiredNumber(input, 'Period')) / 60;
  const [plain, extended] = [texts(input, 'Statistics'), texts(input, 'ExtendedStatistics')];
  if (start >= end) {
    throw invalidParameterValue('The parameter StartTime must be less than the parameter EndTime.');
  }
  if (plain.length === 0 && extended.length === 0) throw missingParameter('The parameter Statistics is required.');
  const wrong = plain.find((name) => !isStatistic(name)) ?? extended.find((name) => !isPercentile(name));
  if (wrong !== undefined) throw invalidParameterValue(`The value ${wrong} for parameter Statistics is not supported.`);
  const from = aligned(minuteOf(start), minutes);
  if ((minuteOf(end) - from) / minutes > MAX_DATAPOINTS) {
    throw invalidParameterCombination(
      `You have requested up to ${Math.ceil((minuteOf(end) - from) / minutes)} datapoints, which exceeds the limit of ` +
        `${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
  const series = metrics.find(id);
  const unit = optionalText(input, 'Unit');
  const shown = series !== undefined && (unit === undefined || unit === (series.unit ?? 'None')) ? series : undefined;
  const datapoints: JsonObject[] = [];
  for (
    let minute = Math.max(from, aligned(shown?.horizon ?? from, minutes));
    startOf(minute) < end;
    minute += minutes
  ) {
    const bucket = shown?.between(minute, minute + minutes);
    if (bucket === undefined) continue;
    datapoints.push({
      Timestamp: startOf(minute) / 1_000,
      ...statistics(bucket, plain),
      ...(extended.length === 0 ? {} : { ExtendedStatistics: statistics(bucket, extended) }),
      Unit: shown?.unit ?? 'None',
    });
  }
  return { Label: id.name, Datapoints: datapoints };
};

/** Down to a multiple of the period. */
const aligned = (minute: number, minutes: number) => Math.floor(minute / minutes) * minutes;

function statistics(bucket: Bucket, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = statisticOf(bucket, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
