/** Every operation that is modelled, by AWS's name. */
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './dashboards';
import { deleteAlarms } from './delete-alarms';
import { describeAlarmHistory } from './describe-alarm-history';
import { describeAlarms } from './describe-alarms';
import { describeAlarmsForMetric } from './describe-alarms-for-metric';
import { disableAlarmActions, enableAlarmActions } from './enable-alarm-actions';
import { getMetricData } from './get-metric-data';
import { getMetricStatistics } from './get-metric-statistics';
import { listMetrics } from './list-metrics';
import type { Operation } from './operation';
import { putCompositeAlarm } from './put-composite-alarm';
import { putMetricAlarm } from './put-metric-alarm';
import { putMetricData } from './put-metric-data';
import { setAlarmState } from './set-alarm-state';
import { listTagsForResource, tagResource, untagResource } from './tag-resource';

export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    DeleteAlarms: deleteAlarms,
    DeleteDashboards: deleteDashboards,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    DescribeAlarmsForMetric: describeAlarmsForMetric,
    DisableAlarmActions: disableAlarmActions,
    EnableAlarmActions: enableAlarmActions,
    GetDashboard: getDashboard,
    GetMetricData: getMetricData,
    GetMetricStatistics: getMetricStatistics,
    ListDashboards: listDashboards,
    ListMetrics: listMetrics,
    ListTagsForResource: listTagsForResource,
    PutCompositeAlarm: putCompositeAlarm,
    PutDashboard: putDashboard,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
    TagResource: tagResource,
    UntagResource: untagResource,
  }),
);
