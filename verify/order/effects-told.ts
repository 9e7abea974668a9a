import type { Invariant } from '../invariant';
import type { Observed } from '../observed';
import { type FenceStatus, fenceStatus, type SagaSeen, sagasOf } from '../saga-seen';

/** Which events a step has told, by what its fence is. */
const TOLD: { readonly [step: string]: { readonly [S in FenceStatus]?: readonly string[] } } = {
  CreateOrder: { APPLIED: ['order.created'], COMPENSATED: ['order.created', 'order.cancelled'] },
  ProcessPayment: {
    APPLIED: ['payment.processed'],
    REJECTED: ['payment.failed'],
    COMPENSATED: ['payment.processed', 'payment.refunded'],
  },
  ReserveInventory: {
    APPLIED: ['inventory.reserved'],
    REJECTED: ['inventory.failed'],
    COMPENSATED: ['inventory.reserved', 'inventory.released'],
  },
  CompleteOrder: { APPLIED: ['order.completed'] },
};

export const effectsTold: Invariant = {
  name: 'I10 effects told',
  law: 'Each effect has one row in the outbox, which was written with it, and nothing is told that did not happen.',
  check: (observed) => sagasOf(observed).flatMap((saga) => [...untold(observed, saga), ...unfounded(observed, saga)]),
};

function untold(observed: Observed, saga: SagaSeen): readonly string[] {
  const types = typesOf(observed, saga);
  return Object.entries(TOLD).flatMap(([step, byStatus]) => {
    const status = fenceStatus(saga, step);
    const due = status === undefined ? [] : (byStatus[status] ?? []);
    return due.flatMap((type) => {
      const count = types.filter((told) => told === type).length;
      return count === 1 ? [] : [`${step} of '${saga.id}' is ${status}, and its outbox has ${count} ${type}`];
    });
  });
}

/** Of a payment or a reservation that was never made, a failure may be told in other ways: it is given up, or undone. */
function unfounded(observed: Observed, saga: SagaSeen): readonly string[] {
  const types = typesOf(observed, saga);
  const founded = new Set(
    Object.entries(TOLD).flatMap(([step, byStatus]) => byStatus[fenceStatus(saga, step) ?? 'TOMBSTONE'] ?? []),
  );
  return types.flatMap((type) =>
    founded.has(type) || type.endsWith('.failed') ? [] : [`${type} of '${saga.id}' is told, and did not happen`],
  );
}

const typesOf = ({ tables }: Observed, { id }: SagaSeen): readonly string[] =>
  Object.values(tables)
    .flat()
    .filter(({ kind, sagaId }) => kind === 'outbox' && sagaId === id)
    .map(({ type }) => String(type));
