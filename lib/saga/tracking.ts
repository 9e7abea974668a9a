/**
 * How a choreographed saga is followed: nobody tells that all is undone, so the ledger compares what it has heard with
 * what has to be undone (plan.ts). Events come in any order, and the last to come may be the first that was told.
 */
import type { EpochMillis } from '../units';
import type { SagaDefinition } from './definition';
import { apply, isOpen, type SagaFact, type SagaRecord } from './ledger';
import { undoPlan } from './plan';

/** The record with the facts of an event added, and with the end that they bring about. */
export function track(
  definition: SagaDefinition,
  record: SagaRecord,
  facts: readonly SagaFact[],
  at: EpochMillis,
): SagaRecord {
  const known = apply(record, facts, at);
  return isOpen(known.state) ? apply(known, endOf(definition, known), at) : known;
}

function endOf(definition: SagaDefinition, { failure, steps, compensations }: SagaRecord): readonly SagaFact[] {
  const failed = definition.steps.find(({ name }) => name === failure?.step);
  if (failed === undefined || failed.kind === 'retriable') return [];
  const kind = steps[failed.name]?.outcome === 'refused' ? 'rejected' : 'unknown';
  const outcomes = undoPlan(definition, failed.name, kind).map(({ name }) => compensations[name]?.outcome);
  if (outcomes.includes(undefined)) return [];
  return outcomes.includes('failed')
    ? [{ kind: 'compensationFailed', run: 0, failure: null }]
    : [{ kind: 'compensated' }];
}
