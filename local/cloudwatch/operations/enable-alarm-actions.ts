import { texts } from '../members';
import type { Model, Operation } from './operation';

export const enableAlarmActions: Operation = (model, input) => setEnabled(model, texts(input, 'AlarmNames'), true);
export const disableAlarmActions: Operation = (model, input) => setEnabled(model, texts(input, 'AlarmNames'), false);

/** Names of no alarm are passed over. */
async function setEnabled({ alarms, clock }: Model, names: readonly string[], ActionsEnabled: boolean) {
  for (const name of names) {
    const record = alarms.find(name)?.record;
    if (record === undefined || record.settings.ActionsEnabled === ActionsEnabled) continue;
    const settings = { ...record.settings, ActionsEnabled };
    const data = { type: 'Update', updatedAlarm: settings };
    await alarms.put({ ...record, settings, updatedAt: clock.now() }, `Alarm "${name}" updated`, data);
  }
  return {};
}
