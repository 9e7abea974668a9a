/** Tables and their items, metrics and their points, alarms. */

import type { Json, JsonObject } from '../../../lib/units';
import { epochMillis } from '../../../lib/units';
import type { AlarmState } from '../../../local/cloudwatch/alarms/alarm';
import type { Item } from '../../../local/dynamodb/values/attribute-value';
import { CLIENT } from '../../../local/service';
import type { WireRequest } from '../../../local/wire/message';
import type { AlarmSummary, ItemPage, MetricName, MetricSeries, TableSummary } from '../../api';
import { alarmOf } from '../alarms';
import { cursorOf, queryCount, queryCursor, queryOneOf, queryText } from '../asked';
import { plainOf } from '../plain-item';
import { Refused } from '../refused';
import type { Room } from '../room';

const ITEMS = { usual: 50, most: 500 };
/** A millisecond or two a table. */
const MAX_COUNTED = 1_000;
const MINUTES = { usual: 180, most: 180 };

const objectsIn = (value: Json | undefined): readonly JsonObject[] => (value ?? []) as unknown as readonly JsonObject[];

export async function tables({ local, places }: Room): Promise<readonly TableSummary[]> {
  const { dynamodb } = local.world.services;
  const found: TableSummary[] = [];
  let from: Json | undefined;
  do {
    const answer = await dynamodb.call(
      'ListTables',
      from === undefined ? {} : { ExclusiveStartTableName: from },
      CLIENT,
    );
    for (const name of (answer.TableNames ?? []) as readonly string[]) {
      const { Table } = await dynamodb.call('DescribeTable', { TableName: name }, CLIENT);
      const { KeySchema } = Table as JsonObject;
      // ItemCount is hours old, as on AWS.
      const counted = await dynamodb.call('Scan', { TableName: name, Select: 'COUNT', Limit: MAX_COUNTED }, CLIENT);
      found.push({
        name,
        label: places.labelOf('table', name),
        stack: places.stackOf('table', name),
        keys: objectsIn(KeySchema).map(({ AttributeName }) => String(AttributeName)),
        items: Number(counted.Count),
        isExact: counted.LastEvaluatedKey === undefined,
      });
    }
    from = answer.LastEvaluatedTableName;
  } while (from !== undefined);
  return found;
}

export async function tableItems({ local }: Room, { query }: WireRequest): Promise<ItemPage> {
  const { key: from } = queryCursor(query) ?? {};
  const request = {
    TableName: queryText(query, 'table'),
    Limit: queryCount(query, 'limit', ITEMS),
    ...(from === undefined ? {} : { ExclusiveStartKey: from }),
  };
  const { Items = [], LastEvaluatedKey } = await local.world.services.dynamodb.call('Scan', request, CLIENT);
  return {
    items: (Items as unknown as readonly Item[]).map(plainOf),
    cursor: cursorOf(LastEvaluatedKey === undefined ? undefined : { key: LastEvaluatedKey }),
  };
}

export function metrics({ local }: Room): readonly MetricName[] {
  return Array.from(local.world.services.cloudwatch.metrics.all(), ({ id: { namespace, name, dimensions } }) => ({
    namespace,
    name,
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
  }));
}

const STATISTICS = ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount', 'p50', 'p99'] as const;

export async function metric({ local }: Room, { query }: WireRequest): Promise<MetricSeries> {
  const statistic = queryOneOf(query, 'statistic', STATISTICS) ?? 'Sum';
  const minutes = queryCount(query, 'minutes', MINUTES);
  const end = local.clock.now() / 1000 + 60;
  const isPercentile = statistic.startsWith('p');
  const request = {
    Namespace: queryText(query, 'namespace'),
    MetricName: queryText(query, 'name'),
    Dimensions: dimensionsOf(queryText(query, 'dimensions')),
    StartTime: end - (minutes + 1) * 60,
    EndTime: end,
    Period: 60,
    ...(isPercentile ? { ExtendedStatistics: [statistic] } : { Statistics: [statistic] }),
  };
  const { Datapoints } = await local.world.services.cloudwatch.call('GetMetricStatistics', request, CLIENT);
  const points = objectsIn(Datapoints).map((point) => {
    const values = isPercentile ? (point.ExtendedStatistics as JsonObject) : point;
    return { at: Number(point.Timestamp) * 1000, value: Number(values[statistic]) };
  });
  return { points: points.sort((one, other) => one.at - other.at) };
}

function dimensionsOf(text: string): Json {
  try {
    const given = JSON.parse(text) as JsonObject;
    return Object.entries(given).map(([Name, Value]) => ({ Name, Value: String(Value) }));
  } catch {
    throw new Refused(400, 'dimensions must be JSON, such as {"Stack":"Shop"}');
  }
}

export async function alarms({ local, places }: Room): Promise<readonly AlarmSummary[]> {
  const found: AlarmSummary[] = [];
  let next: Json | undefined;
  do {
    const request = {
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      ...(next === undefined ? {} : { NextToken: next }),
    };
    const answer = await local.world.services.cloudwatch.call('DescribeAlarms', request, CLIENT);
    for (const alarm of [...objectsIn(answer.MetricAlarms), ...objectsIn(answer.CompositeAlarms)]) {
      const state: AlarmState = {
        value: alarm.StateValue as AlarmState['value'],
        reason: String(alarm.StateReason ?? ''),
        reasonData: undefined,
        updatedAt: epochMillis(Number(alarm.StateUpdatedTimestamp) * 1000),
      };
      found.push(alarmOf(places, { name: String(alarm.AlarmName), settings: alarm }, state));
    }
    next = answer.NextToken;
  } while (next !== undefined);
  return found;
}
