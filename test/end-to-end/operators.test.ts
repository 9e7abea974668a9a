/** What a person does about sagas, on the command line, over HTTP, of the deployed stacks. Time passes as it is told to. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SystemClock, VirtualClock } from '../../local/clock';
import type { FaultSpec } from '../../local/faults';
import type { Local } from '../../local/start';
import { backstep } from '../bin/command-line';
import { anOrder, OPENING, openShops, type Shop, UNTOUCHED } from './shop';

const TOO_MANY = OPENING + 1;
const CANCELLED = { ...UNTOUCHED, order: 'CANCELLED' };
const REFUNDED = { ...CANCELLED, payment: 'REFUNDED' };
const UNAVAILABLE = { name: 'ProviderUnavailable', message: 'the payment provider does not answer' };
/** All tries of a compensation, however the dice fall. */
const GIVEN_UP = 130_000;

/** The first call of each function compiles it. */
jest.setTimeout(30_000);

const clock = new VirtualClock(new SystemClock().now(), 'hold');
let local: Local;
let conducted: Shop;
let choreographed: Shop;

beforeAll(async () => {
  ({ local, conducted, choreographed } = await openShops({ clock, port: 0 }));
}, 60_000);
afterAll(() => local.stop());
afterEach(() => local.faults.clear());

/** Of the conducted stack. */
const on = (...args: readonly string[]) =>
  backstep(...args, '--endpoint', local.endpoint ?? '', '--stack', conducted.stack);

const callsOf = (name: string, fault: Pick<FaultSpec, 'kind' | 'error'>, shop = conducted): FaultSpec => ({
  target: { service: 'lambda', operation: 'Invoke', resource: shop.functionArn(name) },
  times: 99,
  ...fault,
});
const hang = (name: string) => local.faults.add(callsOf(name, { kind: 'notApplied', error: 'never' }));

/** Out of stock, and the refund fails until the faults are cleared. */
async function notRefunded(id: string): Promise<void> {
  local.faults.add(callsOf('RefundPayment', { kind: 'notApplied', error: UNAVAILABLE }));
  await conducted.place(id, TOO_MANY);
  await clock.advance(GIVEN_UP);
}

test('money that is back though every reply of its refund was lost is not paid back again by a resume', async () => {
  const lost = { name: 'Lambda.Unknown', message: 'the reply was lost' };
  local.faults.add(callsOf('RefundPayment', { kind: 'replyLost', error: lost }));
  await conducted.place('unheard', TOO_MANY);
  await clock.advance(GIVEN_UP);
  local.faults.clear();
  const before = await conducted.record('unheard');
  const shown = await on('show', 'unheard');

  const { code } = await on('resume', 'unheard');
  await clock.advance(1_000);

  expect(before.state).toBe('COMPENSATION_FAILED');
  expect(shown.out).toMatch(/RefundPayment +FAILED .* Lambda\.Unknown: the reply was lost/);
  expect([code, (await conducted.record('unheard')).state]).toEqual([0, 'COMPENSATED']);
  expect(await conducted.found(anOrder('unheard', TOO_MANY))).toEqual(REFUNDED);
  const rows = await local.items(conducted.output('PaymentsTableName'));
  const told = rows.filter(({ sagaId, type }) => sagaId === 'unheard' && type === 'payment.refunded');
  const refunds = rows.filter(({ orderId, sk }) => orderId === 'unheard' && sk === 'refund');
  expect([told.length, refunds.length]).toEqual([1, 1]);
});

describe('a saga that could not be undone', () => {
  beforeAll(async () => {
    await notRefunded('parked');
    await clock.advance(60_000);
  });

  test('is listed as such, with where it failed', async () => {
    const { code, out } = await on('ls', '--state', 'COMPENSATION_FAILED', '--older-than', '1m');

    expect(code).toBe(0);
    expect(out).toMatch(
      /parked +COMPENSATION_FAILED +\d+\w +\d+\w +0 +Backstep-Order-dev +ReserveInventory: OutOfStock/,
    );
  });

  test('is shown with what is undone, what is not, and why', async () => {
    const { out } = await on('show', 'park');

    expect(out).toMatch(/ReserveInventory +refused .* OutOfStock: /);
    expect(out).toMatch(/RefundPayment +FAILED .* ProviderUnavailable: the payment provider does not answer/);
    expect(out).toMatch(/CancelOrder +undone/);
    expect(out).toMatch(/ReleaseInventory +not needed/);
    expect(out).toMatch(/parked +failed .* SagaCompensationFailed/);
    expect(out).toContain('node bin/backstep.js resume parked --stack Backstep-Order-dev');
  });

  test('is not redriven, since it would only fail again', async () => {
    const { code, err } = await on('redrive', 'parked');

    expect(err).toContain('parked: refused: it ended in a Fail state');
    expect(code).toBe(5);
  });

  test('is not undone by a resume while the refund still fails, and says so again', async () => {
    local.faults.add(callsOf('RefundPayment', { kind: 'notApplied', error: UNAVAILABLE }));

    const { code, out } = await on('resume', 'parked');
    await clock.advance(GIVEN_UP);

    expect({ code, out }).toEqual({ code: 0, out: 'parked: recovery 1 undoes what is not undone\n' });
    expect(await conducted.record('parked')).toMatchObject({ state: 'COMPENSATION_FAILED', recoveries: 1 });
    expect(await conducted.found(anOrder('parked', TOO_MANY))).toMatchObject({
      payment: 'CHARGED',
      order: 'CANCELLED',
    });
  });

  test('is undone by a resume once the refund works, which runs nothing else again', async () => {
    await on('resume', 'parked', '--json');
    await clock.advance(1_000);

    expect(await conducted.record('parked')).toMatchObject({ state: 'COMPENSATED', recoveries: 2 });
    expect(await conducted.found(anOrder('parked', TOO_MANY))).toEqual(REFUNDED);
    const { out } = await on('show', 'parked');
    expect(out).toMatch(/parked-r1 +failed .*\n +parked-r2 +succeeded/);
    expect(out).toContain('Nothing: it has ended.');
  });

  test('is not resumed once it has ended', async () => {
    const { code, err } = await on('resume', 'parked');

    expect(err).toContain('parked: refused: it has ended: COMPENSATED');
    expect(code).toBe(5);
  });
});

test('an abandoned saga says who decided and why, and is not resumed', async () => {
  await notRefunded('given-up');
  local.faults.clear();

  const abandoned = await on('abandon', 'given-up', '--by', 'ada', '--reason', 'refunded by bank transfer');
  const resumed = await on('resume', 'given-up');
  const shown = await on('show', 'given-up', '--json');

  expect(abandoned).toMatchObject({ code: 0, out: 'given-up: abandoned\n' });
  expect(resumed.err).toContain('refused: it has ended: ABANDONED by ada: refunded by bank transfer');
  expect(resumed.code).toBe(5);
  expect(JSON.parse(shown.out)).toMatchObject({
    state: 'ABANDONED',
    abandoned: { by: 'ada', reason: 'refunded by bank transfer' },
    next: ['Nothing: it has ended.'],
  });
  expect(await conducted.found(anOrder('given-up', TOO_MANY))).toMatchObject({ payment: 'CHARGED' });
});

describe('a cancellation', () => {
  test.each([
    ['CreateOrder', { ...UNTOUCHED, order: 'none' }],
    ['ProcessPayment', CANCELLED],
    ['ReserveInventory', REFUNDED],
  ])('at %s undoes what was done', async (at, books) => {
    const id = `cancel-${at}`;
    hang(at);
    await conducted.place(id);
    await clock.advance(1_000);

    const { code, out } = await on('cancel', id, '--by', 'ada', '--reason', 'changed her mind');
    local.faults.clear();
    await clock.advance(1_000);

    expect({ code, out }).toEqual({ code: 0, out: `${id}: recovery 1 undoes what is not undone\n` });
    expect(await conducted.record(id)).toMatchObject({
      state: 'COMPENSATED',
      cancelled: { by: 'ada', reason: 'changed her mind' },
      failure: { step: at, error: 'SagaCancelled' },
    });
    expect(await conducted.found(anOrder(id))).toEqual(books);
  });

  test('past the point of no return is refused, and the order is completed', async () => {
    hang('CompleteOrder');
    await conducted.place('too-late');
    await clock.advance(1_000);

    const { code, err } = await on('cancel', 'too-late', '--reason', 'changed her mind');
    local.faults.clear();
    await clock.advance(60_000);

    expect(err).toContain('too-late: refused: it is past the point of no return');
    expect(code).toBe(5);
    expect(await conducted.record('too-late')).toMatchObject({ state: 'COMPLETED', cancelled: null, recoveries: 0 });
  });

  test.each(['RefundPayment', 'CancelOrder'])('at %s is refused, for it is being undone already', async (at) => {
    const id = `undoing-${at}`;
    hang(at);
    await conducted.place(id, TOO_MANY);
    await clock.advance(1_000);

    const { code, err } = await on('cancel', id, '--reason', 'changed her mind');
    local.faults.clear();
    await clock.advance(60_000);

    expect(err).toContain(`${id}: refused: it is being undone already, since `);
    expect(code).toBe(5);
    expect(await conducted.record(id)).toMatchObject({ state: 'COMPENSATED', cancelled: null });
  });

  test('of an order that turned round before the ledger could be told undoes it all the same', async () => {
    hang('RecordSaga');
    await conducted.place('turning', TOO_MANY);
    await clock.advance(1_000);

    const { code } = await on('cancel', 'turning', '--reason', 'changed her mind');
    local.faults.clear();
    await clock.advance(1_000);

    expect(code).toBe(0);
    expect(await conducted.record('turning')).toMatchObject({ state: 'COMPENSATED', recoveries: 1 });
    expect(await conducted.found(anOrder('turning', TOO_MANY))).toEqual(REFUNDED);
  });

  test('of an order that has ended is refused', async () => {
    await conducted.place('ended');
    await clock.advance(1_000);

    const { code, err } = await on('cancel', 'ended', '--reason', 'changed her mind');

    expect(err).toContain('refused: it has ended: COMPLETED');
    expect(code).toBe(5);
  });

  test('of a choreographed order undoes what was done', async () => {
    local.faults.add(callsOf('ReserveInventory', { kind: 'notApplied', error: 'never' }, choreographed));
    await choreographed.place('called-off');
    await clock.advance(1_000);

    const { code } = await backstep(
      ...['cancel', 'called-off', '--reason', 'changed her mind', '--endpoint', local.endpoint ?? ''],
    );
    local.faults.clear();
    await clock.advance(GIVEN_UP);

    expect(code).toBe(0);
    expect(await choreographed.record('called-off')).toMatchObject({ state: 'COMPENSATED' });
    expect(await choreographed.found(anOrder('called-off'))).toEqual(REFUNDED);
  });
});

test('a redrive goes on where an execution failed past the point of no return', async () => {
  hang('CompleteOrder');
  await conducted.place('stopped-late');
  await clock.advance(1_000);
  const executionArn = `${conducted.output('StateMachineArn').replace(':stateMachine:', ':execution:')}:stopped-late`;
  // Nobody hears of it.
  local.faults.add(callsOf('RecordEnding', { kind: 'notApplied', error: UNAVAILABLE }));
  await local.clients.sfn.send(new StopExecutionCommand({ executionArn }));
  const lost = await on('show', 'stopped-late');

  const { code, out } = await on('redrive', 'stopped-late');
  local.faults.clear();
  await clock.advance(60_000);

  expect(lost.out).toContain('Nothing of it is running.');
  expect({ code, out }).toEqual({ code: 0, out: 'stopped-late: its execution is redriven\n' });
  expect(await conducted.record('stopped-late')).toMatchObject({ state: 'COMPLETED', recoveries: 0 });
});

describe('the command line', () => {
  test('finds a saga in whichever stack it is, by how its id begins, and refuses what fits several', async () => {
    await choreographed.place('alike-1');
    await conducted.place('alike-2');
    await clock.advance(1_000);
    const anywhere = (...args: readonly string[]) => backstep(...args, '--endpoint', local.endpoint ?? '');

    const one = await anywhere('show', 'alike-1');
    const several = await anywhere('show', 'alike-');

    expect(one.out).toContain('choreographed, in Backstep-Choreography-dev');
    expect(several.err).toContain('several sagas are meant: ');
    expect(several.code).toBe(2);
  });

  test('says that there is no such saga with exit code 6', async () => {
    const { code, err } = await on('show', 'nobody');

    expect(err).toContain("no saga's id is or begins with 'nobody' in Backstep-Order-dev");
    expect(code).toBe(6);
  });

  test('lists ended sagas only when it is asked to, as JSON too, and those that were recovered', async () => {
    const open = await on('ls', '--json');
    const all = await on('ls', '--all', '--json', '--limit', '50');
    const recovered = await on('ls', '--all', '--recovered', '--json');

    const idsIn = ({ out }: { readonly out: string }) =>
      (JSON.parse(out) as readonly { readonly sagaId: string }[]).map(({ sagaId }) => sagaId);
    expect(idsIn(open)).toEqual([]);
    expect(idsIn(all)).toEqual(expect.arrayContaining(['parked', 'given-up', 'ended']));
    expect(idsIn(recovered)).toContain('cancel-ProcessPayment');
    expect(idsIn(recovered)).not.toContain('ended');
  });

  test('takes the outputs of a deployment from a file, and the endpoint from AWS_ENDPOINT_URL', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'backstep-')), 'outputs.json');
    writeFileSync(file, JSON.stringify(local.outputs));
    process.env.AWS_ENDPOINT_URL = local.endpoint;

    const told = await backstep('show', 'ended', '--outputs-file', file).finally(() => {
      delete process.env.AWS_ENDPOINT_URL;
    });
    const untold = await backstep('show', 'ended');

    expect(told.out).toContain('COMPLETED');
    expect(untold.err).toContain('give --outputs-file for stacks on AWS');
    expect([told.code, untold.code]).toEqual([0, 2]);
  });

  test('says which stacks there are when the one that is asked for is not', async () => {
    const { code, err } = await backstep('ls', '--endpoint', local.endpoint ?? '', '--stack', 'Shop');

    expect(err).toContain(
      "there is no stack 'Shop' with a ledger; there are: Backstep-Order-dev, Backstep-Choreography-dev",
    );
    expect(code).toBe(2);
  });
});
