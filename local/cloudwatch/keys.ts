/** Where the service keeps what it has in the store: alarms, their history and dashboards; metrics are in memory. */
import { type Key, keyOf, within } from '../store/store';

const SERVICE = 'cloudwatch';

export const alarmKey = (name: string): Key => keyOf(SERVICE, 'alarm', name);
export const historyKey = (alarm: string, sequence: number): Key =>
  keyOf(SERVICE, 'history', alarm, String(sequence).padStart(16, '0'));
export const dashboardKey = (name: string): Key => keyOf(SERVICE, 'dashboard', name);

export const ALL_ALARMS = within(SERVICE, 'alarm');
export const ALL_HISTORY = within(SERVICE, 'history');
export const ALL_DASHBOARDS = within(SERVICE, 'dashboard');

/** The number that a history key ends with. */
export const sequenceOf = (key: Key): number => Number(key.slice(-16));
