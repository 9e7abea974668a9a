/** A record of the ledger to show: `o-1`, accepted at noon. */
import { acceptedRecord, apply, type SagaFact, type SagaRecord } from '../../lib/saga/ledger';
import { sagaId } from '../../lib/saga/rule';
import { epochMillis } from '../../lib/units';

export const NOON = epochMillis(Date.UTC(2026, 4, 1, 12));
export const minutesAfterNoon = (minutes: number) => epochMillis(NOON + minutes * 60_000);

export function aSaga(facts: readonly SagaFact[] = [], id = 'o-1'): SagaRecord {
  const record = acceptedRecord({
    sagaId: sagaId(id),
    saga: 'PlaceOrder',
    version: 1,
    style: 'orchestrated',
    inputHash: 'a'.repeat(64),
    input: { secret: 'what the customer ordered' },
    executionArn: `arn:aws:states:eu-west-1:111122223333:execution:PlaceOrder:${id}`,
    at: NOON,
  });
  return apply(record, facts, minutesAfterNoon(1));
}

export const OUT_OF_STOCK = { step: 'ReserveInventory', error: 'OutOfStock', cause: 'too few globes' };

/** Out of stock, and the refund failed. */
export const NOT_REFUNDED: readonly SagaFact[] = [
  { kind: 'stepDone', step: 'CreateOrder' },
  { kind: 'stepDone', step: 'ProcessPayment' },
  { kind: 'stepRefused', step: 'ReserveInventory', reason: 'OutOfStock: too few globes' },
  { kind: 'compensating', failure: OUT_OF_STOCK },
  { kind: 'notUndone', step: 'ProcessPayment', reason: 'ProviderUnavailable: try later' },
  { kind: 'undone', step: 'CreateOrder' },
  { kind: 'compensationFailed', run: 0, failure: null },
];
