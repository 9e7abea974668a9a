/**
 * What to undo when a step fails: the laws of reverse order and of the unknown outcome.
 *
 * Nobody writes the chain. A refusal is recorded by its participant and changed nothing, so undoing starts at the step
 * before; any other failure may have happened after the effect, so undoing starts at the failed step itself.
 */
import type { CompensatableStep, PivotStep, RetriableStep, SagaDefinition, Step } from './definition';

export type FailureKind = 'rejected' | 'unknown';

/**
 * The compensatable steps to undo, in the order of undoing.
 * @throws RangeError when the saga has no such step, or the step lies past the point of no return
 */
export function undoPlan(
  definition: SagaDefinition,
  failedStep: string,
  failure: FailureKind,
): readonly CompensatableStep[] {
  const at = definition.steps.findIndex((step) => step.name === failedStep);
  const step = definition.steps[at];
  if (step === undefined) throw new RangeError(`saga '${definition.name}' has no step '${failedStep}'`);
  if (step.kind === 'retriable') {
    throw new RangeError(`step '${failedStep}' of saga '${definition.name}' is past the point of no return`);
  }
  const last = failure === 'rejected' ? at : at + 1;
  return definition.steps.slice(0, last).filter(isCompensatable).reverse();
}

/** Every compensatable step, in the order of undoing. */
export const undoEverything = ({ steps }: SagaDefinition): readonly CompensatableStep[] =>
  steps.filter(isCompensatable).reverse();

/** The step once which took effect there is no way back: the pivot, or without one the first retriable step. */
export const pointOfNoReturn = ({ steps }: SagaDefinition): PivotStep | RetriableStep | undefined =>
  steps.find((step) => step.kind !== 'compensatable');

export const isCompensatable = (step: Step): step is CompensatableStep => step.kind === 'compensatable';
