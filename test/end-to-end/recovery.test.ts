/**
 * Endings that no Catch sees, at every state of the deployed machine: the rule, the ledger, the recovery machine and the
 * sweeper bring each saga to an end. Time passes only as the tests let it.
 */
import { DisableRuleCommand, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { isOpen } from '../../lib/saga/ledger';
import { epochMillis } from '../../lib/units';
import { VirtualClock } from '../../local/clock';
import type { FaultSpec } from '../../local/faults';
import type { Local } from '../../local/start';
import { anOrder, applied, OPENING, openShops, type Shop, UNTOUCHED } from './shop';

const TOO_MANY = OPENING + 1;
/** The four tries of a step take 7 seconds at the most, and one that hangs takes 10. */
const UNTIL_THERE = 8_000;

/** The first call of each function compiles it. */
jest.setTimeout(30_000);

const clock = new VirtualClock(epochMillis(Date.UTC(2026, 4, 1, 12)), 'hold');
let local: Local;
let shop: Shop;
let machineArn: string;

beforeAll(async () => {
  ({ local, conducted: shop } = await openShops({ clock }));
  machineArn = shop.output('StateMachineArn');
}, 60_000);
afterAll(() => local.stop());
afterEach(() => local.faults.clear());

interface State {
  readonly Type: string;
  readonly [field: string]: unknown;
}
interface Definition {
  readonly States: { readonly [name: string]: State };
  readonly TimeoutSeconds?: number;
}

/** What happens while the definition of the machine is another; executions keep the one that they were started with. */
async function withDefinition<T>(change: (definition: Definition) => Definition, run: () => Promise<T>): Promise<T> {
  const { sfn } = local.clients;
  const { definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
  const changed = JSON.stringify(change(JSON.parse(definition)));
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: machineArn, definition: changed }));
  try {
    return await run();
  } finally {
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: machineArn, definition }));
  }
}

const withState =
  (name: string, fields: object) =>
  (definition: Definition): Definition => ({
    ...definition,
    States: { ...definition.States, [name]: { ...definition.States[name], ...fields } as State },
  });

const functionOf = (state: string): string => (state.startsWith('CompensateFrom') ? 'RecordSaga' : state);

const callsOf = (state: string, fault: Pick<FaultSpec, 'kind' | 'error' | 'times'>): FaultSpec => ({
  target: { service: 'lambda', operation: 'Invoke', resource: shop.functionArn(functionOf(state)) },
  ...fault,
});
const BROKEN = { name: 'TypeError', message: 'something is not a function' };

/** From now on the function of this state does not answer. */
const hang = (state: string) => local.faults.add(callsOf(state, { kind: 'notApplied', error: 'never', times: 99 }));

const executionArn = (name: string) => `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Each brings about, of an order that is placed as `place` does, the ending that it is named for, in the state `at`. */
const ENDINGS: { readonly [name: string]: (at: string, id: string, place: () => Promise<unknown>) => Promise<void> } = {
  StopExecution: async (at, id, place) => {
    hang(at);
    await place();
    await clock.advance(UNTIL_THERE);
    await local.clients.sfn.send(new StopExecutionCommand({ executionArn: executionArn(id) }));
  },
  TIMED_OUT: async (at, _, place) => {
    hang(at);
    // After the tries of a step before, and within those of the step that hangs.
    await withDefinition((definition) => ({ ...definition, TimeoutSeconds: 15 }), place);
    await clock.advance(16_000);
  },
  'States.Runtime': async (at, _, place) => {
    await withDefinition(withState(at, { InputPath: '$.nothing.of.the.kind' }), place);
    await clock.advance(UNTIL_THERE);
  },
  'States.DataLimitExceeded': async (at, _, place) => {
    const thousands = Array.from({ length: 70 }, () => 'States.ArrayRange(1, 1000, 1)').join(', ');
    await withDefinition(
      withState(at, { ResultSelector: { 'large.$': `States.Array(${thousands})` }, ResultPath: '$.results' }),
      place,
    );
    await clock.advance(UNTIL_THERE);
  },
};

/** On the way forward; on the way back because there is too little stock, or because the reservation's outcome is unknown. */
const AT: readonly { readonly at: string; readonly quantity: number; readonly before: 'nothing' | 'broken' }[] = [
  ...['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder'].map(
    (at) => ({ at, quantity: 1, before: 'nothing' }) as const,
  ),
  ...['CompensateFromProcessPayment', 'RefundPayment', 'CancelOrder'].map(
    (at) => ({ at, quantity: TOO_MANY, before: 'nothing' }) as const,
  ),
  ...['CompensateFromReserveInventory', 'ReleaseInventory'].map(
    (at) => ({ at, quantity: 1, before: 'broken' }) as const,
  ),
];

/** Lets time go by, at the most so much, until the saga has ended. */
async function ended(id: string, millis = 60_000) {
  for (let passed = 0; passed < millis; passed += 5_000) {
    const record = await shop.record(id);
    if (!isOpen(record.state)) return record;
    await clock.advance(5_000);
  }
  return shop.record(id);
}

describe.each(Object.keys(ENDINGS))('%s', (ending) => {
  test.each(AT)('at $at is recovered from', async ({ at, quantity, before }) => {
    const id = `${ending.replace(/\W/g, '')}-${at}`;
    const place = () => shop.place(id, quantity);
    if (before === 'broken') {
      local.faults.add(callsOf('ReserveInventory', { kind: 'replyLost', error: BROKEN, times: 4 }));
    }

    await ENDINGS[ending]?.(at, id, place);
    local.faults.clear();
    const record = await ended(id);

    const forward = at === 'CompleteOrder';
    expect({ state: record.state, recoveries: record.recoveries }).toEqual({
      state: forward ? 'COMPLETED' : 'COMPENSATED',
      recoveries: 1,
    });
    const books = await shop.found(anOrder(id, quantity));
    if (forward) expect(books).toMatchObject({ order: 'COMPLETED', payment: 'CHARGED', reserved: 1 });
    else expect(books).toMatchObject({ reserved: 0, mails: 0, sold: 0 });
    if (!forward) expect(['CANCELLED', 'none']).toContain(books.order);
    if (!forward) expect(['REFUNDED', 'none']).toContain(books.payment);
  });
});

const stopAt = async (state: string, id: string) => {
  hang(state);
  await shop.place(id);
  await clock.advance(UNTIL_THERE);
  await local.clients.sfn.send(new StopExecutionCommand({ executionArn: executionArn(id) }));
};
const CANCELLED = { ...UNTOUCHED, order: 'CANCELLED' };
const REFUNDED = { ...CANCELLED, payment: 'REFUNDED' };
/** The sweeper looks at what has been in its state for two minutes, once a minute. */
const SWEPT = 4 * 60_000;

describe('when nobody tells of endings', () => {
  const rule = () => ({ Name: shop.arn('SagaRecoveryEndingsRule').split('/').at(-1) });
  beforeEach(() => local.clients.events.send(new DisableRuleCommand(rule())));
  afterEach(() => local.clients.events.send(new EnableRuleCommand(rule())));

  test('the sweeper finds a saga that was completed', async () => {
    const order = await shop.place('untold');
    await clock.advance(UNTIL_THERE);
    const before = await shop.record('untold');

    const after = await ended('untold', SWEPT);

    expect([before.state, after.state]).toEqual(['RUNNING', 'COMPLETED']);
    expect(await shop.found(order)).toEqual(applied());
  });

  test('the sweeper finds a saga that was stopped, and has it recovered', async () => {
    await stopAt('ReserveInventory', 'untold-stop');
    local.faults.clear();

    const { state, recoveries } = await ended('untold-stop', 2 * SWEPT);

    expect({ state, recoveries }).toEqual({ state: 'COMPENSATED', recoveries: 1 });
    expect(await shop.found(anOrder('untold-stop'))).toEqual({ ...REFUNDED, reservation: 'none' });
  });

  test('two sweepers at once recover each saga once', async () => {
    const ids = ['both-1', 'both-2', 'both-3', 'both-4'];
    for (const id of ids) await stopAt('ProcessPayment', id);
    local.faults.clear();
    // Every sweep of the schedule is throttled: the two below are the first.
    local.faults.add(sweeps({ name: 'Lambda.TooManyRequestsException', message: 'Rate Exceeded.' }));
    await clock.advance(3 * 60_000);
    local.faults.clear();

    const sweep = () => local.clients.lambda.send(new InvokeCommand({ FunctionName: sweeper() }));
    const answers = await Promise.all([sweep(), sweep()]);
    await clock.advance(UNTIL_THERE);

    expect(answers.map(({ FunctionError }) => FunctionError)).toEqual([undefined, undefined]);
    for (const id of ids) {
      expect((await shop.record(id)).recoveries).toBe(1);
      expect(await recoveriesOf(id)).toEqual([`${id}-r1 SUCCEEDED`]);
      expect(await shop.found(anOrder(id))).toEqual(CANCELLED);
    }
  });
});

const sweeper = () => shop.functionArn('SagaRecoverySweepSagas');
const sweeps = (error: { readonly name: string; readonly message: string }): FaultSpec => ({
  target: { service: 'lambda', operation: 'Invoke', resource: sweeper() },
  kind: 'notApplied',
  error,
  times: 99,
});

async function recoveriesOf(id: string): Promise<readonly string[]> {
  const stateMachineArn = shop.output('RecoveryStateMachineArn');
  const { executions = [] } = await local.clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: 1000 }),
  );
  return executions.filter(({ name }) => name?.startsWith(`${id}-r`)).map(({ name, status }) => `${name} ${status}`);
}

test('an order that was accepted and never begun is begun by the sweeper', async () => {
  local.faults.add({
    target: { service: 'stepfunctions', operation: 'StartExecution', resource: machineArn },
    kind: 'notApplied',
    error: { name: 'InternalServerError', message: 'not now' },
    times: 9,
  });
  await expect(shop.place('never-begun')).rejects.toThrow('not now');
  local.faults.clear();

  const { state, recoveries } = await ended('never-begun', SWEPT);

  expect({ state, recoveries }).toEqual({ state: 'COMPLETED', recoveries: 0 });
  expect(await shop.found(anOrder('never-begun'))).toMatchObject({ order: 'COMPLETED', reserved: 1 });
});

test('a redrive beside a recovery does no harm: both undo, each effect once', async () => {
  await stopAt('ReserveInventory', 'redriven');
  local.faults.clear();
  hang('RefundPayment');
  await clock.advance(1_000);
  const before = await shop.record('redriven');

  await local.clients.sfn.send(new RedriveExecutionCommand({ executionArn: executionArn('redriven') }));
  await clock.advance(1_000);
  local.faults.clear();
  const after = await ended('redriven');
  await clock.advance(60_000);

  expect([before.state, before.recoveries]).toEqual(['COMPENSATING', 1]);
  expect([after.state, after.recoveries]).toEqual(['COMPENSATED', 1]);
  expect(await local.settled(executionArn('redriven'))).toMatchObject({ status: 'FAILED', error: 'SagaCompensated' });
  expect(await recoveriesOf('redriven')).toEqual(['redriven-r1 SUCCEEDED']);
  expect(await shop.found(anOrder('redriven'))).toEqual(REFUNDED);
});

test('an order whose machine is deleted before it was begun is undone', async () => {
  local.faults.add({
    target: { service: 'stepfunctions', operation: 'StartExecution', resource: machineArn },
    kind: 'notApplied',
    error: { name: 'InternalServerError', message: 'not now' },
    times: 9,
  });
  await expect(shop.place('machine-gone')).rejects.toThrow('not now');
  local.faults.clear();
  await local.clients.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: machineArn }));

  const { state, recoveries } = await ended('machine-gone', SWEPT);
  await local.world.reload();

  expect({ state, recoveries }).toEqual({ state: 'COMPENSATED', recoveries: 1 });
  expect(await shop.found(anOrder('machine-gone'))).toEqual({ ...UNTOUCHED, order: 'none' });
});
