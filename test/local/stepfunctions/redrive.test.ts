/** Redrive in the interpreter, by the state that failed. */
import type { StateMachineDefinition, States } from '../../../lib/asl/language';
import type { Json } from '../../../lib/units';
import { redrivePointOf, standingAt } from '../../../local/stepfunctions/redrive-point';
import { aRun, redriveScripted, runScripted, type Script, type ScriptedRun, signatureOf } from './scripted-run';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const task = (more: object = { End: true }) => ({ Type: 'Task', Resource: LAMBDA, ...more }) as const;
const machine = (StartAt: string, states: States): StateMachineDefinition => ({ StartAt, States: states });
const FAILS = { error: 'Broken' } as const;

interface Both {
  readonly first: ScriptedRun;
  readonly second: ScriptedRun;
  /** Ids are whole over both. */
  readonly signatures: readonly string[];
}

function failThenRedrive(definition: StateMachineDefinition, first: Script, second: Script, input: Json = {}): Both {
  const run = aRun(definition, input);
  const failed = runScripted(run, first);
  const redriven = redriveScripted(run, failed, second);
  return { first: failed, second: redriven, signatures: redriven.events.map(signatureOf) };
}

test('a task that failed runs again, and what had succeeded does not', () => {
  const definition = machine('A', { A: task({ Next: 'B' }), B: task() });

  const { second, signatures } = failThenRedrive(
    definition,
    { A: [{ return: 1 }], B: [FAILS] },
    { B: [{ return: 2 }] },
  );

  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '2' });
  expect(signatures).toEqual([
    '12<11 ExecutionRedriven',
    '13<12 LambdaFunctionScheduled',
    '14<13 LambdaFunctionStarted',
    '15<14 LambdaFunctionSucceeded',
    '16<15 TaskStateExited B',
    '17<16 ExecutionSucceeded',
  ]);
  expect(second.events[0]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
  expect(second.events[1]?.lambdaFunctionScheduledEventDetails?.input).toBe('1');
});

test('retries count from nothing again', () => {
  const definition = machine('A', { A: task({ Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }], End: true }) });

  const { first, second } = failThenRedrive(definition, { A: [FAILS] }, { A: [FAILS, { return: 1 }] });

  expect(first.events.filter(({ type }) => type === 'LambdaFunctionScheduled')).toHaveLength(2);
  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '1' });
});

test('the context object tells of the redrive', () => {
  const seen = { Parameters: { 'count.$': '$$.Execution.RedriveCount', 'state.$': '$$.State.RetryCount' }, End: true };
  const definition = machine('A', { A: task(seen) });

  const { first, second } = failThenRedrive(definition, { A: [FAILS] }, { A: [{ return: 1 }] });

  const asked = (run: ScriptedRun) =>
    run.events.find(({ type }) => type === 'LambdaFunctionScheduled')?.lambdaFunctionScheduledEventDetails?.input;
  expect([asked(first), asked(second)]).toEqual(['{"count":0,"state":0}', '{"count":1,"state":0}']);
});

test('a Fail state is entered again and fails again', () => {
  const definition = machine('F', { F: { Type: 'Fail', Error: 'No', Cause: 'on purpose' } });

  const { second, signatures } = failThenRedrive(definition, {}, {});

  expect(second.ending).toEqual({ kind: 'FAILED', error: 'No', cause: 'on purpose' });
  expect(signatures).toEqual(['4<3 ExecutionRedriven', '5<4 FailStateEntered F', '6<5 ExecutionFailed']);
});

test('a Choice state asks its rules again, without being entered again', () => {
  const rule = { Variable: '$$.Execution.RedriveCount', NumericEquals: 1, Next: 'P' };
  const definition = machine('C', { C: { Type: 'Choice', Choices: [rule] }, P: { Type: 'Pass', End: true } });

  const { first, signatures } = failThenRedrive(definition, {}, {});

  expect(first.ending).toMatchObject({ kind: 'FAILED', error: 'States.Runtime' });
  expect(signatures.slice(0, 3)).toEqual([
    '4<3 ExecutionRedriven',
    '5<4 ChoiceStateExited C',
    '6<5 PassStateEntered P',
  ]);
});

test('only the branches that failed or were aborted run again', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: task() } });
  const definition = machine('P', {
    P: { Type: 'Parallel', Branches: [branch('Done'), branch('Broken'), branch('Slow')], End: true },
  });
  const results: Script = { Done: [{ return: 'kept' }], Broken: [FAILS], Slow: ['never'] };

  const again: Script = { Broken: [{ return: 'mended' }], Slow: [{ return: 'at last' }] };
  const { second, signatures } = failThenRedrive(definition, results, again);

  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '["kept","mended","at last"]' });
  expect(signatures.filter((text) => /Entered|StateStarted/.test(text))).toEqual([]);
  expect(signatures.filter((text) => /Scheduled/.test(text))).toEqual([
    '21<20 LambdaFunctionScheduled',
    '23<20 LambdaFunctionScheduled',
  ]);
});

test('a branch that was never entered begins at its first state', () => {
  const definition = machine('P', {
    P: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [onRedrive('End')] }, End: { Type: 'Succeed' } } },
        { StartAt: 'Never', States: { Never: { Type: 'Pass', Result: 'entered', End: true } } },
      ],
      End: true,
    },
  });

  const { first, second } = failThenRedrive(definition, {}, {});

  expect(first.events.map(signatureOf).join()).not.toContain('Never');
  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '[{},"entered"]' });
});

const onRedrive = (Next: string) => ({ Variable: '$$.Execution.RedriveCount', NumericGreaterThan: 0, Next });

test('only the iterations that failed, were aborted or had not begun run, no more at a time than allowed', () => {
  const definition = machine('M', {
    M: { Type: 'Map', MaxConcurrency: 2, ItemProcessor: { StartAt: 'T', States: { T: task() } }, End: true },
  });
  const first: Script = { T: [{ return: 'one' }, FAILS, 'never'] };

  const { second, signatures } = failThenRedrive(definition, first, { T: [{ return: 'again' }] }, [1, 2, 3, 4]);

  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '["one","again","again","again"]' });
  expect(signatures.filter((text) => /MapStateStarted|MapStateEntered/.test(text))).toEqual([]);
  expect(signatures.filter((text) => /IterationStarted/.test(text)).map((text) => text.at(-1))).toEqual(['3']);
  expect(
    signatures
      .filter((text) => /IterationSucceeded/.test(text))
      .map((text) => text.at(-1))
      .sort(),
  ).toEqual(['1', '2', '3']);
});

test('a state within states is found again, however deep', () => {
  const inner = { Type: 'Parallel', Branches: [{ StartAt: 'T', States: { T: task() } }], End: true } as const;
  const definition = machine('M', {
    M: { Type: 'Map', ItemProcessor: { StartAt: 'P', States: { P: inner } }, End: true },
  });

  const { second } = failThenRedrive(definition, { T: [{ return: 1 }, FAILS] }, { T: [{ return: 2 }] }, ['a', 'b']);

  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '[[1],[2]]' });
});

test('a state that failed for too much data is rerun, with the branches that had succeeded', () => {
  const big = 'x'.repeat(200_000);
  const branch = (name: string) => ({ StartAt: name, States: { [name]: task() } });
  const definition = machine('P', { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } });

  const { first, second } = failThenRedrive(
    definition,
    { A: [{ return: big }], B: [{ return: big }] },
    { A: [{ return: 1 }], B: [{ return: 2 }] },
  );

  expect(first.ending).toMatchObject({ kind: 'FAILED', error: 'States.DataLimitExceeded' });
  expect(second.ending).toEqual({ kind: 'SUCCEEDED', output: '[1,2]' });
});

test('an execution that succeeded keeps nothing, and takes no redrive', () => {
  const definition = machine('P', { P: { Type: 'Pass', End: true } });

  const { second } = failThenRedrive(definition, {}, {});

  expect(second.events).toEqual([]);
  expect(second.frames.at(-1)).toMatchObject({ last: null });
});

test('what is kept is found again from the history, in a few bytes', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: task() } });
  const states: States = { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } };
  const input = { order: 'x'.repeat(1000) };
  const { events, frames } = runScripted(aRun(machine('P', states), input), { A: [{ return: 1 }], B: [FAILS] });
  const ended = frames.at(-1);
  if (ended?.kind !== 'ended' || ended.last === null) throw new Error('the run kept nothing');

  const point = redrivePointOf(ended.last);

  expect(JSON.stringify(point).length).toBeLessThan(100);
  const found = standingAt(JSON.parse(JSON.stringify(point)), events);
  expect(found).toMatchObject({ state: 'P', input, enteredEventId: 2 });
  expect(found.phase).toMatchObject({
    kind: 'children',
    children: [
      { kind: 'finished', output: 1 },
      { kind: 'active', state: 'B', input },
    ],
  });
});
