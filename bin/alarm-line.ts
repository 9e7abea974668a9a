/** What `backstep start` says when an alarm goes off, and when it is over. */
import type { StateChange } from '../local/cloudwatch/alarms/notifications';

/** Undefined for an alarm that only finds out that all is well. */
export function alarmLine({ alarm, previous, state }: StateChange): string | undefined {
  if (state.value !== 'ALARM' && previous.value !== 'ALARM') return undefined;
  const time = new Date(state.updatedAt).toISOString();
  return `${time} ${state.value} ${alarm.record.name} (was ${previous.value}): ${state.reason}\n`;
}
