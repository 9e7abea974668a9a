/** What each event of the choreographed saga says of it, as facts for the ledger. */
import type { Envelope } from '../saga/envelope';
import { InvalidRequest } from '../saga/errors';
import type { SagaFact } from '../saga/ledger';
import { turnedFacts } from '../saga/recovery';
import { dataOf } from './event-schemas';
import type { OrderEventType } from './events';
import { placeOrder } from './place-order';

type StepName = (typeof placeOrder)['steps'][number]['name'];

const done = (step: StepName): readonly SagaFact[] => [{ kind: 'stepDone', step }];
const undone = (step: StepName): readonly SagaFact[] => [{ kind: 'undone', step }];

/** Refused, or given up before it was made: then there is nothing to undo, and never will be. */
function failed(name: StepName, { reason, message }: { readonly reason: string; readonly message: string }) {
  const turned = placeOrder.steps
    .filter((step) => step.name === name)
    .flatMap((step) => turnedFacts(placeOrder, step, { Error: reason, Cause: message }));
  return reason === 'GaveUp' ? [...turned, { kind: 'nothingToUndo', step: name } as const] : turned;
}

const FACTS: { readonly [T in OrderEventType]: (envelope: Envelope) => readonly SagaFact[] } = {
  'order.created': () => done('CreateOrder'),
  'order.completed': () => [...done('CompleteOrder'), { kind: 'completed' }],
  'order.cancelled': () => undone('CreateOrder'),
  'payment.processed': () => done('ProcessPayment'),
  'payment.failed': (envelope) => {
    const data = dataOf('payment.failed', envelope);
    const step = 'ProcessPayment';
    if (data.reason === 'RefundFailed') return [{ kind: 'notUndone', step, reason: data.message }];
    if (data.reason === 'NeverCharged') return [{ kind: 'nothingToUndo', step }];
    return failed(step, data);
  },
  'payment.refunded': () => undone('ProcessPayment'),
  'inventory.reserved': () => done('ReserveInventory'),
  'inventory.failed': (envelope) => failed('ReserveInventory', dataOf('inventory.failed', envelope)),
  'inventory.released': () => undone('ReserveInventory'),
};

/** The types of events that the ledger follows. */
export const FOLLOWED: readonly string[] = Object.keys(FACTS);

/** @throws InvalidRequest when the event is not one of the saga's, or not what its type promises */
export function factsOf(envelope: Envelope): readonly SagaFact[] {
  if (!isFollowed(envelope.type)) {
    throw new InvalidRequest(`the ledger follows ${FOLLOWED.join(', ')}; the event is '${envelope.type}'`);
  }
  return FACTS[envelope.type](envelope);
}

const isFollowed = (type: string): type is OrderEventType => Object.hasOwn(FACTS, type);
