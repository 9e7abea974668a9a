import { VirtualClock } from '../../../local/clock';
import { MemoryStore } from '../../../local/store/memory';
import { aBench, aRule, type Bench, FUNCTION } from './fixture';

const EVERY_MINUTE = { EventPattern: null, ScheduleExpression: 'rate(1 minute)' };
const runs = (bench: Bench) => bench.destinations.to(FUNCTION);

test('a scheduled rule sends its event to its targets on time', async () => {
  const bench = aBench({ mode: 'hold' });
  await aRule(bench, {}, EVERY_MINUTE);

  await bench.clock.advance(59_999);
  expect(runs(bench)).toHaveLength(0);
  await bench.clock.advance(60_001);

  expect(runs(bench)).toHaveLength(2);
  expect(JSON.parse(runs(bench)[0]?.payload ?? '')).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-01-01T00:01:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:123456789012:rule/orders'],
    detail: {},
  });
});

test('a schedule stops while its rule is disabled, and counts anew from when it is enabled', async () => {
  const bench = aBench({ mode: 'hold' });
  await aRule(bench, {}, EVERY_MINUTE);
  await bench.clock.advance(30_000);
  await bench.call('DisableRule', { Name: 'orders' });
  await bench.clock.advance(60_000);
  expect(runs(bench)).toHaveLength(0);

  await bench.call('EnableRule', { Name: 'orders' });
  await bench.clock.advance(59_999);
  expect(runs(bench)).toHaveLength(0);
  await bench.clock.advance(1);
  expect(runs(bench)).toHaveLength(1);
});

test('a schedule keeps its beat across a restart and ends with its rule', async () => {
  const store = new MemoryStore();
  const clock = new VirtualClock(undefined, 'hold');
  const before = aBench({ store, clock });
  await aRule(before, {}, EVERY_MINUTE);
  await clock.advance(45_000);
  before.events.close();

  const after = aBench({ store, clock, seed: 2 });
  await clock.advance(15_000);
  expect(runs(after)).toHaveLength(1);

  await after.call('RemoveTargets', { Rule: 'orders', Ids: ['target'] });
  await after.call('DeleteRule', { Name: 'orders' });
  await clock.advance(600_000);
  expect(runs(after)).toHaveLength(1);
  expect(runs(before)).toHaveLength(0);
});

test('a schedule that is put again as it was keeps its beat; another one begins anew', async () => {
  const bench = aBench({ mode: 'hold' });
  await aRule(bench, {}, EVERY_MINUTE);
  await bench.clock.advance(30_000);

  await bench.call('PutRule', { Name: 'orders', ...EVERY_MINUTE, Description: 'again' });
  await bench.clock.advance(30_000);
  expect(runs(bench)).toHaveLength(1);

  await bench.clock.advance(30_000);
  await bench.call('PutRule', { Name: 'orders', ScheduleExpression: 'rate(2 minutes)' });
  await bench.clock.advance(119_999);
  expect(runs(bench)).toHaveLength(1);
  await bench.clock.advance(1);
  expect(runs(bench)).toHaveLength(2);
});

test('a manual schedule runs only when told to', async () => {
  const bench = aBench({ mode: 'hold', schedules: 'manual' });
  await aRule(bench, {}, EVERY_MINUTE);
  await bench.clock.advance(600_000);
  expect(runs(bench)).toHaveLength(0);

  await bench.events.runSchedule('orders');
  await bench.events.settled();

  expect(runs(bench)).toHaveLength(1);
});
