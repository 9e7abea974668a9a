/**
 * A saga as a state machine. JSONPath, so that AWS Step Functions Local loads it as well.
 *
 *   act 1 ──> act 2 ──> act 3 ──> end        one billed transition a step
 *     │         │         │
 *     v         v         v                  a refusal goes one further left
 *   tell 1    tell 2    tell 3               the ledger is told once, where undoing begins
 *     │         │         │
 *     v         v         v
 *   undo 1 <── undo 2 <── undo 3
 *     └──> end
 *
 * G1. Which compensations run, and in which order, is `undoPlan`'s to say; nothing here repeats it.
 * G2. No failure of a compensation stops the chain: it is recorded under `$.notUndone` and the rest runs.
 * G3. Nothing past the pivot has a Catch: such a step fails where it is, and a redrive goes on from there.
 */
import type { CompensatableStep, PivotStep, SagaDefinition, Step } from '../saga/definition';
import { ANOTHER_PAYLOAD } from '../saga/errors';
import { undoEverything } from '../saga/plan';
import { assembleMachine } from './assemble';
import { actionTask, compensationTask, THE_SAGA } from './call-task';
import { endings, type NamedState } from './endings';
import type { Catcher, PassState, StateMachineDefinition, TaskState } from './language';
import { recordState, recordStateName, refuseRecordFunction } from './record-state';
import { settleStateName, settleStates } from './settle';
import { type Entrance, undoFrom, undoNext } from './undo-chain';

export interface MachineOptions {
  /**
   * Whether the machine tells the function `RecordSaga` when its saga turns round.
   * @default true
   */
  readonly recorded?: boolean;
}

/**
 * The machine of `saga`. Each function's ARN is left open as `${FunctionName}`.
 * @throws InvalidDefinition when a function has the name of a state that the machine adds, or the machine or its
 *   longest history is too large
 */
export function generateStateMachine(
  saga: SagaDefinition,
  { recorded = true }: MachineOptions = {},
): StateMachineDefinition {
  if (recorded) refuseRecordFunction(saga);
  const entrance: Entrance = recorded ? recordStateName : ({ compensation }) => compensation.name;
  const undoing = undoEverything(saga);
  return assembleMachine(saga, {
    comment: `Saga ${saga.name}, version ${saga.version}`,
    timeoutSeconds: saga.deadlineSeconds,
    states: [
      ...saga.steps.map((step): NamedState => [step.name, actionState(saga, step, entrance)]),
      ...saga.steps.flatMap((step) => (step.kind === 'pivot' ? settleStatesOf(saga, step, entrance) : [])),
      ...(recorded ? undoing.map((step): NamedState => [recordStateName(step), recordState(saga, step)]) : []),
      ...undoing.map((step): NamedState => [step.compensation.name, compensationState(saga, step)]),
      ...endings(saga),
    ],
  });
}

function actionState(saga: SagaDefinition, step: Step, entrance: Entrance): TaskState {
  return {
    ...actionTask(saga, step, THE_SAGA),
    // G3
    ...(step.kind === 'retriable' ? {} : { Catch: catchers(saga, step, entrance) }),
    ...wayOn(saga, step),
  };
}

function settleStatesOf(saga: SagaDefinition, pivot: PivotStep, entrance: Entrance): readonly NamedState[] {
  const ways = { applied: wayOn(saga, pivot), notApplied: undoFrom(saga, pivot, 'unknown', entrance) };
  return settleStates(saga, pivot, ways, THE_SAGA);
}

/**
 * A refusal had no effect, and neither had a payload that found the step decided for another; whatever else goes wrong
 * may have gone wrong after the effect.
 */
function catchers(saga: SagaDefinition, step: CompensatableStep | PivotStep, entrance: Entrance): readonly Catcher[] {
  const refused: Catcher = {
    ErrorEquals: [...step.rejects, ANOTHER_PAYLOAD],
    ResultPath: '$.failure',
    Next: undoFrom(saga, step, 'rejected', entrance),
  };
  const unknown: Catcher = {
    ErrorEquals: ['States.ALL'],
    ResultPath: '$.failure',
    Next: step.kind === 'pivot' ? settleStateName(step) : undoFrom(saga, step, 'unknown', entrance),
  };
  return [refused, unknown];
}

// G2
const compensationState = (saga: SagaDefinition, step: CompensatableStep): TaskState =>
  compensationTask(saga, step, undoNext(saga, step), THE_SAGA);

/** To the next step, or out: a state that ends costs no transition to an end. */
function wayOn(saga: SagaDefinition, step: Step): Pick<PassState, 'Next' | 'End'> {
  const next = saga.steps[saga.steps.indexOf(step) + 1];
  return next === undefined ? { End: true } : { Next: next.name };
}
