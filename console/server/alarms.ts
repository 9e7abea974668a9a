/** Alarms, as the page lists them. */
import type { AlarmRecord, AlarmState } from '../../local/cloudwatch/alarms/alarm';
import type { AlarmSummary } from '../api';
import type { Places } from './places';

export function alarmOf(
  places: Places,
  { name, settings }: Pick<AlarmRecord, 'name' | 'settings'>,
  { value, reason, updatedAt }: AlarmState,
): AlarmSummary {
  const { AlarmDescription: description } = settings;
  return {
    name,
    label: places.labelOf('alarm', name),
    stack: places.stackOf('alarm', name),
    description: typeof description === 'string' ? description : '',
    state: value,
    reason,
    since: updatedAt,
  };
}
