/** The page as a person has it before them: by its roles, its names and its `data-state`. */
import type { Locator } from 'playwright-core';
import {
  anOrder,
  ask,
  eventTypesOf,
  functionOf,
  go,
  type Opened,
  open,
  place,
  startByClient,
  tooLargeAnOrder,
} from './opened';

let opened: Opened;
beforeAll(async () => {
  opened = await open();
}, 60_000);
afterAll(() => opened?.close());

const execution = (arn: string | null, view = 'graph') => `#/execution/${encodeURIComponent(arn ?? '')}/${view}`;
const state = (name: string): Locator => opened.page.locator(`.graph [data-name="${name}"]`);
const has = (locator: Locator, attribute: string, value: string) =>
  locator.and(opened.page.locator(`[${attribute}="${value}"]`)).waitFor();

test('an execution that is started elsewhere comes into the list by itself, and its status changes', async () => {
  const { page, sfn } = opened;
  await go(page, '#/executions');

  await startByClient(sfn, 'came-by-itself', { input: anOrder('came-by-itself') });

  const row = page.getByRole('table', { name: 'Executions' }).locator('[data-name="came-by-itself"]');
  await has(row, 'data-state', 'SUCCEEDED');
});

test('a saga is started from a sample, and its execution is shown', async () => {
  const { page } = opened;
  await go(page, '#/executions');

  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();

  await has(page.locator('[data-role="execution-status"]'), 'data-state', 'SUCCEEDED');
  await has(state('CompleteOrder'), 'data-state', 'succeeded');
  await has(state('ReleaseInventory'), 'data-state', 'notStarted');
});

test('input that is no JSON is not sent', async () => {
  const { page } = opened;
  await go(page, '#/executions');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const dialog = page.getByRole('dialog');

  await dialog.getByLabel('Input').fill('{"orderId": ');

  expect(await dialog.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('the graph shows what failed, what was caught, and the way that was taken', async () => {
  const { page } = opened;
  const { arn } = await place(page, 'orchestrated', tooLargeAnOrder('too-large'));

  await go(page, execution(arn));

  await has(state('ReserveInventory'), 'data-state', 'caught');
  await has(state('RefundPayment'), 'data-state', 'succeeded');
  await has(state('Compensated'), 'data-state', 'failed');
  await has(page.locator('[data-edge="RefundPayment > CancelOrder"]'), 'data-state', 'taken');
  await has(page.locator('[data-edge="ReserveInventory > CompleteOrder"]'), 'data-state', 'open');
});

test('the slider goes back in the history, and the graph follows', async () => {
  const { page } = opened;
  const { arn } = await place(page, 'orchestrated', tooLargeAnOrder('time-travel'));
  await go(page, execution(arn));
  await has(state('Compensated'), 'data-state', 'failed');
  const slider = page.getByRole('slider', { name: 'Event of the history' });

  await slider.fill('3');

  await has(state('CreateOrder'), 'data-state', 'inProgress');
  await has(state('ProcessPayment'), 'data-state', 'notStarted');
  await slider.focus();
  for (let key = 0; key < 3; key++) await page.keyboard.press('ArrowRight');
  await has(state('CreateOrder'), 'data-state', 'succeeded');
  await page.getByRole('button', { name: 'Now' }).click();
  await has(state('Compensated'), 'data-state', 'failed');
});

test('a state opens by the keyboard and tells its input, its difference and its tries', async () => {
  const { page } = opened;
  const functionName = await functionOf(page, 'orchestrated', 'ProcessPayment');
  const broken = { kind: 'notApplied', functionName, error: 'Runtime.ExitError', times: 2 };
  await ask(page, 'breaks/add', broken);
  const { arn } = await place(page, 'orchestrated', anOrder('tried-thrice'));
  await go(page, execution(arn));
  await has(page.locator('[data-role="execution-status"]'), 'data-state', 'SUCCEEDED');

  await state('ProcessPayment').focus();
  await page.keyboard.press('Enter');

  const panel = page.getByRole('complementary', { name: 'State ProcessPayment' });
  await panel.getByText('"tried-thrice"').first().waitFor();
  await panel.getByRole('tab', { name: 'Tries' }).click();
  await panel.locator('.tries li').nth(2).waitFor();
  expect(await panel.locator('.tries li').evaluateAll((tries) => tries.map((one) => one.dataset.state))).toEqual([
    'failed',
    'failed',
    'succeeded',
  ]);
  await page.getByRole('tab', { name: 'Tries' }).focus();
  await page.keyboard.press('ArrowLeft');
  await panel.locator('.line.added', { hasText: '"ProcessPayment"' }).waitFor();
  await ask(page, 'breaks/clear', {});
});

test('the saga view numbers what was undone, last first, and shows the fences', async () => {
  const { page } = opened;
  const { arn } = await place(page, 'orchestrated', tooLargeAnOrder('mirrored'));
  await go(page, execution(arn, 'saga'));

  const undone = (name: string) => page.locator(`[data-role="compensation"][data-name="${name}"]`);
  await has(undone('RefundPayment'), 'data-order', '1');
  await has(undone('CancelOrder'), 'data-order', '2');
  await has(undone('ReleaseInventory'), 'data-state', 'notNeeded');
  await page.locator('[data-edge="ProcessPayment > CreateOrder"]').waitFor({ state: 'attached' });
  await has(page.locator('[data-role="fence"][data-name="ReserveInventory"]'), 'data-state', 'REJECTED');
  await has(page.locator('[data-role="fence"][data-name="CreateOrder"]'), 'data-state', 'COMPENSATED');
});

test('a choreographed saga is drawn from its events, from the table to whoever consumed them', async () => {
  const { page } = opened;
  const { stack, sagaId } = await place(page, 'choreographed', anOrder('danced'));

  await go(page, `#/saga/${stack}/${sagaId}`);

  await has(page.locator('[data-role="saga-state"]'), 'data-state', 'COMPLETED');
  const lane = page.getByRole('table', { name: 'Events on their way' });
  await lane.locator('[data-event="order.completed"][data-state="sent"]').waitFor();
  const events = await lane.locator('[data-event]').evaluateAll((rows) => rows.map((row) => row.dataset.event));
  expect(events).toEqual(['order.created', 'payment.processed', 'inventory.reserved', 'order.completed']);
  const consumer = lane.locator('[data-event="order.created"] [data-target="ProcessPayment"]');
  await has(consumer, 'data-state', 'delivered');
});

test('what is broken on purpose strikes, stays in sight as a banner, and goes when it is cleared', async () => {
  const { page } = opened;
  await go(page, '#/break');
  const form = page.getByRole('form', { name: 'Break a function' });
  await form.getByLabel('Function').selectOption(await functionOf(page, 'orchestrated', 'CreateOrder'));
  await form.getByLabel('Fails before it runs').check();
  await form.getByLabel(/How often/).fill('');
  await form.getByRole('button', { name: 'Break it' }).click();
  const banner = page.getByRole('list', { name: 'Broken on purpose' }).locator('[data-state="active"]');
  await banner.getByText(/CreateOrder/).waitFor();

  const { arn } = await place(page, 'orchestrated', anOrder('broken-on-purpose'));
  await go(page, execution(arn));

  await has(page.locator('[data-role="execution-status"]'), 'data-state', 'FAILED');
  await state('CreateOrder').locator('.badge').waitFor();
  await banner.getByRole('button', { name: 'Clear' }).click();
  await banner.waitFor({ state: 'detached' });
});

test('on a clock that stands a retry waits before the eyes, until its wait is skipped', async () => {
  const { page } = opened;
  await go(page, '#/executions');
  await page.locator('details.clock summary').click();
  await page.getByRole('button', { name: 'Hold the clock' }).click();
  await page.locator('details.clock[data-state="hold"]').waitFor();
  const functionName = await functionOf(page, 'orchestrated', 'ProcessPayment');
  await ask(page, 'breaks/add', { kind: 'notApplied', functionName, error: 'Runtime.ExitError', times: 1 });
  const { arn } = await place(page, 'orchestrated', anOrder('waits'));
  await go(page, execution(arn));
  await has(state('ProcessPayment'), 'data-state', 'inProgress');
  await has(page.locator('[data-role="execution-status"]'), 'data-state', 'RUNNING');

  await page.getByRole('button', { name: 'Skip wait', exact: true }).click();

  await has(page.locator('[data-role="execution-status"]'), 'data-state', 'SUCCEEDED');
  await has(state('ProcessPayment'), 'data-state', 'succeeded');
  await ask(page, 'clock', { kind: 'mode', mode: 'skip' });
  await ask(page, 'breaks/clear', {});
});

test('an execution that runs is stopped, and the state it was in is cancelled', async () => {
  const { page } = opened;
  await ask(page, 'clock', { kind: 'mode', mode: 'hold' });
  const functionName = await functionOf(page, 'orchestrated', 'ReserveInventory');
  await ask(page, 'breaks/add', { kind: 'notApplied', functionName, error: 'Runtime.ExitError', times: 1 });
  const { arn } = await place(page, 'orchestrated', anOrder('stopped'));
  await go(page, execution(arn));
  await has(state('ReserveInventory'), 'data-state', 'inProgress');

  await page.getByRole('button', { name: 'Stop', exact: true }).click();

  await has(page.locator('[data-role="execution-status"]'), 'data-state', 'ABORTED');
  await has(state('ReserveInventory'), 'data-state', 'cancelled');
  await ask(page, 'breaks/clear', {});
  await ask(page, 'clock', { kind: 'mode', mode: 'skip' });
});

test('the failure matrix is played from the page, and every cell holds', async () => {
  const { page } = opened;
  await go(page, '#/break');

  await page.getByRole('button', { name: 'Run orchestrated' }).click();

  const verdict = page.locator('[data-role="verdict"]');
  await verdict.waitFor({ timeout: 25_000 });
  expect(await verdict.innerText()).toMatch(/^All \d+ hold \(orchestrated\)\.$/);
  const cells = page.getByRole('table', { name: 'Failure matrix' }).locator('td[data-state]');
  expect(new Set(await cells.evaluateAll((found) => found.map((one) => one.dataset.state)))).toEqual(
    new Set(['holds']),
  );
});

test('executions are found by name, by status and by outcome, and the address says so', async () => {
  const { page } = opened;
  await place(page, 'orchestrated', tooLargeAnOrder('sought'));
  await go(page, '#/executions');
  const rows = page.getByRole('table', { name: 'Executions' }).locator('tbody tr');

  await page.getByRole('searchbox').fill('soug');
  await rows.and(page.locator('[data-name="sought"]')).waitFor();
  await page.getByRole('combobox', { name: 'Saga outcome' }).selectOption('COMPENSATED');
  await page.waitForURL(/outcome=COMPENSATED/);

  await page.waitForFunction(() => document.querySelectorAll('table.list tbody tr').length === 1);
  expect(page.url()).toMatch(/search=soug/);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await rows.nth(1).waitFor();
});

test('events of the history are listed and open to their JSON', async () => {
  const { page, sfn } = opened;
  const { arn } = await place(page, 'orchestrated', anOrder('event-by-event'));
  await go(page, execution(arn, 'events'));
  const table = page.getByRole('table', { name: 'Events' });
  await table.locator('[data-type="ExecutionSucceeded"]').waitFor();

  const shown = await table.locator('[data-type]').evaluateAll((rows) => rows.map((row) => row.dataset.type));
  expect(shown).toEqual(await eventTypesOf(sfn, arn ?? ''));
  await table.getByRole('button', { name: 'TaskStateEntered' }).first().click();
  await table.locator('.opened').getByText('"stateEnteredEventDetails"').waitFor();
});

test('tables, queues, metrics and alarms are there to look into', async () => {
  const { page } = opened;
  await go(page, '#/data/tables');
  await page.getByRole('list', { name: 'Tables' }).getByText('Payments').first().click();
  await page.getByRole('table', { name: 'Payments' }).locator('tbody tr').first().waitFor();
  for (const [tab, list] of [
    ['Queues', 'Queues'],
    ['Metrics', 'Metrics'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('list', { name: list }).getByRole('listitem').first().waitFor();
  }
  await page.getByRole('tab', { name: 'Alarms' }).click();
  await page.getByRole('table', { name: 'Alarms' }).locator('[data-state]').first().waitFor();
});

test('text of users is never markup', async () => {
  const { page, sfn } = opened;
  const hostile = '<img src=x onerror="window.struck = true"><b>bold</b>';
  const arn = await startByClient(sfn, 'hostile', { input: { ...anOrderLike(hostile) } });

  for (const view of ['data', 'events', 'graph', 'table']) {
    await go(page, execution(arn, view));
    await page.getByRole('tabpanel').first().waitFor();
  }
  await go(page, execution(arn, 'data'));
  await page.getByText('onerror=').first().waitFor();

  expect(await page.locator('main img, main b >> text=bold').count()).toBe(0);
  expect(await page.evaluate(() => 'struck' in window)).toBe(false);
});
const anOrderLike = (customerId: string) => ({ orderId: 'hostile', customerId, currency: 'EUR', lines: [] });

test('without a mouse: the keyboard reaches the content past the navigation', async () => {
  const { page } = opened;
  await go(page, '#/executions');
  await page.reload();
  await page.getByRole('heading', { name: 'Executions' }).waitFor();

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

test('light and dark are chosen, and remembered', async () => {
  const { page } = opened;
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.reload();
  const light = await background();

  await page.getByRole('button', { name: 'Dark colours' }).click();

  await page.getByRole('button', { name: 'Light colours' }).waitFor();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.reload();
  await page.getByRole('button', { name: 'Light colours' }).waitFor();
  expect(await background()).toBe(dark);
});

test.each([
  '#/executions',
  '#/sagas',
  '#/data/tables',
  '#/data/alarms',
  '#/break',
])('at 800 pixels nothing of %s sticks out to the side', async (hash) => {
  const { page } = opened;
  await page.setViewportSize({ width: 800, height: 900 });
  await go(page, hash);
  await page.getByRole('heading', { level: 1 }).waitFor();

  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  expect(sticksOut).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('nothing is fetched from elsewhere, and the browser has nothing to complain of', () => {
  const elsewhere = opened.asked.filter((url) => !url.startsWith(opened.endpoint) && !url.startsWith('data:'));

  expect(elsewhere).toEqual([]);
  expect(opened.complaints).toEqual([]);
});
