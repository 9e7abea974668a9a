import { undoEverything } from '../../lib/saga/plan';
import type { Invariant } from '../invariant';
import type { ExecutionSeen } from '../observed';
import { type SagaSeen, sagasOf } from '../saga-seen';

export const reverseOrder: Invariant = {
  name: 'I8 reverse order',
  law: 'Whoever undoes a saga begins each compensation after that of every later step.',
  check(observed) {
    const order = undoEverything(observed.scenario.subject.definition).map(({ compensation }) => compensation.name);
    return sagasOf(observed).flatMap((saga) =>
      beginnings(saga).flatMap(([who, names]) => {
        const begun = names.map((name) => order.indexOf(name)).filter((place) => place >= 0);
        const sorted = begun.every((place, at) => at === 0 || place > (begun[at - 1] ?? place));
        return sorted ? [] : [`${who} undid in the order ${names.filter((name) => order.includes(name)).join(', ')}`];
      }),
    );
  },
};

/**
 * Who undoes: each execution since it was last redriven; the events of a saga that has no execution. Events that come after
 * a recovery undo nothing any more, in whatever order.
 */
function beginnings(saga: SagaSeen): readonly (readonly [who: string, names: readonly string[]])[] {
  const byExecution = saga.executions.map(
    (execution) => [`execution '${execution.name}'`, entered(execution)] as const,
  );
  const answered = saga.invocations.filter(({ intent }) => intent === 'answer').map(({ name }) => name);
  if ((saga.record?.recoveries ?? 0) > 0) return byExecution;
  return [...byExecution, [`saga '${saga.id}'`, [...new Set(answered)]]];
}

function entered({ history }: ExecutionSeen): readonly string[] {
  const from = history.findLastIndex(({ type }) => type === 'ExecutionRedriven') + 1;
  return history.slice(from).flatMap(({ type, stateEnteredEventDetails }) => {
    const name = (stateEnteredEventDetails as { readonly name?: string } | undefined)?.name;
    return type === 'TaskStateEntered' && name !== undefined ? [name] : [];
  });
}
