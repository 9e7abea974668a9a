import type { Invariant } from '../invariant';
import { fenceStatus, type SagaSeen, sagasOf } from '../saga-seen';

/** What a step may be that has no effect, and never will have. */
const WITHOUT_EFFECT: readonly (string | undefined)[] = ['COMPENSATED', 'TOMBSTONE', 'REJECTED'];

export const compensationComplete: Invariant = {
  name: 'I5 compensation complete',
  law: 'COMPENSATED: no step that was ever called has an effect, or can have one later. COMPLETED: every step has its effect.',
  check(observed) {
    const { steps } = observed.scenario.subject.definition;
    return sagasOf(observed).flatMap((saga) => {
      if (saga.state === 'COMPLETED') {
        return steps.flatMap(({ name }) => missing(saga, name, fenceStatus(saga, name) === 'APPLIED'));
      }
      if (saga.state !== 'COMPENSATED') return [];
      return steps
        .filter(({ name }) => wasCalled(saga, name) || saga.fences.has(name))
        .flatMap(({ name }) => missing(saga, name, WITHOUT_EFFECT.includes(fenceStatus(saga, name))));
    });
  },
};

function missing(saga: SagaSeen, step: string, holds: boolean): readonly string[] {
  return holds
    ? []
    : [`saga '${saga.id}' is ${saga.state}, and its step ${step} is ${fenceStatus(saga, step) ?? 'open'}`];
}

/** A payload that found its step decided for another had no effect, and leaves nothing to undo. */
const wasCalled = (saga: SagaSeen, step: string): boolean =>
  saga.invocations.some(
    ({ name, intent, call: { outcome } }) =>
      name === step && intent !== 'settle' && !(outcome.kind === 'refused' && outcome.error === 'KeyReused'),
  );
