import type { Invariant } from '../invariant';
import { fenceStatus, idOfRequest, sagasOf } from '../saga-seen';

export const expectedEnd: Invariant = {
  name: 'I23 expected end',
  law: 'A saga that meets no fault ends as its scenario says, refused where it says.',
  check(observed) {
    const { scenario, schedule } = observed;
    if (schedule.length > 0) return [];
    return scenario.requests.flatMap((request) => {
      const expected = scenario.ends[request.id];
      const saga = sagasOf(observed).find(({ id }) => id === idOfRequest(observed, request));
      if (expected === undefined || saga === undefined) return [];
      const { state, refused } = expected;
      return [
        ...(saga.state === state ? [] : [`saga '${saga.id}' is ${saga.state ?? 'unknown'}; it had to be ${state}`]),
        ...(refused !== undefined && fenceStatus(saga, refused) !== 'REJECTED'
          ? [`${refused} of '${saga.id}' is ${fenceStatus(saga, refused) ?? 'open'}; it had to be refused`]
          : []),
      ];
    });
  },
};
