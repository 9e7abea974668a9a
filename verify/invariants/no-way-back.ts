import { pointOfNoReturn } from '../../lib/saga/plan';
import type { Invariant } from '../invariant';
import { fenceStatus, sagasOf } from '../saga-seen';

export const noWayBack: Invariant = {
  name: 'I9 pivot',
  law: 'Once the point of no return is applied, nothing before it is undone, and the saga does not say that it was.',
  check(observed) {
    const { definition } = observed.scenario.subject;
    const point = pointOfNoReturn(definition);
    if (point === undefined) return [];
    const before = definition.steps.slice(0, definition.steps.indexOf(point));
    return sagasOf(observed).flatMap((saga) => {
      if (fenceStatus(saga, point.name) !== 'APPLIED') return [];
      const undone = before.filter(({ name }) => fenceStatus(saga, name) !== 'APPLIED');
      return [
        ...undone.map(
          ({ name }) => `saga '${saga.id}' passed ${point.name}, and ${name} is ${fenceStatus(saga, name) ?? 'open'}`,
        ),
        ...(saga.state === 'COMPENSATED' ? [`saga '${saga.id}' passed ${point.name}, and is COMPENSATED`] : []),
      ];
    });
  },
};
