import type { Invariant } from '../invariant';
import { idOfRequest, sagasOf } from '../saga-seen';

export const durability: Invariant = {
  name: 'I12 durability',
  law: 'What was acknowledged is there after any crash, and nothing is there that nobody asked for.',
  check(observed) {
    const asked = new Set(observed.scenario.requests.map((request) => idOfRequest(observed, request)));
    return sagasOf(observed).flatMap(({ id, record, answers, fences, executions }) => {
      const isAccepted = answers.some(({ kind }) => kind === 'accepted');
      return [
        ...(isAccepted && record === undefined ? [`saga '${id}' was accepted, and the ledger does not know it`] : []),
        ...(asked.has(id) ? [] : [`saga '${id}' was never asked for`]),
        ...(record === undefined && (fences.size > 0 || executions.length > 0)
          ? [`saga '${id}' had effects, and the ledger does not know it`]
          : []),
      ];
    });
  },
};
