/**
 * From an alarm's data points to its state. Source: CloudWatch User Guide, "Alarm evaluation" and "Configuring how
 * CloudWatch alarms treat missing data".
 *
 * More periods are looked at than are evaluated. As long as these hold enough data points the most recent are evaluated
 * and missing ones do not count; only where they hold fewer is the rest filled in as the alarm says.
 */
import type { EpochMillis } from '../../../lib/units';
import type { Comparison, StateValue, Watch } from './alarm';

/** One period; `at` is when it begins. */
export interface Datapoint {
  readonly at: EpochMillis;
  readonly value: number;
  /** 1 for the latest period. */
  readonly age: number;
}

/** "The number of additional data points … retrieved" is not published; the guide's tables show two. */
const ADDITIONAL_PERIODS = 2;
export const periodsLookedAt = ({ evaluationPeriods }: Watch): number => evaluationPeriods + ADDITIONAL_PERIODS;

const COMPARES: { readonly [C in Comparison]: (value: number, threshold: number) => boolean } = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export interface Decision {
  readonly value: StateValue;
  /** Those that were evaluated, the latest first. */
  readonly datapoints: readonly Datapoint[];
  /** Of them, those that speak for the state. */
  readonly deciding: readonly Datapoint[];
  /** Missing data points that were filled in. */
  readonly filled: number;
}

/** `found` has what there is in the periods looked at, the latest first; undefined keeps the state as it is. */
export function decide(watch: Watch, found: readonly Datapoint[]): Decision | undefined {
  const { evaluationPeriods, datapointsToAlarm, missingData, comparison, threshold } = watch;
  const datapoints = found.slice(0, evaluationPeriods);
  const breaching = datapoints.filter(({ value }) => COMPARES[comparison](value, threshold));
  const calm = datapoints.filter((point) => !breaching.includes(point));
  const filled = evaluationPeriods - datapoints.length;
  const alarm: Decision = { value: 'ALARM', datapoints, deciding: breaching, filled };
  const ok: Decision = { value: 'OK', datapoints, deciding: calm, filled };
  if (breaching.length >= datapointsToAlarm) return { ...alarm, filled: 0 };
  if (filled === 0) return ok;
  switch (missingData) {
    case 'breaching':
      return breaching.length + filled >= datapointsToAlarm ? alarm : ok;
    case 'notBreaching':
      return ok;
    case 'ignore':
      return calm.length > 0 ? ok : undefined;
    default:
      if (datapoints.length === 0) return { ...ok, value: 'INSUFFICIENT_DATA' };
      return isAlarmingAlready(breaching, calm, datapointsToAlarm) ? alarm : ok;
  }
}

/**
 * "Alarms are designed to always go into ALARM state when the oldest available breaching datapoint during the Evaluation
 * Periods number of data points is at least as old as the value of Datapoints to Alarm, and all other more recent data
 * points are breaching or missing." By the row `0 - X - -` of 2 of 3 a data point within the threshold, however old, keeps
 * the alarm from it.
 */
function isAlarmingAlready(breaching: readonly Datapoint[], calm: readonly Datapoint[], needed: number): boolean {
  const oldest = breaching.at(-1);
  return oldest !== undefined && oldest.age >= needed && calm.length === 0;
}
