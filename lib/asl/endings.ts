/**
 * How a saga that turned round ends: with everything undone, or with a list of what was not.
 *
 * The Cause of each is JSON: `{"failure": {Error, Cause}, "notUndone": {"<Step>": {Error, Cause}}, "undone": {"<Step>":
 * {"outcome": …}}}`, `notUndone` only where something was not. Step Functions takes 32,768 characters of it (API
 * reference, "ExecutionFailedEventDetails"); participants cut the messages of their errors to 1,000, so that seven
 * failures fit with their stack traces. The whole of it is the input of the Fail state in the execution's history.
 */
import type { PivotStep, RetriableStep, SagaDefinition } from '../saga/definition';
import { SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED } from '../saga/outcome';
import { undoEverything } from '../saga/plan';
import { jsonText } from './json-text';
import type { ChoiceState, FailState, State } from './language';

export type NamedState = readonly [name: string, state: State];

export const EVERYTHING_UNDONE = 'EverythingUndone';
export const COMPENSATED = 'Compensated';
export const NOTHING_TO_UNDO = 'NothingToUndo';
export const COMPENSATION_FAILED = 'CompensationFailed';
export const NOTHING_UNDONE = 'NothingUndone';
export const UNSETTLED = 'Unsettled';

/** The endings that this saga can come to: a state that nothing leads to is not a valid machine. */
export function endings(saga: SagaDefinition): readonly NamedState[] {
  const pivot = saga.steps.find((step) => step.kind === 'pivot');
  const count = undoEverything(saga).length;
  const ends: readonly (NamedState | undefined)[] = [
    count > 0 ? [EVERYTHING_UNDONE, count > 1 ? everythingUndone : theOneUndone] : undefined,
    count > 0 ? [COMPENSATED, compensated] : undefined,
    saga.steps[0]?.kind === 'retriable' ? undefined : [NOTHING_TO_UNDO, nothingToUndo],
    count > 1 ? [COMPENSATION_FAILED, compensationFailed] : undefined,
    count > 0 ? [NOTHING_UNDONE, nothingUndone] : undefined,
    pivot === undefined ? undefined : [UNSETTLED, unsettled(saga, pivot)],
  ];
  return ends.filter((end) => end !== undefined);
}

const somethingIsNotUndone = { Variable: '$.notUndone', IsPresent: true } as const;
const somethingIsUndone = { Variable: '$.undone', IsPresent: true } as const;

/** Of compensations each of which may have failed: a Cause can only name what is there. */
const everythingUndone: ChoiceState = {
  Type: 'Choice',
  Choices: [
    { And: [somethingIsNotUndone, somethingIsUndone], Next: COMPENSATION_FAILED },
    { ...somethingIsNotUndone, Next: NOTHING_UNDONE },
  ],
  Default: COMPENSATED,
};
const theOneUndone: ChoiceState = {
  Type: 'Choice',
  Choices: [{ ...somethingIsNotUndone, Next: NOTHING_UNDONE }],
  Default: COMPENSATED,
};

const compensated: FailState = {
  Type: 'Fail',
  Error: SAGA_COMPENSATED,
  CausePath: jsonText(['{"failure":', ',"undone":', '}'], ['$.failure', '$.undone']),
};

/** The first step was refused, or never took effect. */
const nothingToUndo: FailState = {
  Type: 'Fail',
  Error: SAGA_COMPENSATED,
  CausePath: jsonText(['{"failure":', ',"undone":{}}'], ['$.failure']),
};

/** Where `undone` is there, as it always is in a recovery. */
export const compensationFailed: FailState = {
  Type: 'Fail',
  Error: SAGA_COMPENSATION_FAILED,
  CausePath: jsonText(['{"failure":', ',"notUndone":', ',"undone":', '}'], ['$.failure', '$.notUndone', '$.undone']),
};

const nothingUndone: FailState = {
  Type: 'Fail',
  Error: SAGA_COMPENSATION_FAILED,
  CausePath: jsonText(['{"failure":', ',"notUndone":', ',"undone":{}}'], ['$.failure', '$.notUndone']),
};

/**
 * Nobody could find out what became of the point of no return, so neither way is safe and nothing was undone. Its
 * Cause lists that step and every step before it.
 */
export function unsettled(saga: SagaDefinition, { name }: PivotStep | RetriableStep): FailState {
  const left = { Error: UNSETTLED, Cause: `whether ${name} took effect is unknown, so this step was left as it is` };
  const earlier = undoEverything(saga).map((step) => `,"${step.name}":${JSON.stringify(left)}`);
  return {
    Type: 'Fail',
    Error: SAGA_COMPENSATION_FAILED,
    CausePath: jsonText(
      ['{"failure":', `,"notUndone":{"${name}":`, `${earlier.join('')}},"undone":{}}`],
      ['$.failure', `$.notUndone.${name}`],
    ),
  };
}
