import { sagaId, stepId } from '../../lib/saga/rule';
import type { Invariant } from '../invariant';
import type { ItemChange, Observed } from '../observed';
import { fenceStatus, sagasOf } from '../saga-seen';

export const effectOnce: Invariant = {
  name: 'I7 effect once',
  law: 'What a step makes is made once and never deleted, and only where its fence says that the step was applied.',
  check(observed) {
    const { steps } = observed.scenario.subject.definition;
    return sagasOf(observed).flatMap((saga) =>
      steps.flatMap(({ name }) => {
        const made = madeBy(observed, stepId(sagaId(saga.id), name));
        const status = fenceStatus(saga, name);
        const wasApplied = status === 'APPLIED' || status === 'COMPENSATED';
        return [
          ...[...made].flatMap(([row, changes]) => onceOnly(`row '${row}' of step ${name}`, changes)),
          ...(made.size > 0 && !wasApplied
            ? [`step ${name} of '${saga.id}' is ${status ?? 'open'}, and it made ${[...made.keys()]}`]
            : []),
        ];
      }),
    );
  },
};

function onceOnly(what: string, changes: readonly ItemChange[]): readonly string[] {
  const created = changes.filter(({ before }) => before === null).length;
  const deleted = changes.some(({ after }) => after === null);
  return [...(created > 1 ? [`${what} was made ${created} times`] : []), ...(deleted ? [`${what} was deleted`] : [])];
}

/** Business rows bear the step's id in their partition key; its events do too, but are the outbox's. */
function madeBy({ streams }: Observed, id: string): ReadonlyMap<string, readonly ItemChange[]> {
  const rows = new Map<string, ItemChange[]>();
  for (const change of Object.values(streams).flat()) {
    const { pk, sk } = change.keys;
    if (!String(pk).endsWith(`#${id}`) || String(sk).startsWith('event#') || String(pk).startsWith('event#')) continue;
    const row = `${pk} ${sk}`;
    rows.set(row, [...(rows.get(row) ?? []), change]);
  }
  return rows;
}
