import { alarmLine } from '../../bin/alarm-line';
import { VirtualClock } from '../../local/clock';
import type { StateValue } from '../../local/cloudwatch/alarms/alarm';
import type { StateChange } from '../../local/cloudwatch/alarms/notifications';
import { CLIENT } from '../../local/service';
import { createWorld } from '../../local/world';

/** What the model tells of an alarm that goes through these states. */
async function changes(...states: readonly StateValue[]): Promise<readonly StateChange[]> {
  const world = await createWorld({ clock: new VirtualClock() });
  const { cloudwatch } = world.services;
  const told: StateChange[] = [];
  cloudwatch.subscribe((change) => told.push(change));
  const alarm = { AlarmName: 'oldest saga', Namespace: 'Shop', MetricName: 'Age', Statistic: 'Maximum', Period: 60 };
  const limits = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' };
  await cloudwatch.call('PutMetricAlarm', { ...alarm, ...limits }, CLIENT);
  for (const StateValue of states) {
    await cloudwatch.call('SetAlarmState', { AlarmName: 'oldest saga', StateValue, StateReason: 'a drill' }, CLIENT);
  }
  await world.close();
  return told;
}

test('says when an alarm goes off and when it is over, and nothing of one that begins well', async () => {
  const lines = (await changes('OK', 'ALARM', 'INSUFFICIENT_DATA')).map(alarmLine);

  expect(lines).toEqual([
    undefined,
    '2026-01-01T00:00:00.000Z ALARM oldest saga (was OK): a drill\n',
    '2026-01-01T00:00:00.000Z INSUFFICIENT_DATA oldest saga (was ALARM): a drill\n',
  ]);
});
