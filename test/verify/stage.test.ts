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
