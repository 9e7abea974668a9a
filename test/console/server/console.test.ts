/**
 * The page's server, on the order app in the local model: what it shows, and each thing that it has done. Long,
 * because both stacks are started once for all of it, which takes seconds.
 */
import type {
  AlarmSummary,
  Breaks,
  EventLane,
  ExecutionDetail,
  ExecutionLogs,
  ExecutionPage,
  HistoryPage,
  ItemPage,
  Matrix,
  MetricName,
  MetricSeries,
  Overview,
  QueueMessages,
  QueueSummary,
  Replayed,
  SagaDetail,
  SagaPage,
  Started,
  TableSummary,
} from '../../../console/api';
import { orderConsole } from '../../../demo/order-console';
import { SystemClock, VirtualClock } from '../../../local/clock';
import type { Local } from '../../../local/start';
import { anOrder, OPENING, openShops, type Shop } from '../../end-to-end/shop';
import { PageClient } from './page-client';

const TOKEN = 'the-token_of<this>&start';
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
      token: TOKEN,
      stacks: [
        { stack: conducted.stack, style: 'orchestrated' },
        { stack: choreographed.stack, style: 'choreographed' },
      ],
    }),
  );
  page = await new PageClient(local.endpoint).open();
}, 60_000);
afterAll(() => local.stop());
afterEach(() => page.done('breaks/clear', {}));

const inquiry = (values: { readonly [name: string]: string }) => new URLSearchParams(values).toString();
const functionOf = (name: string) => conducted.functionArn(name).split(':').at(-1) ?? '';
async function begin(id: string, quantity = 1, shop = conducted): Promise<Started> {
  await shop.stock(`sku-${id}`);
  return page.done<Started>('start', { kind: 'saga', stack: shop.stack, input: anOrder(id, quantity) });
}
const theSaga = (id: string, stack = conducted.stack) => page.get<SagaDetail>(`saga?${inquiry({ stack, id })}`);
const theExecution = (arn: string | null) => page.get<ExecutionDetail>(`execution?${inquiry({ arn: arn ?? '' })}`);
const order = (id: string) => ({ stack: conducted.stack, id, by: 'ann', reason: 'the customer called' });

async function ended(id: string, quantity = 1): Promise<string> {
  const { arn } = await begin(id, quantity);
  await local.settled(arn ?? '');
  await clock.advance(1);
  return arn ?? '';
}

/** Out of stock, and the refund fails for as long as it is broken. */
async function parked(id: string): Promise<void> {
  await page.done('breaks/add', {
    kind: 'notApplied',
    functionName: functionOf('RefundPayment'),
    error: 'Down',
    times: null,
  });
  await begin(id, OPENING + 1);
  await clock.advance(130_000);
  await page.done('breaks/clear', {});
}

describe('the page itself', () => {
  test('comes with a strict policy, its token, and nothing that runs in line', async () => {
    const { status, headers, text } = await page.ask({ path: '/' });

    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(page.token).toBe(TOKEN);
    expect(text).not.toMatch(/<script>|<style>| style=| on\w+=|https?:/);
    expect(text).not.toContain('<this>');
  });

  test('is not the answer to what clients of AWS send', async () => {
    const { tables } = { tables: await local.clients.dynamodb.config.region() };
    const { status, text } = await page.ask({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' },
      body: '{}',
    });

    expect([tables, status]).toEqual(['us-east-1', 200]);
    expect(text).toContain(conducted.table('Orders'));
  });

  test('lets nobody change anything without the token, nor read from another site', async () => {
    const clear = { method: 'POST', path: '/_backstep/console/breaks/clear', body: '{}' };
    const json = { 'content-type': 'application/json' };

    expect((await page.ask({ ...clear, headers: json })).status).toBe(403);
    expect((await page.ask({ ...clear, headers: { ...json, 'x-backstep-token': 'wrong' } })).status).toBe(403);
    for (const path of ['/', '/_backstep/console/overview', '/_backstep/console/live']) {
      expect((await page.ask({ path, headers: { origin: 'http://localhost:3000' } })).status).toBe(403);
      expect((await page.ask({ path, headers: { host: `rebound.example:${page.host.split(':')[1]}` } })).status).toBe(
        403,
      );
      expect((await page.ask({ path, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    }
  });

  test('hands out what people wrote as data, never as markup', async () => {
    const marked = '<img src=x onerror=alert(1)>';
    await begin('markup');
    const { stack } = conducted;

    const search = await page.ask({ path: `/_backstep/console/sagas?${inquiry({ stack, search: marked })}` });
    const missing = await page.ask({ path: `/_backstep/console/saga?${inquiry({ stack, id: marked })}` });

    expect([search.status, missing.status]).toEqual([200, 404]);
    for (const { headers } of [search, missing]) {
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
    expect(JSON.parse(missing.text)).toEqual({ message: expect.stringContaining(marked) });
  });

  test('says what is wrong with a request', async () => {
    const message = async (path: string) =>
      (JSON.parse((await page.ask({ path: `/_backstep/console/${path}` })).text) as { message: string }).message;

    expect(await message('executions?limit=201')).toBe("limit must be a whole number from 1 to 200, not '201'");
    expect(await message('executions?status=DONE')).toMatch(/^status must be one of RUNNING, /);
    expect(await message('executions?cursor=x')).toContain('the cursor is none that was given here');
    expect(await message('execution')).toBe('give arn');
    expect(await message('nothing')).toBe('there is no GET /_backstep/console/nothing');
    expect((await page.post('breaks/add', [])).text).toContain('the body must be an object');
  });
});

describe('what is shown', () => {
  test('stacks with their sagas, machines with their parts, and orders to begin with', async () => {
    const found = await page.get<Overview>('overview');

    expect(found.stacks.map(({ name, saga }) => [name, saga?.style])).toEqual([
      [conducted.stack, 'orchestrated'],
      [choreographed.stack, 'choreographed'],
    ]);
    expect(found.stacks[0]?.saga?.steps[0]).toEqual({
      name: 'CreateOrder',
      kind: 'compensatable',
      compensation: 'CancelOrder',
    });
    expect(found.machines.map(({ role }) => role).sort()).toEqual(['conductor', 'recovery', 'recovery']);
    expect(found.samples.map(({ name }) => name)).toEqual(['completed', 'declined', 'out-of-stock']);
    expect(found.functions).toContainEqual(
      expect.objectContaining({
        name: functionOf('ProcessPayment'),
        sagaFunction: 'ProcessPayment',
        stack: conducted.stack,
      }),
    );
    expect(found.clock).toMatchObject({ kind: 'virtual', mode: 'hold' });
  });

  test('an execution: its definition, history, logs and outcome', async () => {
    const arn = await ended('shown');

    const found = await theExecution(arn);
    const { events, next } = await page.get<HistoryPage>(
      `execution/history?${inquiry({ arn, from: '2', limit: '3' })}`,
    );
    const { lines } = await page.get<ExecutionLogs>(`execution/logs?${inquiry({ arn })}`);

    expect(found).toMatchObject({ status: 'SUCCEEDED', sagaId: 'shown', outcome: 'COMPLETED', transitions: 4 });
    expect(JSON.parse(found.definition)).toMatchObject({ StartAt: 'CreateOrder' });
    expect(found.redrivable).toEqual({ can: false, reason: 'Execution is SUCCEEDED and cannot be redriven' });
    expect([events.map(({ id }) => id), next]).toEqual([[2, 3, 4], 5]);
    expect(lines.map(({ sagaFunction }) => sagaFunction)).toEqual(
      expect.arrayContaining(['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder']),
    );
    expect(lines.every(({ text }) => text.includes('"shown"'))).toBe(true);
  });

  test('a saga with the fences of its services, and what may be done about it', async () => {
    await ended('undone', OPENING + 1);

    const { record, participants, actions, executions } = await theSaga('undone');

    expect(record.state).toBe('COMPENSATED');
    expect(
      participants.map(({ label, fences }) => [label, fences.map(({ step, fence }) => [step, fence.status])]),
    ).toEqual([
      ['Orders', [['CreateOrder', 'COMPENSATED']]],
      ['Payments', [['ProcessPayment', 'COMPENSATED']]],
      ['Inventory', [['ReserveInventory', 'REJECTED']]],
    ]);
    expect(actions.cancel).toEqual({ kind: 'refused', reason: 'it has ended: COMPENSATED' });
    expect(executions.map(({ name, outcome }) => [name, outcome])).toEqual([['undone', 'COMPENSATED']]);
  });

  test('a choreographed order by its events: written, published, delivered, consumed', async () => {
    await begin('told', 1, choreographed);
    await clock.advance(0);

    const { rows, notices } = await page.get<EventLane>(
      `saga/events?${inquiry({ stack: choreographed.stack, id: 'told' })}`,
    );

    expect(rows.map(({ type }) => type)).toEqual([
      'order.created',
      'payment.processed',
      'inventory.reserved',
      'order.completed',
    ]);
    expect(rows[1]?.causationId).toBe(rows[0]?.id);
    expect(rows.every(({ sentAt }) => sentAt !== null)).toBe(true);
    const ofFirst = notices.filter(({ eventId }) => eventId === rows[0]?.id);
    expect(ofFirst.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['written', 'published', 'delivery', 'consumed']),
    );
    expect(ofFirst).toContainEqual(
      expect.objectContaining({ kind: 'delivery', label: 'ProcessPayment', attempt: 1, outcome: 'delivered' }),
    );
  });

  test('tables and their items, page by page', async () => {
    const tables = await page.get<readonly TableSummary[]>('tables');
    const orders = tables.find(({ name }) => name === conducted.table('Orders'));
    const first = await page.get<ItemPage>(`table/items?${inquiry({ table: orders?.name ?? '', limit: '2' })}`);
    const second = await page.get<ItemPage>(
      `table/items?${inquiry({ table: orders?.name ?? '', limit: '2', cursor: first.cursor ?? '' })}`,
    );

    expect(orders).toMatchObject({ label: 'Orders', stack: conducted.stack, keys: ['pk', 'sk'], isExact: true });
    expect(first.items).toHaveLength(2);
    expect(second.items[0]).toBeDefined();
    expect(first.items).not.toContainEqual(second.items[0]);
  });

  test('metrics with their points, and alarms with their states', async () => {
    const metrics = await page.get<readonly MetricName[]>('metrics');
    const started = metrics.find(({ name }) => name === 'ExecutionsStarted');
    const { points } = await page.get<MetricSeries>(
      `metric?${inquiry({
        namespace: started?.namespace ?? '',
        name: 'ExecutionsStarted',
        dimensions: JSON.stringify(started?.dimensions),
        statistic: 'Sum',
      })}`,
    );
    const alarms = await page.get<readonly AlarmSummary[]>('alarms');

    expect(points.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(0);
    expect(alarms).toContainEqual(
      expect.objectContaining({ stack: conducted.stack, label: 'CompensationFailed', state: expect.any(String) }),
    );
  });
});

describe('the lists', () => {
  beforeAll(async () => {
    await ended('list-1');
    await ended('list-2', OPENING + 1);
    await begin('list-3', 1, choreographed);
    await clock.advance(0);
  });
  const names = async (query: { readonly [name: string]: string }) =>
    (await page.get<ExecutionPage>(`executions?${inquiry(query)}`)).executions.map(({ name }) => name);

  test('find executions by how their names begin, by what they contain, by status and outcome', async () => {
    expect(await names({ search: 'list-' })).toEqual(expect.arrayContaining(['list-1', 'list-2']));
    expect(await names({ search: 'IST-1' })).toEqual(['list-1']);
    expect(await names({ search: 'list-', status: 'FAILED' })).toEqual(['list-2']);
    expect(await names({ search: 'list-', outcome: 'COMPLETED' })).toEqual(['list-1']);
    expect(await names({ search: 'list-', role: 'recovery' })).toEqual([]);
  });

  test('find sagas of both styles by style, state and id', async () => {
    const ids = async (query: { readonly [name: string]: string }) =>
      (await page.get<SagaPage>(`sagas?${inquiry({ search: 'LIST-', ...query })}`)).sagas.map(({ id }) => id);

    expect((await ids({})).sort()).toEqual(['list-1', 'list-2', 'list-3']);
    expect(await ids({ style: 'choreographed' })).toEqual(['list-3']);
    expect(await ids({ state: 'COMPENSATED' })).toEqual(['list-2']);
    expect(await ids({ stack: choreographed.stack })).toEqual(['list-3']);
  });

  test('go on where a page ended, and hold what comes about meanwhile', async () => {
    const first = await page.get<SagaPage>(`sagas?${inquiry({ search: 'list-', limit: '2' })}`);
    await ended('list-4');
    const second = await page.get<SagaPage>(
      `sagas?${inquiry({ search: 'list-', limit: '2', cursor: first.cursor ?? '' })}`,
    );
    const again = await page.get<SagaPage>(`sagas?${inquiry({ search: 'list-' })}`);

    const ids = [...first.sagas, ...second.sagas].map(({ id }) => id);
    expect([ids.sort(), second.cursor]).toEqual([['list-1', 'list-2', 'list-3'], null]);
    expect(again.sagas.map(({ id }) => id)).toContain('list-4');
    expect(again.counts).toMatchObject({ COMPLETED: 3, COMPENSATED: 1 });
  });
});

describe('what can be done', () => {
  test('starts a saga by its door, once for one request', async () => {
    expect(await begin('begun')).toMatchObject({ sagaId: 'begun', stack: conducted.stack, word: 'accepted' });
    expect(await begin('begun')).toMatchObject({ word: 'replayed' });
    expect(
      await page.post('start', { kind: 'saga', stack: conducted.stack, input: anOrder('begun', 2) }),
    ).toMatchObject({
      status: 409,
      text: expect.stringContaining('KeyReused'),
    });
  });

  test('starts an execution of a machine', async () => {
    const machine = conducted.output('StateMachineArn');
    await conducted.stock('sku-by-name');

    const started = await page.done<Started>('start', {
      kind: 'execution',
      machine,
      name: 'by-name',
      input: { input: anOrder('by-name') },
    });

    expect(started.arn).toMatch(/:by-name$/);
    expect((await local.settled(started.arn ?? '')).status).toBe('SUCCEEDED');
  });

  test('stops an execution with an error and a cause, and redrives it', async () => {
    await page.done('breaks/add', {
      kind: 'slow',
      functionName: functionOf('ProcessPayment'),
      delayMillis: 4_000,
      times: 1,
    });
    const machine = conducted.output('StateMachineArn');
    await conducted.stock('sku-stopped');
    const input = { input: anOrder('stopped') };
    const { arn } = await page.done<Started>('start', { kind: 'execution', machine, name: 'stopped', input });

    await page.done('execution/stop', { arn, error: 'Stopped', cause: 'by hand' });

    expect(await theExecution(arn)).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand' });
    expect((await theExecution(arn)).redrivable).toEqual({ can: true, reason: null });
    await page.done('execution/redrive', { arn });
    expect((await theExecution(arn)).redriveCount).toBe(1);
    expect((await local.settled(arn ?? '')).status).toBe('SUCCEEDED');
    expect((await page.post('execution/redrive', { arn })).text).toContain('ExecutionNotRedrivable');
  });

  test('skips the pause before a retry', async () => {
    await page.done('breaks/add', {
      kind: 'notApplied',
      functionName: functionOf('ReserveInventory'),
      error: 'Flaky',
      times: 1,
    });
    const { arn } = await begin('skipped');
    const isPausing = async () => (await theExecution(arn)).events >= 14;
    while (!(await isPausing())) await new Promise((resolve) => setImmediate(resolve));

    await page.done('execution/skip', { arn });

    expect((await local.settled(arn ?? '')).status).toBe('SUCCEEDED');
    expect((await page.post('execution/skip', { arn })).status).toBe(409);
  });

  test('resumes a saga that could not be undone', async () => {
    await parked('resumed');
    expect((await theSaga('resumed')).record.state).toBe('COMPENSATION_FAILED');
    expect((await theSaga('resumed')).actions.resume).toEqual({ kind: 'allowed' });

    const answer = await page.done('saga/resume', { stack: conducted.stack, id: 'resumed' });
    await clock.advance(1_000);

    expect(answer).toEqual({ done: true, text: 'recovery 1 undoes what is not undone' });
    expect((await theSaga('resumed')).record.state).toBe('COMPENSATED');
    expect((await theSaga('resumed')).executions.map(({ name }) => name)).toEqual(['resumed', 'resumed-r1']);
  });

  test('does not redrive what would only fail again, and says so in the domain’s words', async () => {
    await parked('not-redriven');

    const { status, text } = await page.post('saga/redrive', { stack: conducted.stack, id: 'not-redriven' });

    expect(status).toBe(409);
    expect(JSON.parse(text)).toEqual({ message: expect.stringContaining('it ended in a Fail state') });
    expect((await theSaga('not-redriven')).actions.redrive).toMatchObject({ kind: 'refused' });
  });

  test('abandons a saga, with who and why, and for good', async () => {
    await parked('given-up');

    expect((await page.post('saga/abandon', { ...order('given-up'), reason: ' ' })).status).toBe(400);
    await page.done('saga/abandon', order('given-up'));

    expect((await theSaga('given-up')).record).toMatchObject({
      state: 'ABANDONED',
      abandoned: { by: 'ann', reason: 'the customer called' },
    });
    expect((await page.post('saga/resume', { stack: conducted.stack, id: 'given-up' })).status).toBe(409);
  });

  test('cancels a running saga, and undoes what it did', async () => {
    await page.done('breaks/add', {
      kind: 'slow',
      functionName: functionOf('ReserveInventory'),
      delayMillis: 3_600_000,
      times: 1,
    });
    await begin('called-off');
    await clock.advance(0);

    const answer = await page.done('saga/cancel', order('called-off'));
    await clock.advance(10_000);

    expect(answer).toEqual({ done: true, text: 'recovery 1 undoes what is not undone' });
    expect((await theSaga('called-off')).record).toMatchObject({
      state: 'COMPENSATED',
      cancelled: { by: 'ann', reason: 'the customer called' },
    });
  });

  test('moves the clock', async () => {
    const before = clock.now();

    expect(await page.done('clock', { kind: 'advance', millis: 60_000 })).toMatchObject({ now: before + 60_000 });
    expect((await page.post('clock', { kind: 'advance', millis: -1 })).status).toBe(400);
    expect((await page.post('clock', { kind: 'mode', mode: 'fast' })).status).toBe(400);
  });
});

describe('what is broken', () => {
  test('is listed in words until it is cleared, one by one or all', async () => {
    const functionName = functionOf('ProcessPayment');
    await page.done('breaks/add', { kind: 'replyLost', functionName, error: 'Runtime.ExitError', times: 2 });
    await page.done('breaks/add', { kind: 'duplicate', functionName, times: null });
    await page.done('breaks/add', { kind: 'notApplied', functionName, error: 'Lambda.Unknown', times: 1 });

    const { active } = await page.done<Breaks>('breaks/add', { kind: 'busStopped', bus: conducted.bus });
    const left = await page.done<Breaks>('breaks/clear', { id: active[0]?.id });
    const none = await page.done<Breaks>('breaks/clear', {});

    expect(active.map(({ text }) => text)).toEqual([
      'the next 2 calls of ProcessPayment fail after they ran: Runtime.ExitError',
      'every call of ProcessPayment runs twice',
      'the next call of ProcessPayment fails before it runs: Lambda.Unknown',
      'the bus Events takes no events',
    ]);
    expect(left.active.map(({ kind }) => kind)).toEqual(['duplicate', 'notApplied', 'busStopped']);
    expect(none.active).toEqual([]);
    expect((await page.post('breaks/clear', { id: '99' })).status).toBe(404);
    expect(
      (await page.post('breaks/add', { kind: 'slow', functionName: 'none', delayMillis: 1, times: 1 })).status,
    ).toBe(404);
  });

  test('strikes: a lost reply makes the step unknown, a doubled call has one effect, a stopped bus takes nothing', async () => {
    const functionName = functionOf('ProcessPayment');
    await page.done('breaks/add', { kind: 'duplicate', functionName, times: null });
    await ended('doubled');
    await page.done('breaks/clear', {});
    await page.done('breaks/add', { kind: 'busStopped', bus: choreographed.bus });
    await begin('unheard', 1, choreographed);
    await clock.advance(0);

    const heard = await page.get<EventLane>(`saga/events?${inquiry({ stack: choreographed.stack, id: 'unheard' })}`);

    expect((await theSaga('doubled')).record.state).toBe('COMPLETED');
    expect(heard.rows.map(({ type, sentAt }) => [type, sentAt])).toEqual([['order.created', null]]);
    expect(heard.notices.filter(({ kind }) => kind === 'published')).toEqual([]);
  });
});

describe('dead letters', () => {
  test('are shown with where they go, and are sent there again', async () => {
    const mail = choreographed.functionArn('SendConfirmation').split(':').at(-1) ?? '';
    await page.done('breaks/add', { kind: 'notApplied', functionName: mail, error: 'MailDown', times: null });
    await begin('mailed', 1, choreographed);
    await clock.advance(240_000);
    const queues = await page.get<readonly QueueSummary[]>('queues');
    const [full, ...others] = queues.filter(({ visible, stack }) => visible > 0 && stack === choreographed.stack);
    await page.done('breaks/clear', {});

    const before = await page.get<QueueMessages>(`queue/messages?${inquiry({ queue: full?.name ?? '' })}`);
    const { replayed, refused } = await page.done<Replayed>('queue/replay', { queue: full?.name });
    await clock.advance(0);
    const after = await page.get<QueueMessages>(`queue/messages?${inquiry({ queue: full?.name ?? '' })}`);

    expect([full?.label, others]).toEqual(['MailsDeadLetters', []]);
    // Told by event sources, rules, functions and queues; this stack has no queue for anything else.
    const ofStack = queues.filter(({ stack }) => stack === choreographed.stack);
    expect(ofStack.filter(({ isDeadLetterQueue }) => !isDeadLetterQueue)).toEqual([]);
    expect(before.messages.map(({ replaysTo }) => replaysTo)).toEqual(
      before.messages.map(() => 'calls MailsSendConfirmation again'),
    );
    expect([replayed, refused, after.total]).toEqual([before.total, [], 0]);
    expect(await choreographed.local.items(choreographed.table('Mails'))).toContainEqual(
      expect.objectContaining({ pk: 'mail#mailed' }),
    );
    expect((await page.post('queue/replay', { queue: 'none' })).status).toBe(404);
  });
});

test('plays every function of the saga with every kind of fault, in a model of its own', async () => {
  const before = (await page.get<SagaPage>('sagas')).counts;
  const listening = await page.listen();
  expect(await page.done<Matrix>('matrix', { style: 'orchestrated' })).toMatchObject({ state: 'running' });
  expect((await page.post('matrix', { style: 'orchestrated' })).status).toBe(409);

  await listening.until(({ matrix }) => matrix?.state === 'done' || matrix?.state === 'failed');
  listening.close();
  const { state, planned, cells } = await page.get<Matrix>('matrix');

  expect([state, cells.length]).toEqual(['done', planned]);
  expect(cells.filter(({ holds }) => !holds)).toEqual([]);
  expect(new Set(cells.map(({ functionName }) => functionName)).size).toBe(7);
  expect(new Set(cells.map(({ outcome }) => outcome))).toEqual(
    new Set(['COMPLETED', 'COMPENSATED', 'COMPENSATION_FAILED']),
  );
  expect((await page.get<SagaPage>('sagas')).counts).toEqual(before);
}, 60_000);
