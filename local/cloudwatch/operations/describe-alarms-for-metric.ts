import { metricIdOf } from '../data-queries';
import { optionalNumber, optionalText } from '../members';
import { shownAlarm } from './describe-alarms';
import type { Operation } from './operation';

/** Alarms of one metric; those of an expression are not found by what it is computed from, as on AWS. */
export const describeAlarmsForMetric: Operation = ({ alarms }, input) => {
  const wanted = JSON.stringify(metricIdOf(input));
  const stat = optionalText(input, 'Statistic') ?? optionalText(input, 'ExtendedStatistic');
  const period = optionalNumber(input, 'Period');
  const found = alarms.all().filter((alarm) => {
    if (alarm.kind !== 'metric' || alarm.record.settings.Metrics !== undefined) return false;
    const [query] = alarm.watch.queries;
    if (query?.kind !== 'metric' || JSON.stringify(query.metricStat.metric) !== wanted) return false;
    return (
      (stat === undefined || query.metricStat.stat === stat) &&
      (period === undefined || query.metricStat.periodSeconds === period)
    );
  });
  return { MetricAlarms: found.map(shownAlarm) };
};
