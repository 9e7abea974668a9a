/** Where undoing begins and how it goes on: the plan (lib/saga/plan.ts) as transitions. */
import type { CompensatableStep, SagaDefinition, Step } from '../saga/definition';
import { type FailureKind, undoPlan } from '../saga/plan';
import { EVERYTHING_UNDONE, NOTHING_TO_UNDO } from './endings';

/** The state with which the undoing of a step, and of every step before it, begins. */
export type Entrance = (step: CompensatableStep) => string;

/** The state that follows a failure of `step`. */
export function undoFrom(saga: SagaDefinition, step: Step, failure: FailureKind, entrance: Entrance): string {
  const first = firstUndone(saga, step, failure);
  return first === undefined ? NOTHING_TO_UNDO : entrance(first);
}

/** The state that follows the compensation of `step`: undoing goes on as if the step had been refused. */
export function undoNext(saga: SagaDefinition, step: CompensatableStep): string {
  return firstUndone(saga, step, 'rejected')?.compensation.name ?? EVERYTHING_UNDONE;
}

function firstUndone(saga: SagaDefinition, step: Step, failure: FailureKind): CompensatableStep | undefined {
  return undoPlan(saga, step.name, failure)[0];
}
