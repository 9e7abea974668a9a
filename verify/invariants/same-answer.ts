import { canonicalJson } from '../../lib/units';
import type { Invariant } from '../invariant';
import { type Invocation, sagasOf } from '../saga-seen';

export const sameAnswer: Invariant = {
  name: 'I25 same answer',
  law: 'A step, or a compensation, answers a repetition what it answered first.',
  check: (observed) =>
    sagasOf(observed).flatMap(({ id, invocations }) => {
      const answers = new Map<string, Set<string>>();
      for (const invocation of invocations) {
        const answer = answerOf(invocation);
        if (answer === undefined) continue;
        answers.set(invocation.name, (answers.get(invocation.name) ?? new Set()).add(answer));
      }
      return [...answers].flatMap(([name, different]) =>
        different.size > 1 ? [`${name} of '${id}' answered ${[...different].join(' and ')}`] : [],
      );
    }),
};

/** Consumers of events answer nobody, and a settling has answers of its own. */
function answerOf({ intent, call: { outcome } }: Invocation): string | undefined {
  const isCalled = intent === 'act' || intent === 'undo';
  return isCalled && outcome.kind === 'answered' ? canonicalJson(outcome.output) : undefined;
}
