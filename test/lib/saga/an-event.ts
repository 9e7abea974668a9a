import type { OutboxRecord } from '../../../lib/saga/outbox';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';

/** The event number `sequence` of an aggregate; its id tells both, as in `cup:2`. */
export function anEvent(aggregate: string, sequence = 1, given: Partial<OutboxRecord> = {}): OutboxRecord {
  return {
    id: `${aggregate}:${sequence}`,
    sagaId: sagaId('saga-1'),
    style: 'choreographed',
    aggregate,
    sequence,
    type: 'cup.filled',
    payload: { n: sequence },
    createdAt: epochMillis(1_700_000_000_000 + sequence),
    causationId: 'saga-1.Fill',
    correlationId: 'saga-1',
    ...given,
  };
}
