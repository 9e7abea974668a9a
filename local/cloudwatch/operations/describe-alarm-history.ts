import { HISTORY_TYPES } from '../alarms/history';
import { oneOf, optionalNumber, optionalText, optionalTime, texts } from '../members';
import { pageOf } from '../page';
import type { Operation } from './operation';

const MAX_RECORDS = 100;

export const describeAlarmHistory: Operation = ({ alarms }, input) => {
  const type = oneOf(input, 'HistoryItemType', HISTORY_TYPES);
  const [start, end] = [optionalTime(input, 'StartDate'), optionalTime(input, 'EndDate')];
  const ascending = oneOf(input, 'ScanBy', ['TimestampAscending', 'TimestampDescending']) === 'TimestampAscending';
  const types = input.AlarmTypes === undefined ? ['MetricAlarm'] : texts(input, 'AlarmTypes');
  const found = alarms.history
    .of(optionalText(input, 'AlarmName'))
    .filter(({ item }) => types.includes(item.alarmType))
    .filter(({ item }) => type === undefined || item.type === type)
    .filter(({ item }) => (start === undefined || item.at >= start) && (end === undefined || item.at <= end));
  const size = Math.min(optionalNumber(input, 'MaxRecords') ?? MAX_RECORDS, MAX_RECORDS);
  const inOrder = ascending ? found : [...found].reverse();
  const { items, next } = pageOf(inOrder, ({ sequence }) => String(sequence), input, size);
  return {
    AlarmHistoryItems: items.map(({ item }) => ({
      AlarmName: item.alarm,
      AlarmType: item.alarmType,
      Timestamp: item.at / 1_000,
      HistoryItemType: item.type,
      HistorySummary: item.summary,
      HistoryData: item.data,
    })),
    ...next,
  };
};
