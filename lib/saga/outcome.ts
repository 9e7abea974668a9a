/** How a step, an undoing and a whole saga end. */
import type { Json } from '../units';
import type { Rejection } from './rule';

export type StepOutcome<R extends Json = Json> =
  | { readonly kind: 'succeeded'; readonly result: R }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** What a compensation answers: its action was undone, or it had never taken effect. */
export interface UndoOutcome {
  readonly outcome: 'undone' | 'nothingToUndo';
}

/** The two ways an execution fails on purpose; anything else is an ending that no Catch saw. */
export const SAGA_COMPENSATED = 'SagaCompensated';
export const SAGA_COMPENSATION_FAILED = 'SagaCompensationFailed';
