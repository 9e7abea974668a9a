/** Histories for the tests of the page, each event one line: its type, and what it says. */
import type { HistoryEvent } from '../../console/api';
import { epochMillis } from '../../lib/units';

export const FIRST_AT = 1_000_000;

interface Line {
  readonly type: HistoryEvent['type'];
  readonly previous?: number;
  readonly name?: string;
  readonly error?: string;
  readonly index?: number;
}

/** One event a second; each follows the one before unless `previous` names another. */
export function aHistory(...lines: readonly (Line | HistoryEvent['type'])[]): readonly HistoryEvent[] {
  return lines.map((line, position) => {
    const { type, previous, name, error, index } = typeof line === 'string' ? { type: line } : line;
    return {
      id: position + 1,
      previousEventId: previous ?? position,
      timestamp: epochMillis(FIRST_AT + position * 1000),
      type,
      ...detailsOf(type, name ?? '', error, index ?? 0),
    };
  });
}

const whole = { truncated: false } as const;

function detailsOf(type: HistoryEvent['type'], name: string, error: string | undefined, index: number) {
  const told = error === undefined ? {} : { error, cause: `because of ${error}` };
  if (type.endsWith('Entered')) {
    return { stateEnteredEventDetails: { name, input: `{"to":"${name}"}`, inputDetails: whole } };
  }
  if (type.endsWith('Exited')) {
    return { stateExitedEventDetails: { name, output: `{"of":"${name}"}`, outputDetails: whole } };
  }
  if (type === 'MapIterationStarted') return { mapIterationStartedEventDetails: { name, index } };
  if (type === 'LambdaFunctionFailed') return { lambdaFunctionFailedEventDetails: told };
  if (type === 'ExecutionFailed') return { executionFailedEventDetails: told };
  return {};
}

export const entered = (name: string, type: HistoryEvent['type'] = 'TaskStateEntered'): Line => ({ type, name });
export const exited = (name: string, type: HistoryEvent['type'] = 'TaskStateExited'): Line => ({ type, name });

/** Charge fails twice; its Catch leads to Refund. */
export const aCaughtFailure = () =>
  aHistory(
    'ExecutionStarted',
    entered('Charge'),
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    { type: 'LambdaFunctionFailed', error: 'Declined' },
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionTimedOut',
    exited('Charge'),
    entered('Refund'),
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
    exited('Refund'),
    'ExecutionSucceeded',
  );
