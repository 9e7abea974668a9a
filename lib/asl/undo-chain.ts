/** Where undoing begins and how it goes on: the plan (lib/saga/plan.ts) as transitions. */
import type { CompensatableStep, SagaDefinition, Step } from '../saga/definition';
import { type FailureKind, undoPlan } from '../saga/plan';
import { COMPENSATED, EVERYTHING_UNDONE } from './endings';

/** The state that follows a failure of `step`. Where there is nothing to undo, everything is. */
export function undoFrom(saga: SagaDefinition, step: Step, failure: FailureKind): string {
  return firstUndone(saga, step, failure) ?? COMPENSATED;
}

/** The state that follows the compensation of `step`: undoing goes on as if the step had been refused. */
export function undoNext(saga: SagaDefinition, step: CompensatableStep): string {
  return firstUndone(saga, step, 'rejected') ?? EVERYTHING_UNDONE;
}

function firstUndone(saga: SagaDefinition, step: Step, failure: FailureKind): string | undefined {
  return undoPlan(saga, step.name, failure)[0]?.compensation.name;
}
