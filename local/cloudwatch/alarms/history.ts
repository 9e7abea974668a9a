/** What happened to each alarm. AWS keeps 30 days; here it is the last items of each alarm. */
import type { EpochMillis } from '../../../lib/units';
import type { Change, Store } from '../../store/store';
import { ALL_HISTORY, historyKey, sequenceOf } from '../keys';
import type { AlarmType } from './alarm';

export const HISTORY_TYPES = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;
export type HistoryType = (typeof HISTORY_TYPES)[number];

export interface HistoryItem {
  readonly alarm: string;
  readonly alarmType: AlarmType;
  readonly at: EpochMillis;
  readonly type: HistoryType;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

export interface NumberedItem {
  readonly sequence: number;
  readonly item: HistoryItem;
}

/** Items kept an alarm; the oldest go first. */
const MAX_ITEMS = 500;

export class AlarmHistory {
  private sequence = 0;
  private readonly byAlarm = new Map<string, NumberedItem[]>();

  constructor(store: Store) {
    for (const [key, item] of store.range(ALL_HISTORY)) {
      const numbered = { sequence: sequenceOf(key), item: item as HistoryItem };
      this.sequence = Math.max(this.sequence, numbered.sequence);
      this.itemsOf(numbered.item.alarm).push(numbered);
    }
  }

  /** The changes that keep the item, to be committed. */
  add(item: HistoryItem): readonly Change[] {
    const items = this.itemsOf(item.alarm);
    const sequence = ++this.sequence;
    items.push({ sequence, item });
    const put: Change = { kind: 'put', key: historyKey(item.alarm, sequence), value: item };
    const [oldest] = items;
    if (items.length <= MAX_ITEMS || oldest === undefined) return [put];
    items.shift();
    return [put, { kind: 'delete', key: historyKey(item.alarm, oldest.sequence) }];
  }

  /** In the order they happened. */
  of(alarm: string | undefined): readonly NumberedItem[] {
    if (alarm !== undefined) return this.byAlarm.get(alarm) ?? [];
    return [...this.byAlarm.values()].flat().sort((a, b) => a.sequence - b.sequence);
  }

  private itemsOf(alarm: string): NumberedItem[] {
    let items = this.byAlarm.get(alarm);
    if (items === undefined) {
      items = [];
      this.byAlarm.set(alarm, items);
    }
    return items;
  }
}
