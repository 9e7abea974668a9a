import { replay, statusOf } from '../../console/replay';
import { aCaughtFailure, aHistory, entered, exited, FIRST_AT } from './history';

const toldStates = (events: Parameters<typeof replay>[0], until?: number) =>
  replay(events, until).visits.map(({ state, status }) => `${state} ${status}`);

test('a failure that a Catch took over is caught, and every try is told', () => {
  const told = replay(aCaughtFailure());

  expect(told.status).toBe('SUCCEEDED');
  const [charge] = told.byState.get('Charge') ?? [];
  expect(charge).toMatchObject({ status: 'caught', error: 'States.Timeout', input: '{"to":"Charge"}' });
  expect(charge?.attempts.map(({ outcome, error }) => [outcome, error])).toEqual([
    ['failed', 'Declined'],
    ['timedOut', 'States.Timeout'],
  ]);
  expect(statusOf(told.byState.get('Refund'))).toBe('succeeded');
  expect([...told.taken]).toEqual(['Charge > Refund']);
});

test('until an event, nothing of later ones is told', () => {
  expect(toldStates(aCaughtFailure(), 1)).toEqual([]);
  expect(toldStates(aCaughtFailure(), 5)).toEqual(['Charge inProgress']);
  expect(toldStates(aCaughtFailure(), 9)).toEqual(['Charge caught']);
  expect(toldStates(aCaughtFailure(), 10)).toEqual(['Charge caught', 'Refund inProgress']);
  expect(replay(aCaughtFailure(), 14).status).toBe('RUNNING');
  expect(replay(aCaughtFailure(), 5).time).toBe(FIRST_AT + 4000);
});

test('a state in which the execution ends by an error failed; one that was stopped was cancelled', () => {
  const begun = [entered('Charge'), 'LambdaFunctionScheduled', 'LambdaFunctionStarted'] as const;

  const failed = aHistory(
    'ExecutionStarted',
    ...begun,
    { type: 'LambdaFunctionFailed', error: 'Declined' },
    {
      type: 'ExecutionFailed',
      error: 'Declined',
    },
  );
  const stopped = aHistory('ExecutionStarted', ...begun, 'ExecutionAborted');

  expect(toldStates(failed)).toEqual(['Charge failed']);
  expect(toldStates(stopped)).toEqual(['Charge cancelled']);
  expect(replay(stopped).status).toBe('ABORTED');
});

test('after a redrive the failed state goes on, and its tries are counted on', () => {
  const events = aHistory(
    'ExecutionStarted',
    entered('Charge'),
    'LambdaFunctionScheduled',
    { type: 'LambdaFunctionFailed', error: 'Declined' },
    { type: 'ExecutionFailed', error: 'Declined' },
    { type: 'ExecutionRedriven', previous: 4 },
    'LambdaFunctionScheduled',
    'LambdaFunctionSucceeded',
    exited('Charge'),
  );

  expect(toldStates(events, 5)).toEqual(['Charge failed']);
  expect(toldStates(events, 7)).toEqual(['Charge inProgress']);
  expect(toldStates(events)).toEqual(['Charge succeeded']);
  expect(replay(events).byState.get('Charge')?.[0]?.attempts).toHaveLength(2);
});

test('branches that run side by side keep their events apart', () => {
  const events = aHistory(
    'ExecutionStarted',
    entered('Both', 'ParallelStateEntered'),
    { type: 'ParallelStateStarted' },
    { ...entered('Left'), previous: 3 },
    { ...entered('Right'), previous: 3 },
    { type: 'LambdaFunctionScheduled', previous: 4 },
    { type: 'LambdaFunctionScheduled', previous: 5 },
    { type: 'LambdaFunctionFailed', previous: 7, error: 'Declined' },
    { type: 'TaskStateAborted', previous: 6 },
    { type: 'ParallelStateFailed', previous: 8, error: 'Declined' },
    exited('Both', 'ParallelStateExited'),
  );
  const told = replay(events);

  expect(statusOf(told.byState.get('Left'))).toBe('cancelled');
  expect(told.byState.get('Right')?.[0]).toMatchObject({ error: 'Declined' });
  expect(told.byState.get('Left')?.[0]?.attempts).toHaveLength(1);
});

test("of a Map state's items the worst is shown, and each knows its index", () => {
  const events = aHistory(
    'ExecutionStarted',
    entered('Each', 'MapStateEntered'),
    'MapStateStarted',
    { type: 'MapIterationStarted', previous: 3, index: 0, name: 'Each' },
    { ...entered('Ship'), previous: 4 },
    { type: 'MapIterationStarted', previous: 3, index: 1, name: 'Each' },
    { ...entered('Ship'), previous: 6 },
    { ...exited('Ship'), previous: 7 },
    { type: 'MapIterationSucceeded', index: 1, name: 'Each' },
  );
  const told = replay(events);

  expect(told.byState.get('Ship')?.map(({ iteration, status }) => [iteration, status])).toEqual([
    [0, 'inProgress'],
    [1, 'succeeded'],
  ]);
  expect(statusOf(told.byState.get('Ship'))).toBe('inProgress');
  expect(statusOf(told.byState.get('Each'))).toBe('inProgress');
});

test('a state that was never entered has not started', () => {
  expect(statusOf(replay(aCaughtFailure()).byState.get('Ship'))).toBe('notStarted');
});
