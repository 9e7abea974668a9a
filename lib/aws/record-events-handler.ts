/** The function that follows choreographed sagas by their events. What a machine conducts is recorded by its endings. */
import type { SagaDefinition } from '../saga/definition';
import type { Envelope } from '../saga/envelope';
import type { SagaFact, SagaLedger } from '../saga/ledger';
import { track } from '../saga/tracking';
import { epochMillis } from '../units';
import { type EventHandler, reactionHandler } from './event-handler';
import type { CallDependencies } from './logged-call';

/** @param factsOf what an event says; it throws where the event is not what its type promises */
export function recordEventsHandler(
  definition: SagaDefinition,
  factsOf: (envelope: Envelope) => readonly SagaFact[],
  dependencies: CallDependencies & { readonly ledger: SagaLedger },
): EventHandler {
  return reactionHandler('RecordEvents', dependencies, async (envelope) => {
    if (envelope.style !== 'choreographed') return 'notChoreographed';
    const facts = factsOf(envelope);
    const at = epochMillis(Date.parse(envelope.occurredAt));
    let isNews = false;
    const record = await dependencies.ledger.update(envelope.sagaId, (known) => {
      const next = track(definition, known, facts, at);
      isNews = next !== known;
      return next;
    });
    if (record === undefined) return 'unknownSaga';
    return isNews ? record.state : 'known';
  });
}
