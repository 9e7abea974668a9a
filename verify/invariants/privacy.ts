import type { JsonObject } from '../../lib/units';
import type { Invariant } from '../invariant';

/** Values of a request that begin so stand for what a customer entrusted to us. */
export const CANARY = 'canary-';

export const privacy: Invariant = {
  name: 'I18 privacy',
  law: 'No log has what a customer entrusted to the saga.',
  check({ answers, logs }) {
    const canaries = new Set(answers.flatMap(({ payload }) => canariesIn(payload)));
    return [...canaries].flatMap((canary) => {
      const line = logs.find((text) => text.includes(canary));
      return line === undefined ? [] : [`'${canary}' was logged: ${line.slice(0, 200)}`];
    });
  },
};

const canariesIn = (payload: JsonObject): readonly string[] => JSON.stringify(payload).match(/canary-[\w-]+/g) ?? [];
