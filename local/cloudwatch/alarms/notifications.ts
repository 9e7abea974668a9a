/**
 * What is told of an alarm's change of state: as an event, to a topic, to a function.
 * Source: CloudWatch User Guide, "Alarm events and EventBridge", "Alarm actions: Lambda", "Notifying users on alarm changes".
 */
import type { Json, JsonObject } from '../../../lib/units';
import type { DataQuery, MetricStat } from '../data-queries';
import { objects } from '../members';
import type { Dimension } from '../metrics/series';
import { type Alarm, type AlarmRecord, type AlarmState, actionsOf } from './alarm';
import { offsetDate } from './reason';

export interface Home {
  readonly region: string;
  readonly account: string;
}

export interface StateChange {
  readonly alarm: Alarm;
  readonly previous: AlarmState;
  readonly state: AlarmState;
}

/** The detail of the event "CloudWatch Alarm State Change". */
export function eventDetail({ alarm, previous, state }: StateChange): JsonObject {
  return {
    alarmName: alarm.record.name,
    state: shownState(state),
    previousState: shownState(previous),
    configuration: configurationOf(alarm),
  };
}

export function functionPayload(change: StateChange, { region, account }: Home): string {
  return JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: change.alarm.record.arn,
    accountId: account,
    time: offsetDate(change.state.updatedAt),
    region,
    alarmData: eventDetail(change),
  });
}

function shownState({ value, reason, reasonData, updatedAt }: AlarmState): JsonObject {
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: offsetDate(updatedAt) };
}

function configurationOf(alarm: Alarm): JsonObject {
  const { AlarmDescription: description, AlarmRule: alarmRule } = alarm.record.settings;
  const described: JsonObject = description === undefined ? {} : { description };
  if (alarm.kind === 'composite') return { ...described, ...(alarmRule === undefined ? {} : { alarmRule }) };
  return { ...described, metrics: alarm.watch.queries.map((query) => shownQuery(query, alarm.record)) };
}

function shownQuery(query: DataQuery, { settings }: AlarmRecord): JsonObject {
  const label: JsonObject = query.label === undefined ? {} : { label: query.label };
  const place = { id: query.id, ...label, returnData: query.returnData };
  if (query.kind === 'metric') return { ...place, metricStat: shownStat(query.metricStat) };
  const given = objects(settings, 'Metrics').find(({ Id }) => Id === query.id);
  return { ...place, expression: given?.Expression ?? '' };
}

function shownStat({ metric, stat, periodSeconds, unit }: MetricStat): JsonObject {
  const dimensions = Object.fromEntries(metric.dimensions.map(({ Name, Value }) => [Name, Value]));
  return {
    metric: { namespace: metric.namespace, name: metric.name, dimensions },
    period: periodSeconds,
    stat,
    ...(unit === undefined ? {} : { unit }),
  };
}

/** The places that the texts of alarms name. Others are written as they are. */
const REGION_NAMES: { readonly [region: string]: string | undefined } = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-2': 'US West (Oregon)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-west-1': 'EU (Ireland)',
};
const regionName = (region: string): string => REGION_NAMES[region] ?? region;

/** "Subject Constraints: … less than 100 characters". */
const MAX_SUBJECT = 100;

export const subjectOf = ({ alarm, state }: StateChange, { region }: Home): string =>
  `${state.value}: "${alarm.record.name}" in ${regionName(region)}`.slice(0, MAX_SUBJECT);

export function topicMessage({ alarm, previous, state }: StateChange, { region, account }: Home): string {
  const { record } = alarm;
  return JSON.stringify({
    AlarmName: record.name,
    AlarmDescription: record.settings.AlarmDescription ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: offsetDate(record.updatedAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: offsetDate(state.updatedAt),
    Region: regionName(region),
    AlarmArn: record.arn,
    OldStateValue: previous.value,
    OKActions: actionsOf(record, 'OK'),
    AlarmActions: actionsOf(record, 'ALARM'),
    InsufficientDataActions: actionsOf(record, 'INSUFFICIENT_DATA'),
    ...(alarm.kind === 'metric' ? { Trigger: triggerOf(alarm) } : { AlarmRule: record.settings.AlarmRule ?? '' }),
  });
}

const EXTENDED = 'ExtendedStatistic';

function triggerOf({ record, watch }: Extract<Alarm, { kind: 'metric' }>): JsonObject {
  const { settings } = record;
  const common: { readonly [member: string]: Json } = {
    Period: watch.periodSeconds,
    EvaluationPeriods: watch.evaluationPeriods,
    DatapointsToAlarm: watch.datapointsToAlarm,
    ComparisonOperator: watch.comparison,
    Threshold: watch.threshold,
    TreatMissingData: settings.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: settings.EvaluateLowSampleCountPercentile ?? '',
  };
  if (settings.Metrics !== undefined) return { ...common, Metrics: settings.Metrics };
  const extended = settings[EXTENDED];
  return {
    MetricName: settings.MetricName ?? '',
    Namespace: settings.Namespace ?? '',
    StatisticType: extended === undefined ? 'Statistic' : EXTENDED,
    ...(extended === undefined ? { Statistic: constantCase(String(settings.Statistic)) } : { [EXTENDED]: extended }),
    Unit: settings.Unit ?? null,
    Dimensions: dimensionsIn(watch.queries).map(({ Name, Value }) => ({ value: Value, name: Name })),
    ...common,
  };
}

const dimensionsIn = ([query]: readonly DataQuery[]): readonly Dimension[] =>
  query?.kind === 'metric' ? query.metricStat.metric.dimensions : [];

/** `SampleCount` is `SAMPLE_COUNT` there. */
const constantCase = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
