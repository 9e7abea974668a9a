import { MAX_AUTOMATIC_RECOVERIES } from '../../lib/saga/guard';
import { isCompensatable, pointOfNoReturn } from '../../lib/saga/plan';
import type { Invariant } from '../invariant';
import type { Observed } from '../observed';
import { sagaFunctionOf, sagasOf } from '../saga-seen';

export const peopleInNeed: Invariant = {
  name: 'I24 people in need',
  law: 'A saga waits for a person only where a compensation, or the settling of the point of no return, was made to fail.',
  check(observed) {
    const hindered = hinderedFunctions(observed);
    return sagasOf(observed).flatMap(({ id, state, record }) =>
      state !== 'COMPENSATION_FAILED' || hindered || (record?.recoveries ?? 0) >= MAX_AUTOMATIC_RECOVERIES
        ? []
        : [`saga '${id}' waits for a person, and nothing hindered its undoing`],
    );
  },
};

/** The calls of a function, or those that it makes. */
function hinderedFunctions({ scenario: { subject }, calls }: Observed): boolean {
  const { definition } = subject;
  const names = new Set([
    ...definition.steps.filter(isCompensatable).map(({ compensation }) => compensation.name),
    pointOfNoReturn(definition)?.name,
  ]);
  return calls.some(({ at, struck }) => struck && names.has(sagaFunctionOf(definition, at.function)));
}
