/**
 * A saga as a state machine. JSONPath, so that AWS Step Functions Local loads it as well.
 *
 *   act 1 ──> act 2 ──> act 3 ──> end        one billed transition a step
 *     │         │         │
 *     v         v         v                  a refusal enters one compensation further left
 *   end <──── undo 1 <── undo 2 <── undo 3
 *
 * G1. Which compensations run, and in which order, is `undoPlan`'s to say; nothing here repeats it.
 * G2. No failure of a compensation stops the chain: it is recorded under `$.notUndone` and the rest runs.
 * G3. Nothing past the pivot has a Catch: such a step fails where it is, and a redrive goes on from there.
 */
import type { CompensatableStep, PivotStep, SagaDefinition, Step } from '../saga/definition';
import { ANOTHER_PAYLOAD, InvalidDefinition } from '../saga/errors';
import { isCompensatable } from '../saga/plan';
import { callTask, retriers } from './call-task';
import { endings, type NamedState } from './endings';
import type { Catcher, PassState, StateMachineDefinition, TaskState } from './language';
import { settleStateName, settleStates } from './settle';
import { undoFrom, undoNext } from './undo-chain';
import { validateStateMachine } from './validate';

/**
 * The machine of `saga`. Each function's ARN is left open as `${FunctionName}`.
 * @throws InvalidDefinition when a function has the name of a state that the machine adds, or the machine is too large
 */
export function generateStateMachine(saga: SagaDefinition): StateMachineDefinition {
  const states: readonly NamedState[] = [
    ...saga.steps.map((step): NamedState => [step.name, actionState(saga, step)]),
    ...saga.steps.flatMap((step) => (step.kind === 'pivot' ? settleStates(saga, step, wayOn(saga, step)) : [])),
    ...saga.steps
      .filter(isCompensatable)
      .reverse()
      .map((step): NamedState => [step.compensation.name, compensationState(saga, step)]),
    ...endings(saga),
  ];
  refuseDuplicates(saga, states);
  const machine: StateMachineDefinition = {
    Comment: `Saga ${saga.name}, version ${saga.version}`,
    StartAt: saga.steps[0]?.name ?? '',
    States: Object.fromEntries(states),
  };
  const [wrong] = validateStateMachine(machine);
  if (wrong !== undefined) throw new InvalidDefinition(`saga '${saga.name}': ${wrong.message}, at ${wrong.location}`);
  return machine;
}

function actionState(saga: SagaDefinition, step: Step): TaskState {
  const { name, timeoutSeconds, retry } = step;
  const rejects = step.kind === 'retriable' ? [] : step.rejects;
  return {
    ...callTask(saga, { step, functionName: name, intent: 'act', timeoutSeconds }),
    ResultPath: `$.results.${name}`,
    Retry: retriers(retry, rejects),
    // G3
    ...(step.kind === 'retriable' ? {} : { Catch: catchers(saga, step) }),
    ...wayOn(saga, step),
  };
}

/**
 * A refusal had no effect, and neither had a payload that found the step decided for another; whatever else goes wrong
 * may have gone wrong after the effect.
 */
function catchers(saga: SagaDefinition, step: CompensatableStep | PivotStep): readonly Catcher[] {
  const refused: Catcher = {
    ErrorEquals: [...step.rejects, ANOTHER_PAYLOAD],
    ResultPath: '$.failure',
    Next: undoFrom(saga, step, 'rejected'),
  };
  const unknown: Catcher = {
    ErrorEquals: ['States.ALL'],
    ResultPath: '$.failure',
    Next: step.kind === 'pivot' ? settleStateName(step) : undoFrom(saga, step, 'unknown'),
  };
  return [refused, unknown];
}

function compensationState(saga: SagaDefinition, step: CompensatableStep): TaskState {
  const { name, timeoutSeconds, retry } = step.compensation;
  const next = undoNext(saga, step);
  return {
    ...callTask(saga, { step, functionName: name, intent: 'undo', timeoutSeconds }),
    ResultPath: `$.undone.${step.name}`,
    Retry: retriers(retry),
    // G2
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: `$.notUndone.${step.name}`, Next: next }],
    Next: next,
  };
}

/** To the next step, or out: a state that ends costs no transition to an end. */
function wayOn(saga: SagaDefinition, step: Step): Pick<PassState, 'Next' | 'End'> {
  const next = saga.steps[saga.steps.indexOf(step) + 1];
  return next === undefined ? { End: true } : { Next: next.name };
}

function refuseDuplicates(saga: SagaDefinition, states: readonly NamedState[]): void {
  const seen = new Set<string>();
  for (const [name] of states) {
    if (seen.has(name)) {
      throw new InvalidDefinition(
        `saga '${saga.name}': '${name}' names a function and also a state that the machine adds; rename the function`,
      );
    }
    seen.add(name);
  }
}
