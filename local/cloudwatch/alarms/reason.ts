/** Why an alarm is in its state, in CloudWatch's words, and the same as data. */
import type { EpochMillis } from '../../../lib/units';
import type { Comparison, Watch } from './alarm';
import type { Datapoint, Decision } from './decide';

const WORDS: { readonly [C in Comparison]: string } = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

export function reasonOf(watch: Watch, decision: Decision): string {
  const { value, datapoints, filled } = decision;
  const { evaluationPeriods } = watch;
  if (value === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(evaluationPeriods, 'datapoint')} ${were(evaluationPeriods)} unknown.`;
  }
  if (filled === 0 || (datapoints.length > 0 && !isFilledIn(watch))) return crossed(watch, decision);
  const treated = `${counted(filled, 'missing datapoint')} ${were(filled)} treated as [${treatment(watch)}].`;
  if (datapoints.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${counted(evaluationPeriods, 'period')} and ${treated}`;
  }
  const { deciding } = decision;
  if (deciding.length === 0) return `Threshold Crossed: ${treated}`;
  return `Threshold Crossed: ${counted(deciding.length, 'datapoint')} ${compared(watch, decision)} and ${treated}`;
}

function crossed(watch: Watch, decision: Decision): string {
  const { evaluationPeriods, datapointsToAlarm } = watch;
  const isAlarm = decision.value === 'ALARM';
  const minimum = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${decision.deciding.length} out of the last ${evaluationPeriods} datapoints ` +
    `${compared(watch, decision)} (minimum ${counted(minimum, 'datapoint')} for ${transition} transition).`
  );
}

function compared({ comparison, threshold }: Watch, { deciding, value }: Decision): string {
  const shown = deciding.map((point) => `${decimal(point.value)} (${shortDate(point.at)})`).join(', ');
  const not = value === 'ALARM' ? '' : 'not ';
  return `[${shown}] ${were(deciding.length)} ${not}${WORDS[comparison]} the threshold (${decimal(threshold)})`;
}

export function reasonDataOf(
  watch: Watch,
  { datapoints }: Decision,
  now: EpochMillis,
  unit: string | undefined,
): string {
  const [query] = watch.queries;
  const isPlain = watch.queries.length === 1 && query?.kind === 'metric';
  const oldest = datapoints.at(-1);
  return JSON.stringify({
    version: '1.0',
    queryDate: offsetDate(now),
    ...(oldest === undefined ? {} : { startDate: offsetDate(oldest.at) }),
    ...(unit === undefined || unit === 'None' ? {} : { unit }),
    ...(isPlain ? { statistic: query.metricStat.stat } : {}),
    period: watch.periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value).reverse(),
    threshold: watch.threshold,
    evaluatedDatapoints: datapoints.map(evaluated),
  });
}

const evaluated = ({ at, value }: Datapoint) => ({ timestamp: offsetDate(at), value });

const isFilledIn = ({ missingData }: Watch) => missingData === 'breaching' || missingData === 'notBreaching';
const treatment = ({ missingData }: Watch) => (missingData === 'breaching' ? 'Breaching' : 'NonBreaching');
const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const were = (count: number) => (count === 1 ? 'was' : 'were');
const decimal = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));

/** `05/02/26 06:28:00`: the day first. */
function shortDate(time: EpochMillis): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${clock.slice(0, 8)}`;
}

/** `2026-02-05T06:28:00.000+0000`. */
export const offsetDate = (time: EpochMillis): string => new Date(time).toISOString().replace('Z', '+0000');
