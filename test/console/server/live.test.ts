/** What the page is told as it comes about. */

import { orderConsole } from '../../../demo/order-console';
import { SystemClock, VirtualClock } from '../../../local/clock';
import type { Local } from '../../../local/start';
import { anOrder, openShops, type Shop } from '../../end-to-end/shop';
import { PageClient } from './page-client';

const clock = new VirtualClock(new SystemClock().now(), 'hold');
let local: Local;
let conducted: Shop;
let choreographed: Shop;
let page: PageClient;

beforeAll(async () => {
  ({ local, conducted, choreographed } = await openShops({ clock, port: 0 }));
  local.world.serve(
    orderConsole({
      local,
      token: 'token',
      stacks: [
        { stack: conducted.stack, style: 'orchestrated' },
        { stack: choreographed.stack, style: 'choreographed' },
      ],
    }),
  );
  page = await new PageClient(local.endpoint).open();
}, 60_000);
afterAll(() => local.stop());

const begin = async (shop: Shop, id: string) => {
  await shop.stock(`sku-${id}`);
  await page.done('start', { kind: 'saga', stack: shop.stack, input: anOrder(id) });
  await clock.advance(0);
};

test('begins with how things stand, as server-sent events', async () => {
  const listening = await page.listen();
  const first = await listening.until(() => true);
  listening.close();

  expect(listening.message.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(first).toMatchObject({
    breaks: { active: [] },
    clock: { kind: 'virtual', mode: 'hold' },
    matrix: { state: 'never' },
    executions: [],
    overflow: false,
  });
});

test('tells of executions and sagas as they move, and of the history and events that are watched', async () => {
  const arn = `${conducted.output('StateMachineArn').replace(':stateMachine:', ':execution:')}:seen`;
  const query = new URLSearchParams({ execution: arn, stack: choreographed.stack, saga: 'heard' });
  const listening = await page.listen(`?${query}`);
  await listening.until(() => true);

  await begin(conducted, 'seen');
  await begin(choreographed, 'heard');
  await listening.until(({ executions }) =>
    executions.some(({ name, status }) => name === 'seen' && status === 'SUCCEEDED'),
  );
  await listening.until(({ sagas }) => sagas.some(({ id, state }) => id === 'seen' && state === 'COMPLETED'));
  await listening.until(({ sagas }) => sagas.some(({ id, state }) => id === 'heard' && state === 'COMPLETED'));
  listening.close();

  const history = listening.updates.flatMap((update) => update.history);
  const notices = listening.updates.flatMap((update) => update.notices);
  expect(history.map(({ id }) => id)).toEqual(Array.from(history, (_, index) => index + 1));
  expect(history.at(-1)?.type).toBe('ExecutionSucceeded');
  expect(new Set(notices.map(({ kind }) => kind))).toEqual(new Set(['written', 'published', 'delivery', 'consumed']));
  expect(notices.every(({ eventId }) => eventId.startsWith('heard.'))).toBe(true);
});

test('tells of what is broken, and that it is mended', async () => {
  const listening = await page.listen();

  await page.done('breaks/add', { kind: 'busStopped', bus: conducted.bus });
  await listening.until(({ breaks }) => breaks?.active.length === 1);
  await page.done('breaks/clear', {});
  await listening.until(({ breaks }) => breaks?.active.length === 0);

  listening.close();
});

test('tells every page that the clock goes on or stands, whichever moved it', async () => {
  const [one, other] = [await page.listen(), await page.listen()];
  await one.until(() => true);

  await page.done('clock', { kind: 'mode', mode: 'skip' });
  const late = await page.listen();
  for (const listening of [one, other, late]) {
    await listening.until(({ clock: told }) => told?.mode === 'skip');
    listening.close();
  }
  const { mode } = await page.done<{ mode: string }>('clock', { kind: 'mode', mode: 'hold' });

  expect(mode).toBe('hold');
});

test('tells of alarms that change their state', async () => {
  const listening = await page.listen();
  const alarm = `${conducted.stack}-CompensationFailed`;

  await local.world.services.cloudwatch.call(
    'SetAlarmState',
    { AlarmName: alarm, StateValue: 'ALARM', StateReason: 'by hand' },
    { kind: 'client' },
  );
  const update = await listening.until(({ alarms }) => alarms.some(({ name }) => name === alarm));

  listening.close();
  expect(update.alarms[0]).toMatchObject({ state: 'ALARM', reason: 'by hand', stack: conducted.stack });
});

test('gathers what comes about between two messages', async () => {
  const listening = await page.listen();
  await listening.until(() => true);

  for (let n = 0; n < 10; n++) await begin(conducted, `many-${n}`);
  await listening.until(({ sagas }) => sagas.some(({ id, state }) => id === 'many-9' && state === 'COMPLETED'));
  listening.close();

  const told = listening.updates.flatMap(({ executions }) => executions.filter(({ name }) => name.startsWith('many-')));
  const transitions = 10 * 10;
  expect(told.length).toBeLessThan(transitions);
  for (const { executions } of listening.updates) {
    expect(new Set(executions.map(({ arn }) => arn)).size).toBe(executions.length);
  }
});
