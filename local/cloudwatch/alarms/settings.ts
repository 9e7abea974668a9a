/** What PutMetricAlarm and PutCompositeAlarm take. Source: CloudWatch API Reference. */
import type { Json, JsonObject } from '../../../lib/units';
import {
  checkedPeriod,
  checkedStatistic,
  type DataQuery,
  metricIdOf,
  parseDataQueries,
  periodOf,
  pointsOf,
} from '../data-queries';
import { invalidParameterCombination, invalidParameterValue, missingParameter, validationError } from '../errors';
import { objects, oneOf, optionalText, requiredNumber, requiredText, texts } from '../members';
import { isPercentile } from '../metrics/statistic';
import { type Alarm, type AlarmRecord, COMPARISONS, MISSING_DATA, type MissingData, type Watch } from './alarm';
import { parseAlarmRule } from './alarm-rule';

const COMMON = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
];
const METRIC = [
  ...COMMON,
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'Metrics',
];
const COMPOSITE = [...COMMON, 'AlarmRule'];
/** Taken by AWS; a template that counts on them must not load as if they worked. */
const NOT_MODELLED = [
  'ThresholdMetricId',
  'ActionsSuppressor',
  'ActionsSuppressorWaitPeriod',
  'ActionsSuppressorExtensionPeriod',
];

const MAX_ACTIONS = 5;

export function settingsOf(input: JsonObject, kind: 'metric' | 'composite'): JsonObject {
  const name = requiredText(input, 'AlarmName');
  if (name.length > 255) throw validationError('The alarm name must have at most 255 characters.');
  const unknown = NOT_MODELLED.find((member) => input[member] !== undefined);
  if (unknown !== undefined) throw invalidParameterValue(`The local model does not take ${unknown}.`);
  const names = kind === 'metric' ? METRIC : COMPOSITE;
  const given = Object.entries(input).filter(([member, value]) => names.includes(member) && value !== null);
  const actions = Object.fromEntries(
    ['OKActions', 'AlarmActions', 'InsufficientDataActions'].map((member) => [member, checkedActions(input, member)]),
  );
  return { ...Object.fromEntries(given), ActionsEnabled: input.ActionsEnabled !== false, ...actions };
}

function checkedActions(input: JsonObject, member: string): readonly string[] {
  const actions = texts(input, member);
  if (actions.length > MAX_ACTIONS) throw validationError(`${member} takes at most ${MAX_ACTIONS} actions.`);
  const wrong = actions.find((action) => !action.startsWith('arn:'));
  if (wrong !== undefined) throw validationError(`Invalid arn syntax: ${wrong}`);
  return actions;
}

/** Throws what PutMetricAlarm or PutCompositeAlarm refuses. */
export function alarmOf(record: AlarmRecord): Alarm {
  const { settings } = record;
  return record.type === 'MetricAlarm'
    ? { kind: 'metric', record, watch: watchOf(settings) }
    : { kind: 'composite', record, rule: parseAlarmRule(requiredText(settings, 'AlarmRule')) };
}

function watchOf(settings: JsonObject): Watch {
  const evaluationPeriods = requiredCount(settings, 'EvaluationPeriods');
  const comparison = oneOf(settings, 'ComparisonOperator', COMPARISONS);
  if (comparison === undefined) throw missingParameter('The parameter ComparisonOperator is required.');
  const given = settings.DatapointsToAlarm;
  const datapointsToAlarm = given === undefined ? evaluationPeriods : requiredCount(settings, 'DatapointsToAlarm');
  if (datapointsToAlarm > evaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods.');
  }
  const threshold = requiredNumber(settings, 'Threshold');
  const queries = queriesOf(settings);
  const returned = returnedQuery(queries);
  // Refuses at once what could not be computed later.
  pointsOf({ find: () => undefined }, queries, returned.id, { from: 0, periodMinutes: 1, periods: evaluationPeriods });
  return {
    queries,
    returnedId: returned.id,
    periodSeconds: periodOf(returned, queries),
    evaluationPeriods,
    datapointsToAlarm,
    comparison,
    threshold,
    missingData: missingDataOf(settings, queries),
    ignoresLowSamples: settings.EvaluateLowSampleCountPercentile === 'ignore',
  };
}

const SINGLE = ['MetricName', 'Namespace', 'Statistic', 'ExtendedStatistic', 'Dimensions', 'Period', 'Unit'];

function queriesOf(settings: JsonObject): readonly DataQuery[] {
  if (settings.Metrics !== undefined) {
    const both = SINGLE.find((member) => settings[member] !== undefined);
    if (both !== undefined) {
      throw invalidParameterCombination(`The parameters Metrics and ${both} must not be used together.`);
    }
    return parseDataQueries(objects(settings, 'Metrics'));
  }
  const metricStat = {
    metric: metricIdOf(settings),
    stat: statisticIn(settings),
    periodSeconds: checkedPeriod(requiredNumber(settings, 'Period')),
    unit: optionalText(settings, 'Unit'),
  };
  return [{ kind: 'metric', id: 'm1', label: undefined, returnData: true, metricStat }];
}

function statisticIn(settings: JsonObject): string {
  const [plain, extended] = [optionalText(settings, 'Statistic'), optionalText(settings, 'ExtendedStatistic')];
  if (plain !== undefined && extended !== undefined) {
    throw invalidParameterCombination('Only one of the parameters Statistic and ExtendedStatistic is allowed.');
  }
  if (extended !== undefined && !isPercentile(extended)) {
    throw invalidParameterValue(`The value ${extended} for parameter ExtendedStatistic is not supported.`);
  }
  const statistic = plain ?? extended;
  if (statistic === undefined) throw missingParameter('One of Statistic and ExtendedStatistic is required.');
  return checkedStatistic(statistic);
}

function returnedQuery(queries: readonly DataQuery[]): DataQuery {
  const [returned, second] = queries.filter(({ returnData }) => returnData);
  if (returned === undefined || second !== undefined) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  return returned;
}

/** "Alarms that evaluate metrics in the AWS/DynamoDB namespace always ignore missing data." */
function missingDataOf(settings: JsonObject, queries: readonly DataQuery[]): MissingData {
  const given = oneOf(settings, 'TreatMissingData', MISSING_DATA) ?? 'missing';
  const ofDynamoDB = queries.some((query) => query.kind === 'metric' && isOfDynamoDB(query.metricStat.metric));
  return ofDynamoDB ? 'ignore' : given;
}

const isOfDynamoDB = ({ namespace }: { readonly namespace: string }) => namespace === 'AWS/DynamoDB';

function requiredCount(settings: JsonObject, name: string): number {
  const count = requiredNumber(settings, name);
  if (Number.isInteger(count) && count >= 1) return count;
  throw validationError(`${name} must be greater than or equal to 1.`);
}

export const tagsOf = (input: JsonObject): { readonly [key: string]: string } =>
  Object.fromEntries(objects(input, 'Tags').map(({ Key, Value }: JsonObject) => [String(Key), String(Value as Json)]));
