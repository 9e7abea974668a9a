/**
 * A pivot whose outcome is unknown. Neither way may be taken on a guess: the pivot's own function is asked what became
 * of it, which also makes the answer final (`settlePivot`), and the answer decides between forward and back.
 */
import { COMPENSATION_RETRY } from '../saga/builder';
import type { PivotStep, SagaDefinition } from '../saga/definition';
import { callTask, retriers } from './call-task';
import { type NamedState, UNSETTLED } from './endings';
import type { ChoiceState, PassState, TaskState } from './language';
import { undoFrom } from './undo-chain';

export const settleStateName = (pivot: PivotStep): string => `Settle${pivot.name}`;

/** @param wayOn what follows the pivot where it was applied */
export function settleStates(
  saga: SagaDefinition,
  pivot: PivotStep,
  wayOn: Pick<PassState, 'Next' | 'End'>,
): readonly NamedState[] {
  const { name, timeoutSeconds } = pivot;
  const [choice, wasApplied] = [`${name}Applied`, `${name}WasApplied`];
  const ask: TaskState = {
    ...callTask(saga, { step: pivot, functionName: name, intent: 'settle', timeoutSeconds }),
    ResultPath: '$.settled',
    Retry: retriers(COMPENSATION_RETRY),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: `$.notUndone.${name}`, Next: UNSETTLED }],
    Next: choice,
  };
  const decide: ChoiceState = {
    Type: 'Choice',
    Choices: [{ Variable: '$.settled.applied', BooleanEquals: true, Next: wasApplied }],
    Default: undoFrom(saga, pivot, 'unknown'),
  };
  const goOn: PassState = {
    Type: 'Pass',
    InputPath: '$.settled.result',
    ResultPath: `$.results.${name}`,
    ...wayOn,
  };
  return [
    [settleStateName(pivot), ask],
    [choice, decide],
    [wasApplied, goOn],
  ];
}
