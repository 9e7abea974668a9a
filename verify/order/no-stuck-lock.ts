import type { Invariant } from '../invariant';
import { isLeftToPeople, ordersOf } from './rows';

export const noStuckLock: Invariant = {
  name: 'I20 no stuck lock',
  law: 'Nothing is PENDING, and nothing is held for an order that will not come.',
  check: (observed) =>
    ordersOf(observed).flatMap((seen) => {
      const { saga, order, reservation } = seen;
      if (isLeftToPeople(seen)) return [];
      return [
        ...(order?.status === 'PENDING' ? [`order '${saga.id}' is PENDING for good`] : []),
        ...(reservation?.status === 'HELD' && saga.state !== 'COMPLETED'
          ? [`pieces are held for '${saga.id}', which is ${saga.state}`]
          : []),
      ];
    }),
};
