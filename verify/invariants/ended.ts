import type { Invariant } from '../invariant';
import { sagasOf } from '../saga-seen';

export const ended: Invariant = {
  name: 'I4 termination',
  law: 'Every saga that was accepted ends, or waits for a person and says what for; nothing is left running.',
  check(observed) {
    const sagas = sagasOf(observed);
    const open = sagas.flatMap(({ id, state }) =>
      state === 'RUNNING' || state === 'COMPENSATING' ? [`saga '${id}' is ${state} for good`] : [],
    );
    const silent = sagas.flatMap(({ id, record, state }) => {
      const failed = Object.values(record?.compensations ?? {}).some(({ outcome }) => outcome === 'failed');
      return state === 'COMPENSATION_FAILED' && !failed && record?.failure === null
        ? [`saga '${id}' waits for a person, and its record does not say what for`]
        : [];
    });
    const running = sagas.flatMap(({ executions }) =>
      executions.flatMap(({ name, status }) => (status === 'RUNNING' ? [`execution '${name}' still runs`] : [])),
    );
    return [...(observed.isQuiet ? [] : ['the run does not come to rest']), ...open, ...silent, ...running];
  },
};
