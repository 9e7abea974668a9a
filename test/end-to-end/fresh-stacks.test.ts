/** The alarms of stacks that have just been deployed, and of a sweeper that stops running. */
import { DescribeAlarmHistoryCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DisableRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { SystemClock, VirtualClock } from '../../local/clock';
import type { Local } from '../../local/start';
import { openShops, type Shop } from './shop';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const clock = new VirtualClock(new SystemClock().now(), 'hold');
let local: Local;
let shop: Shop;

beforeAll(async () => {
  const opened = await openShops({ clock, port: 0 });
  local = opened.local;
  shop = opened.conducted;
}, 60_000);
afterAll(() => local.stop());

/** The names of the alarms that were ever raised. */
async function raised(): Promise<readonly string[]> {
  const { AlarmHistoryItems = [] } = await local.clients.cloudwatch.send(
    new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate', MaxRecords: 100 }),
  );
  return AlarmHistoryItems.filter(({ HistorySummary }) => HistorySummary?.endsWith('to ALARM')).map(
    ({ AlarmName }) => AlarmName ?? '',
  );
}

async function sweeperSilent(): Promise<string | undefined> {
  const AlarmNames = [`${shop.stack}-SweeperSilent`];
  const { MetricAlarms = [] } = await local.clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
  return MetricAlarms[0]?.StateValue;
}

const rule = () => ({ Name: shop.arn('SagaRecoveryEveryMinute').split('/').at(-1) ?? '' });

test('fresh stacks raise no alarm within their first hour', async () => {
  await clock.advance(HOUR);

  expect(await raised()).toEqual([]);
  expect(await sweeperSilent()).toBe('OK');
}, 120_000);

test('a sweeper that stops is told of after five minutes, until it has run again', async () => {
  await local.clients.events.send(new DisableRuleCommand(rule()));
  await clock.advance(4 * MINUTE);
  const early = await sweeperSilent();
  await clock.advance(2 * MINUTE);
  const told = await sweeperSilent();
  await clock.advance(HOUR);
  const longAfter = await sweeperSilent();
  await local.clients.events.send(new EnableRuleCommand(rule()));
  await clock.advance(5 * MINUTE);
  const again = await sweeperSilent();

  expect({ early, told, longAfter, again }).toEqual({ early: 'OK', told: 'ALARM', longAfter: 'ALARM', again: 'OK' });
}, 120_000);
