import type { JsonObject } from '../../../lib/units';
import { type AlarmRecord, type AlarmState, type AlarmType, INITIAL_REASON } from '../alarms/alarm';
import { alarmOf, settingsOf, tagsOf } from '../alarms/settings';
import { validationError } from '../errors';
import type { Model, Operation } from './operation';

/** "When you update an existing alarm, its state is left unchanged, but the update completely overwrites" the rest. */
export const putMetricAlarm: Operation = (model, input) => putAlarm(model, input, 'MetricAlarm');

export async function putAlarm(model: Model, input: JsonObject, type: AlarmType): Promise<JsonObject> {
  const { alarms, clock, home } = model;
  const settings = settingsOf(input, type === 'MetricAlarm' ? 'metric' : 'composite');
  const name = String(settings.AlarmName);
  const existing = alarms.find(name)?.record;
  if (existing !== undefined && existing.type !== type) {
    throw validationError(`An alarm of another type is named ${name} already.`);
  }
  const now = clock.now();
  const initial: AlarmState = {
    value: 'INSUFFICIENT_DATA',
    reason: INITIAL_REASON,
    reasonData: undefined,
    updatedAt: now,
  };
  const record: AlarmRecord = {
    type,
    name,
    arn: `arn:aws:cloudwatch:${home.region}:${home.account}:alarm:${name}`,
    settings,
    // "If you specify Tags … when updating an existing alarm, the tags are ignored."
    tags: existing?.tags ?? tagsOf(input),
    updatedAt: now,
    state: existing?.state ?? initial,
  };
  alarmOf(record);
  const done = existing === undefined ? 'created' : 'updated';
  const kind = existing === undefined ? 'Create' : 'Update';
  await alarms.put(record, `Alarm "${name}" ${done}`, { type: kind, [`${done}Alarm`]: settings });
  model.evaluation.arm();
  return {};
}
