/**
 * Tells the ledger that a saga turned round: a state before each compensation with which undoing can begin, so that it
 * is on the failing path alone. The ledger may fail; the undoing does not wait for it.
 */
import { ACTION_RETRY } from '../saga/builder';
import type { CompensatableStep, SagaDefinition } from '../saga/definition';
import { InvalidDefinition } from '../saga/errors';
import { retriers, THE_SAGA } from './call-task';
import type { TaskState } from './language';

/** The function that is told. No function of a saga may have its name. */
export const RECORD_FUNCTION = 'RecordSaga';
/** A read and a write. */
export const RECORD_TIMEOUT_SECONDS = 10;

export const recordStateName = ({ name }: CompensatableStep): string => `CompensateFrom${name}`;

export function recordState(saga: SagaDefinition, { compensation }: CompensatableStep): TaskState {
  return {
    Type: 'Task',
    Resource: `\${${RECORD_FUNCTION}}`,
    Parameters: { saga: saga.name, 'sagaId.$': THE_SAGA.sagaIdPath, 'state.$': '$' },
    TimeoutSeconds: RECORD_TIMEOUT_SECONDS,
    ResultPath: null,
    Retry: retriers(ACTION_RETRY),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: compensation.name }],
    Next: compensation.name,
  };
}

/** @throws InvalidDefinition when one of the saga's own functions has the name of the one that is told */
export function refuseRecordFunction({ name: saga, steps }: SagaDefinition): void {
  for (const step of steps) {
    const compensation = step.kind === 'compensatable' ? step.compensation.name : '';
    if (step.name === RECORD_FUNCTION || compensation === RECORD_FUNCTION) {
      throw new InvalidDefinition(
        `saga '${saga}': step '${step.name}' has a function named '${RECORD_FUNCTION}', as the one that records how ` +
          'the saga turns round; rename it',
      );
    }
  }
}
