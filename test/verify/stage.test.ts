import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeInto } from '../../demo/assembly';
import { projectRoot } from '../../lib/constructs/project-root';
import { errorsAt } from '../../verify/errors';
import { lawsOf } from '../../verify/laws';
import { type Prepared, prepare } from '../../verify/prepared';
import { type Run, run } from '../../verify/run';
import { scenarioNamed } from '../../verify/scenarios';
import type { Fault, Schedule } from '../../verify/schedule';
import { Stage } from '../../verify/stage';

const folder = mkdtempSync(join(projectRoot(), 'node_modules', '.cache', 'verify-test-'));
let prepared: Prepared;

beforeAll(() => {
  synthesizeInto(join(folder, 'cdk.out'), 'dev');
  prepared = prepare(join(folder, 'cdk.out'), projectRoot());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const invocation = (fn: string) => ({ service: 'lambda', operation: 'Invoke', function: fn, nth: 1 }) as const;
const crash = { name: 'Runtime.ExitError', message: 'killed' };

/** On one stage, one after the other, with the seeds 101, 102 and so on. */
async function runsOf(scenarioName: string, ...schedules: readonly Schedule[]): Promise<readonly Run[]> {
  const scenario = scenarioNamed(scenarioName);
  const stage = await Stage.open(scenario.subject, prepared);
  const runs: Run[] = [];
  for (const [index, schedule] of schedules.entries()) runs.push(await run(stage, scenario, schedule, 101 + index));
  await stage.close();
  return runs;
}

const broken = ({ observed }: Run) => lawsOf(observed.scenario).flatMap(({ check }) => check(observed));
const statesOf = ({ observed }: Run) => observed.sagas.map(({ state }) => state);

test.each(['order/completed', 'order-events/out-of-stock'])('repeats a run of %s on a used stage', async (name) => {
  const lost: Fault = { kind: 'crash', commit: 9, side: 'after' };

  const [, onUsed] = await runsOf(name, [], [lost]);
  const scenario = scenarioNamed(name);
  const stage = await Stage.open(scenario.subject, prepared);
  const onFresh = await run(stage, scenario, [lost], 102);
  await stage.close();

  expect(onUsed?.observed.crashes).toBe(1);
  expect(onFresh.traceHash).toBe(onUsed?.traceHash);
});

test('gives another trace to another schedule', async () => {
  const [one, other] = await runsOf(
    'order/completed',
    [],
    [{ kind: 'call', at: invocation('PaymentsProcessPayment'), how: 'replyLost', error: crash }],
  );

  expect(one && statesOf(one)).toEqual(['COMPLETED']);
  expect(other && statesOf(other)).toEqual(['COMPLETED']);
  expect(one?.traceHash).not.toBe(other?.traceHash);
});

test('strikes the call that the schedule names, and no other', async () => {
  const at = invocation('PaymentsProcessPayment');

  const [struck] = await runsOf('order/completed', [{ kind: 'call', at, how: 'notApplied', error: crash }]);

  const calls = struck?.observed.calls.filter((call) => call.struck) ?? [];
  expect(calls.map((call) => [call.at, call.outcome.kind])).toEqual([[at, 'refused']]);
});

test('undoes a charge that came after its saga had given it up', async () => {
  const at = invocation('PaymentsProcessPayment');
  const late: Fault = { kind: 'call', at, how: 'late', error: crash, times: 50, delayMillis: 600_000 };

  const [seen] = await runsOf('order/completed', [late]);

  expect(seen && statesOf(seen)).toEqual(['COMPENSATED']);
  expect(seen?.observed.logs.some((line) => line.includes('StepFenced'))).toBe(true);
  expect(seen && broken(seen)).toEqual([]);
});

test('loses nothing of a saga whose process is lost at any of its commits', async () => {
  const [unharmed] = await runsOf('order/out-of-stock', []);
  const commits = Math.min(unharmed?.observed.commits ?? 0, 12);
  const schedules = Array.from({ length: commits }, (_, index): Schedule => {
    return [{ kind: 'crash', commit: index + 1, side: index % 2 === 0 ? 'before' : 'after' }];
  });

  const runs = await runsOf('order/out-of-stock', ...schedules);

  expect(commits).toBeGreaterThan(5);
  expect(runs.map(({ observed }) => observed.crashes)).toEqual(schedules.map(() => 1));
  expect(runs.flatMap(broken)).toEqual([]);
});

test('waits until the sweeper undoes a saga without a conductor whose last step was given up', async () => {
  const at = invocation('OrdersCompleteOrder');
  const never: Fault = { kind: 'call', at, how: 'notApplied', error: crash, times: 50 };

  const [seen] = await runsOf('order-events/completed', [never]);

  expect(seen?.observed.sweeps).toBeGreaterThan(0);
  expect(seen && statesOf(seen)).toEqual(['COMPENSATED']);
  expect(seen && broken(seen)).toEqual([]);
});

test('knows errors for every call that the sagas make', async () => {
  const [seen] = await runsOf('order/out-of-stock', []);

  const without = seen?.observed.calls.filter(({ at }) => errorsAt(at).length === 0);
  expect(without).toEqual([]);
});

const opening = (at = invocation('InventoryReserveInventory')): Schedule => [
  { kind: 'stop', at, error: 'StoppedFromOutside' },
  { kind: 'call', at: invocation('SagaRecoveryRecordEnding'), how: 'notApplied', error: crash, times: 50 },
  { kind: 'sweep', at: invocation('PlaceOrder'), afterMillis: 5 * 60_000 },
];

test('sweeps while things go wrong, so that a sweeper can fail', async () => {
  const sweeper = invocation('SagaRecoverySweepSagas');

  const [swept, struck] = await runsOf('order/completed', opening(), [
    ...opening(),
    { kind: 'call', at: sweeper, how: 'replyLost', error: crash },
  ]);

  const sweeps = (seen: Run | undefined) => seen?.observed.calls.filter(({ at }) => at.function === sweeper.function);
  expect(sweeps(swept)?.[0]?.struck).toBe(false);
  expect(sweeps(struck)?.[0]?.struck).toBe(true);
  expect([swept, struck].map((seen) => seen && [statesOf(seen), broken(seen)])).toEqual([
    [['COMPENSATED'], []],
    [['COMPENSATED'], []],
  ]);
});

test.each([
  ['hasNoTime', 'TIMED_OUT', 'States.Timeout', 'COMPENSATED'],
  ['readsNothing', 'FAILED', 'States.Runtime', 'COMPENSATED'],
  ['growsTooLarge', 'FAILED', 'States.DataLimitExceeded', 'COMPENSATED'],
  ['runsInCircles', 'FAILED', 'States.Runtime', 'COMPENSATED'],
] as const)('a machine that %s ends %s with %s, and its saga is undone', async (flaw, status, error, state) => {
  const at = invocation('PaymentsProcessPayment');
  const hanging: Fault = { kind: 'call', at, how: 'notApplied', error: { name: 'never', message: '' }, times: 2 };

  const [flawed, after] = await runsOf(
    'order/completed',
    [{ kind: 'flaw', state: 'ProcessPayment', flaw }, ...(flaw === 'hasNoTime' ? [hanging] : [])],
    [],
  );

  expect(flawed?.observed.executions[0]).toMatchObject({ status, error });
  expect(flawed && [statesOf(flawed), broken(flawed)]).toEqual([[state], []]);
  expect(after && statesOf(after)).toEqual(['COMPLETED']);
});

test('a full history ends an execution at its 25,000th event', async () => {
  const [full] = await runsOf('order/completed', [{ kind: 'flaw', state: 'ReserveInventory', flaw: 'runsInCircles' }]);

  expect(full?.observed.executions[0]?.history).toHaveLength(25_000);
  expect(full && broken(full)).toEqual([]);
});

test('an order whose machine is deleted before it was begun is undone, and the next has its machine', async () => {
  const [deleted, after] = await runsOf(
    'order/completed',
    [{ kind: 'delete', at: { service: 'dynamodb', operation: 'PutItem', function: 'PlaceOrder', nth: 1 } }],
    [],
  );

  expect(deleted?.observed.executions.filter(({ machine }) => machine.startsWith('PlaceOrder'))).toEqual([]);
  expect(deleted && [statesOf(deleted), broken(deleted)]).toEqual([['COMPENSATED'], []]);
  expect(after && statesOf(after)).toEqual(['COMPLETED']);
});

test('what is under way goes on in the machine that it was started with; what begins later, in the new one', async () => {
  const entered = (seen: Run | undefined) =>
    JSON.stringify(seen?.observed.executions[0]?.history).includes('BeforeReserveInventory');
  const deploy = (fn: string): Fault => ({ kind: 'deploy', at: invocation(fn), what: 'machine' });

  const [before, during, after] = await runsOf(
    'order/completed',
    [deploy('PlaceOrder')],
    [deploy('OrdersCreateOrder')],
    [],
  );

  expect([before, during, after].map(entered)).toEqual([true, false, false]);
  expect([before, during].map((seen) => seen && [statesOf(seen), broken(seen)])).toEqual([
    [['COMPLETED'], []],
    [['COMPLETED'], []],
  ]);
});

test('code that is replaced between two calls refuses the payment, and the next run has the first code', async () => {
  const deploy: Fault = { kind: 'deploy', at: invocation('OrdersCreateOrder'), what: 'functions' };

  const [replaced, after] = await runsOf('order/completed', [deploy], []);

  expect(replaced && [statesOf(replaced), broken(replaced)]).toEqual([['COMPENSATED'], []]);
  expect(after && statesOf(after)).toEqual(['COMPLETED']);
});

test('a charge that was made before a release which refuses it is answered again as it was', async () => {
  const at = {
    service: 'dynamodb',
    operation: 'TransactWriteItems',
    function: 'PaymentsProcessPayment',
    nth: 1,
  } as const;

  const [seen] = await runsOf('order/completed', [
    { kind: 'call', at: invocation('PaymentsProcessPayment'), how: 'replyLost', error: crash },
    { kind: 'deploy', at, what: 'functions' },
  ]);

  const answers = seen?.observed.calls.flatMap(({ at: { function: fn, operation }, outcome }) =>
    fn === 'PaymentsProcessPayment' && operation === 'Invoke'
      ? [outcome.kind === 'refused' ? outcome.error : outcome.kind]
      : [],
  );
  expect(answers).toContain('Runtime.ExitError');
  expect(answers).not.toContain('PaymentDeclined');
  expect(seen && broken(seen)).toEqual([]);
});

test('a process that is lost in the last sweeping of a run does not hold up the next', async () => {
  // Of seeds that are swept although nothing is open.
  const swept = async (stage: Stage, schedule: Schedule, seed: number) =>
    (await run(stage, scenarioNamed('order/completed'), schedule, seed)).observed;
  const { subject } = scenarioNamed('order/completed');
  const first = await Stage.open(subject, prepared);
  const { commits } = await swept(first, [], 1_600);
  await first.close();
  const stage = await Stage.open(subject, prepared);

  const lost = await swept(stage, [{ kind: 'crash', commit: commits, side: 'after' }], 1_600);
  const next = stage.isLost ? undefined : await swept(stage, [], 1_616);
  await stage.close();

  expect([lost.crashes, lost.isQuiet]).toEqual([1, true]);
  expect(next?.sagas.map(({ state }) => state)).toEqual(['COMPLETED']);
});

test('an environment that was kept through a loss of the process serves no later code', async () => {
  const deploy: Fault = { kind: 'deploy', at: invocation('OrdersCreateOrder'), what: 'functions' };

  const [, replaced] = await runsOf('order/completed', [], [{ kind: 'crash', commit: 1, side: 'after' }, deploy]);

  expect(replaced?.observed.crashes).toBe(1);
  expect(replaced && [statesOf(replaced), broken(replaced)]).toEqual([['COMPENSATED'], []]);
});

test('hears out what a process had begun that was lost while the last event was told again', async () => {
  const unpublished: Fault = {
    kind: 'call',
    at: { service: 'events', operation: 'PutEvents', function: 'OrdersOutboxRelayOutbox', nth: 1 },
    how: 'notApplied',
    error: { name: 'InternalException', message: '' },
    times: 50,
  };
  const swept: Fault = { kind: 'sweep', at: invocation('PlaceOrder'), afterMillis: 5 * 60_000 };
  const [opened] = await runsOf('order-events/completed', [unpublished, swept]);
  const commits = opened?.observed.commits ?? 0;
  const lost = Array.from(
    { length: 12 },
    (_, back): Fault => ({ kind: 'crash', commit: commits - back, side: 'after' }),
  );

  const runs = await runsOf('order-events/completed', ...lost.map((crashed) => [unpublished, swept, crashed]));

  expect(runs.some(({ observed }) => observed.crashes > 0)).toBe(true);
  expect(runs.flatMap(broken)).toEqual([]);
});
