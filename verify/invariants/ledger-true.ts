import { MAX_AUTOMATIC_RECOVERIES } from '../../lib/saga/guard';
import { isCompensatable } from '../../lib/saga/plan';
import type { Invariant } from '../invariant';
import { type FenceStatus, fenceStatus, type SagaSeen, sagasOf } from '../saga-seen';

type Fences = readonly (FenceStatus | undefined)[];

/** What a fence may be where the ledger says so of its step. */
const STEP: { readonly [outcome: string]: Fences } = {
  done: ['APPLIED', 'COMPENSATED'],
  refused: ['REJECTED'],
  failed: ['APPLIED', 'COMPENSATED', 'TOMBSTONE', 'REJECTED', undefined],
};
const COMPENSATION: { readonly [outcome: string]: Fences } = {
  undone: ['COMPENSATED'],
  nothingToUndo: ['TOMBSTONE', 'REJECTED'],
  failed: ['APPLIED', 'COMPENSATED', 'TOMBSTONE', 'REJECTED', undefined],
};

export const ledgerTrue: Invariant = {
  name: 'I22 ledger tells the truth',
  law: 'What the ledger says of a saga, its steps and its compensations is what its participants have.',
  check(observed) {
    const undoable = observed.scenario.subject.definition.steps.filter(isCompensatable).map(({ name }) => name);
    return sagasOf(observed).flatMap((saga) => {
      const { record, state, id } = saga;
      if (record === undefined) return [];
      const applied = undoable.filter((step) => fenceStatus(saga, step) === 'APPLIED');
      return [
        ...untrue(saga, STEP, record.steps),
        ...untrue(saga, COMPENSATION, record.compensations),
        ...(state === 'COMPENSATION_FAILED' && record.recoveries < MAX_AUTOMATIC_RECOVERIES
          ? applied
              .filter((step) => record.compensations[step]?.outcome !== 'failed')
              .map(
                (step) => `saga '${id}' is COMPENSATION_FAILED; ${step} is not undone, and its record does not say so`,
              )
          : []),
        ...executionsUntrue(saga),
      ];
    });
  },
};

function untrue(
  saga: SagaSeen,
  allowed: { readonly [outcome: string]: Fences },
  known: { readonly [step: string]: { readonly outcome: string } },
): readonly string[] {
  return Object.entries(known).flatMap(([step, { outcome }]) => {
    const status = fenceStatus(saga, step);
    return allowed[outcome]?.includes(status)
      ? []
      : [`the ledger says that ${step} of '${saga.id}' is ${outcome}; it is ${status ?? 'open'}`];
  });
}

/** Of the last execution of a saga that succeeded. */
function executionsUntrue({ id, state, executions, record }: SagaSeen): readonly string[] {
  const own = executions.find(({ name }) => name === id);
  if (own?.status !== 'SUCCEEDED' || record === undefined) return [];
  return state === 'COMPLETED' ? [] : [`execution '${own.name}' succeeded, and its saga is ${state}`];
}
