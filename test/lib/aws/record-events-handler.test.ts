import { recordEventsHandler } from '../../../lib/aws/record-events-handler';
import { type Envelope, envelopeOf } from '../../../lib/saga/envelope';
import { InvalidRequest } from '../../../lib/saga/errors';
import type { SagaFact } from '../../../lib/saga/ledger';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { aChoreographed, later, TRIP, trip } from '../saga/a-saga';
import { anEvent } from '../saga/an-event';
import { aContainer, CONTEXT } from './a-container';

const FACTS: { readonly [type: string]: readonly SagaFact[] } = {
  'flight.booked': [{ kind: 'stepDone', step: 'BookFlight' }],
  'trip.completed': [{ kind: 'completed' }],
};

function factsOf({ type }: Envelope): readonly SagaFact[] {
  const facts = FACTS[type];
  if (facts === undefined) throw new InvalidRequest(`'${type}' is not followed`);
  return facts;
}

async function aRecorder() {
  const ledger = new MemoryLedger();
  await ledger.accept(aChoreographed());
  const { dependencies, lines } = aContainer();
  const handler = recordEventsHandler(trip, factsOf, { ...dependencies, ledger });
  const event = (type: string, given: Partial<Parameters<typeof envelopeOf>[0]> = {}) =>
    envelopeOf(anEvent('trip', 1, { type, sagaId: TRIP, createdAt: later(7), ...given }), 'backstep.trips');
  return {
    ledger,
    lines,
    event,
    hear: (detail: unknown) => handler({ version: '0', detail }, CONTEXT),
    hearQueued: (...details: readonly unknown[]) =>
      handler(
        { Records: details.map((detail, n) => ({ messageId: `m-${n}`, body: JSON.stringify({ detail }) })) },
        CONTEXT,
      ),
    outcomes: () => lines.map(({ fields }) => fields.outcome),
  };
}

describe('the function that follows sagas by their events', () => {
  it('records what an event says, as of when it was told, once', async () => {
    const { ledger, event, hear, outcomes } = await aRecorder();

    expect(await hear(event('flight.booked'))).toBeUndefined();
    await hear(event('flight.booked'));
    await hear(event('trip.completed', { createdAt: later(9) }));

    expect(await ledger.find(TRIP)).toMatchObject({
      state: 'COMPLETED',
      endedAt: later(9),
      revision: 3,
      steps: { BookFlight: { outcome: 'done', at: later(7) } },
    });
    expect(outcomes()).toEqual(['RUNNING', 'known', 'COMPLETED']);
  });

  it('leaves alone what a machine conducts, and a saga that it does not know', async () => {
    const { ledger, event, hear, outcomes } = await aRecorder();

    await hear(event('trip.completed', { style: 'orchestrated' }));
    await hear({ ...event('trip.completed'), sagaId: 'nobody' });

    expect(await ledger.find(TRIP)).toEqual(aChoreographed());
    expect(outcomes()).toEqual(['notChoreographed', 'unknownSaga']);
  });

  it('throws what it cannot understand, so that it comes to the dead-letter queue', async () => {
    const { event, hear } = await aRecorder();

    await expect(hear(event('cup.filled'))).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(hear({ nothing: 'of use' })).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('takes a batch of a queue, and gives back only what failed', async () => {
    const { ledger, event, hearQueued } = await aRecorder();

    const answer = await hearQueued(event('cup.filled'), event('flight.booked'));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(await ledger.find(TRIP)).toMatchObject({ steps: { BookFlight: { outcome: 'done' } } });
  });
});
