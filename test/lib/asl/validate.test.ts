import type { Catcher, Retrier, State, StateMachineDefinition, States } from '../../../lib/asl/language';
import { MAX_DEFINITION_LENGTH, MAX_STATE_NAME_LENGTH, validateStateMachine } from '../../../lib/asl/validate';

const aMachine = (states: States): StateMachineDefinition => ({ StartAt: 'A', States: states });
const aTask = (rest: { Retry?: Retrier[]; Catch?: Catcher[] } = {}): State => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
  ...rest,
  End: true,
});
const done: State = { Type: 'Succeed' };

const codesAt = (machine: StateMachineDefinition): readonly (readonly [code: string, location: string])[] =>
  validateStateMachine(machine).map(({ code, location }) => [code, location]);

test('finds nothing wrong with a machine of every kind of state', () => {
  const machine = aMachine({
    A: { Type: 'Pass', Next: 'Choose' },
    Choose: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Wait' }], Default: 'Fan' },
    Wait: { Type: 'Wait', Seconds: 1, Next: 'Each' },
    Fan: { Type: 'Parallel', Branches: [{ StartAt: 'B1', States: { B1: aTask() } }], End: true },
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'M1', States: { M1: done } },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
      End: true,
    },
    Failed: { Type: 'Fail', Error: 'Mine', CausePath: '$.cause' },
  });

  expect(validateStateMachine(machine)).toEqual([]);
});

test.each<{
  readonly name: string;
  readonly machine: StateMachineDefinition;
  readonly code: string;
  readonly at: string;
}>([
  {
    name: 'a start that is no state',
    machine: { StartAt: 'Z', States: {} },
    code: 'SCHEMA_VALIDATION_FAILED',
    at: '/States',
  },
  {
    name: 'neither Next nor End',
    machine: aMachine({ A: { Type: 'Pass' }, B: done }),
    code: 'SCHEMA_VALIDATION_FAILED',
    at: '/States/A',
  },
  {
    name: 'both Next and End',
    machine: aMachine({ A: { Type: 'Pass', Next: 'B', End: true }, B: done }),
    code: 'SCHEMA_VALIDATION_FAILED',
    at: '/States/A',
  },
  {
    name: 'a Next that is no state',
    machine: aMachine({ A: { Type: 'Pass', Next: 'Z' } }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/Next',
  },
  {
    name: 'a Next that only objects in general have',
    machine: aMachine({ A: { Type: 'Pass', Next: 'toString' } }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/Next',
  },
  {
    name: 'a Default that is no state',
    machine: aMachine({
      A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'B' }], Default: 'Z' },
      B: done,
    }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/Default',
  },
  {
    name: 'a choice that leads to no state',
    machine: aMachine({
      A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'Z' }], Default: 'B' },
      B: done,
    }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/Choices[0]/Next',
  },
  {
    name: 'a catch that leads to no state',
    machine: aMachine({ A: aTask({ Catch: [{ ErrorEquals: ['X'], Next: 'Z' }] }) }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/Catch[0]/Next',
  },
  {
    name: 'a branch that leads out of itself',
    machine: aMachine({
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'C' } } }], Next: 'C' },
      C: done,
    }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/Branches[0]/States/B/Next',
  },
  {
    name: 'a start of items that is no state',
    machine: aMachine({ A: { Type: 'Map', ItemProcessor: { StartAt: 'Z', States: { B: done } }, End: true } }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/A/ItemProcessor/StartAt',
  },
  {
    name: 'a state that nothing leads to',
    machine: aMachine({ A: done, B: done }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/B',
  },
  {
    name: 'two states that lead to nothing but each other',
    machine: aMachine({ A: done, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } }),
    code: 'MISSING_TRANSITION_TARGET',
    at: '/States/C',
  },
  {
    name: 'a machine without an end',
    machine: aMachine({ A: { Type: 'Pass', Next: 'A' } }),
    code: 'MISSING_END_STATE',
    at: '/States',
  },
  {
    name: 'a choice without a rule',
    machine: aMachine({ A: { Type: 'Choice', Choices: [], Default: 'B' }, B: done }),
    code: 'SCHEMA_VALIDATION_FAILED',
    at: '/States/A',
  },
  {
    name: 'a cause given twice',
    machine: aMachine({ A: { Type: 'Fail', Error: 'E', Cause: 'c', CausePath: '$.c' } }),
    code: 'SCHEMA_VALIDATION_FAILED',
    at: '/States/A',
  },
  {
    name: 'a name that a branch has too',
    machine: aMachine({ A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: done } }], End: true } }),
    code: 'DUPLICATE_STATE_NAME',
    at: '/States/A/Branches[0]/States/A',
  },
])('finds $name', ({ machine, code, at }) => {
  expect(codesAt(machine)).toContainEqual([code, at]);
});

test('counts the characters of a name as a reader does, up to 80', () => {
  const longest = `${'✓'.repeat(MAX_STATE_NAME_LENGTH - 1)}😀`;

  expect(codesAt({ StartAt: longest, States: { [longest]: done } })).toEqual([]);
  expect(codesAt({ StartAt: `${longest}x`, States: { [`${longest}x`]: done } })).toEqual([
    ['INVALID_STATE_NAME', `/States/${longest}x`],
  ]);
});

test('takes a definition of up to 1,048,576 characters', () => {
  const sized = (length: number): StateMachineDefinition => {
    const empty = { Comment: '', ...aMachine({ A: done }) };
    return { ...empty, Comment: 'x'.repeat(length - JSON.stringify(empty).length) };
  };

  expect(validateStateMachine(sized(MAX_DEFINITION_LENGTH))).toEqual([]);
  expect(validateStateMachine(sized(MAX_DEFINITION_LENGTH + 1))).toEqual([
    {
      code: 'SCHEMA_VALIDATION_FAILED',
      location: '',
      message: 'the definition has 1048577 characters; at most 1048576 are allowed',
    },
  ]);
});

const ALL = { ErrorEquals: ['States.ALL'] };

test.each<{ readonly row: Retrier; readonly field: string | undefined }>([
  { row: { ...ALL, IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1, MaxDelaySeconds: 2 }, field: undefined },
  { row: { ...ALL, IntervalSeconds: 0 }, field: 'IntervalSeconds' },
  { row: { ...ALL, IntervalSeconds: 1.5 }, field: 'IntervalSeconds' },
  { row: { ...ALL, IntervalSeconds: 99_999_999 }, field: undefined },
  { row: { ...ALL, IntervalSeconds: 100_000_000 }, field: 'IntervalSeconds' },
  { row: { ...ALL, MaxAttempts: -1 }, field: 'MaxAttempts' },
  { row: { ...ALL, MaxAttempts: 99_999_999 }, field: undefined },
  { row: { ...ALL, MaxAttempts: 100_000_000 }, field: 'MaxAttempts' },
  { row: { ...ALL, BackoffRate: 0.99 }, field: 'BackoffRate' },
  { row: { ...ALL, BackoffRate: Number.NaN }, field: 'BackoffRate' },
  { row: { ...ALL, MaxDelaySeconds: 1 }, field: 'MaxDelaySeconds' },
  { row: { ...ALL, IntervalSeconds: 5, MaxDelaySeconds: 5 }, field: 'MaxDelaySeconds' },
  { row: { ...ALL, IntervalSeconds: 5, MaxDelaySeconds: 6 }, field: undefined },
  { row: { ...ALL, MaxDelaySeconds: 31_622_399 }, field: undefined },
  { row: { ...ALL, MaxDelaySeconds: 31_622_400 }, field: 'MaxDelaySeconds' },
  { row: { ErrorEquals: [] }, field: 'ErrorEquals' },
  { row: { ErrorEquals: ['States.ALL', 'X'] }, field: 'ErrorEquals' },
])('holds a row of Retry to the bounds of its fields: $row', ({ row, field }) => {
  const wrong = field === undefined ? [] : [['SCHEMA_VALIDATION_FAILED', `/States/A/Retry[0]/${field}`]];

  expect(codesAt(aMachine({ A: aTask({ Retry: [row] }) }))).toEqual(wrong);
});

test('wants the row that matches everything to be the last', () => {
  const machine = aMachine({
    A: aTask({
      Retry: [ALL, { ErrorEquals: ['X'] }],
      Catch: [
        { ...ALL, Next: 'B' },
        { ErrorEquals: ['X'], Next: 'B' },
      ],
    }),
    B: done,
  });

  expect(validateStateMachine(machine).map(({ location, message }) => `${location} ${message}`)).toEqual([
    '/States/A/Retry[0]/ErrorEquals States.ALL must be in the last row',
    '/States/A/Catch[0]/ErrorEquals States.ALL must be in the last row',
  ]);
});
