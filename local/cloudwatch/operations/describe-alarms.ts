import type { JsonObject } from '../../../lib/units';
import { ALARM_TYPES, type Alarm, STATE_VALUES } from '../alarms/alarm';
import { alarmsIn } from '../alarms/alarm-rule';
import { invalidParameterCombination, invalidParameterValue } from '../errors';
import { oneOf, optionalNumber, optionalText, texts } from '../members';
import { pageOf } from '../page';
import type { Operation } from './operation';

const MAX_RECORDS = 100;

export const describeAlarms: Operation = ({ alarms }, input) => {
  const names = texts(input, 'AlarmNames');
  const prefix = optionalText(input, 'AlarmNamePrefix');
  if (names.length > 0 && prefix !== undefined) {
    throw invalidParameterCombination('AlarmNames and AlarmNamePrefix must not be given together.');
  }
  // "If you omit this parameter, only metric alarms are returned, even if composite alarms exist."
  const types = input.AlarmTypes === undefined ? ['MetricAlarm'] : texts(input, 'AlarmTypes');
  const wrong = types.find((type) => !ALARM_TYPES.some((known) => known === type));
  if (wrong !== undefined) throw invalidParameterValue(`The value ${wrong} for parameter AlarmTypes is not supported.`);
  const state = oneOf(input, 'StateValue', STATE_VALUES);
  const actionPrefix = optionalText(input, 'ActionPrefix');
  const parents = optionalText(input, 'ParentsOfAlarmName');
  const children = childrenOf(alarms.find(optionalText(input, 'ChildrenOfAlarmName') ?? ''), input);
  const found = alarms
    .all()
    .filter(({ record }) => types.includes(record.type))
    .filter(({ record }) => names.length === 0 || names.includes(record.name))
    .filter(({ record }) => prefix === undefined || record.name.startsWith(prefix))
    .filter(({ record }) => state === undefined || record.state.value === state)
    .filter(({ record }) => actionPrefix === undefined || hasAction(record.settings, actionPrefix))
    .filter((alarm) => parents === undefined || (alarm.kind === 'composite' && alarmsIn(alarm.rule).includes(parents)))
    .filter(({ record }) => children === undefined || children.includes(record.name));
  const size = Math.min(optionalNumber(input, 'MaxRecords') ?? MAX_RECORDS, MAX_RECORDS);
  const { items, next } = pageOf(found, ({ record }) => record.name, input, size);
  return {
    MetricAlarms: items.filter(({ kind }) => kind === 'metric').map(shownAlarm),
    CompositeAlarms: items.filter(({ kind }) => kind === 'composite').map(shownAlarm),
    ...next,
  };
};

function childrenOf(alarm: Alarm | undefined, input: JsonObject): readonly string[] | undefined {
  if (input.ChildrenOfAlarmName === undefined) return undefined;
  return alarm?.kind === 'composite' ? alarmsIn(alarm.rule) : [];
}

const hasAction = (settings: JsonObject, prefix: string): boolean =>
  ['OKActions', 'AlarmActions', 'InsufficientDataActions'].some((member) =>
    texts(settings, member).some((action) => action.startsWith(prefix)),
  );

export function shownAlarm(alarm: Alarm): JsonObject {
  const { settings, arn, updatedAt, state } = alarm.record;
  const empty: JsonObject = alarm.kind === 'metric' && settings.Metrics === undefined ? { Dimensions: [] } : {};
  return {
    ...empty,
    ...settings,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: updatedAt / 1_000,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: state.updatedAt / 1_000,
    StateTransitionedTimestamp: state.updatedAt / 1_000,
  };
}
