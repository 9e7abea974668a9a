import type { Invariant } from '../invariant';
import { sagasOf } from '../saga-seen';

/** The arrows of lib/saga/fence.ts. */
const ARROWS: readonly string[] = ['>APPLIED', '>REJECTED', '>TOMBSTONE', 'APPLIED>COMPENSATED'];

/** @param before undefined where there was no fence */
export const isArrow = (before: string | undefined, after: string): boolean =>
  ARROWS.includes(`${before ?? ''}>${after}`);

export const fenceMonotone: Invariant = {
  name: 'I6 fence monotone',
  law: 'A fence is created once, goes from APPLIED to COMPENSATED at the most, and never goes back.',
  check: (observed) =>
    sagasOf(observed).flatMap(({ id, fences }) =>
      [...fences.values()].flatMap(({ step, statuses }) =>
        statuses.flatMap((status, at) => {
          const before = statuses[at - 1];
          return isArrow(before, status)
            ? []
            : [`fence ${step} of '${id}' went from ${before ?? 'absent'} to ${status}`];
        }),
      ),
    ),
};
