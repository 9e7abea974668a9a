/**
 * A point of no return whose outcome is unknown. Neither way may be taken on a guess: the step's own function is asked
 * what became of it, which also makes the answer final (`settlePivot`), and the answer decides between forward and back.
 */
import { COMPENSATION_RETRY } from '../saga/builder';
import type { PivotStep, RetriableStep, SagaDefinition } from '../saga/definition';
import { type Caller, callTask, retriers } from './call-task';
import { type NamedState, UNSETTLED } from './endings';
import type { ChoiceState, PassState, TaskState } from './language';

export const settleStateName = ({ name }: PivotStep | RetriableStep): string => `Settle${name}`;

export interface Ways {
  /** What follows the step where it took effect. */
  readonly applied: Pick<PassState, 'Next' | 'End'>;
  /** The state where undoing begins. */
  readonly notApplied: string;
}

export function settleStates(
  saga: SagaDefinition,
  point: PivotStep | RetriableStep,
  { applied, notApplied }: Ways,
  caller: Caller,
): readonly NamedState[] {
  const { name, timeoutSeconds } = point;
  const [choice, wasApplied] = [`${name}Applied`, `${name}WasApplied`];
  const ask: TaskState = {
    ...callTask(saga, { step: point, functionName: name, intent: 'settle', timeoutSeconds }, caller),
    ResultPath: '$.settled',
    Retry: retriers(COMPENSATION_RETRY),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: `$.notUndone.${name}`, Next: UNSETTLED }],
    Next: choice,
  };
  const decide: ChoiceState = {
    Type: 'Choice',
    Choices: [{ Variable: '$.settled.applied', BooleanEquals: true, Next: wasApplied }],
    Default: notApplied,
  };
  const goOn: PassState = {
    Type: 'Pass',
    InputPath: '$.settled.result',
    ResultPath: `$.results.${name}`,
    ...applied,
  };
  return [
    [settleStateName(point), ask],
    [choice, decide],
    [wasApplied, goOn],
  ];
}
