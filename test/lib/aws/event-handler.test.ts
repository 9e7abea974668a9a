import { consumerHandler, reactionHandler } from '../../../lib/aws/event-handler';
import type { Consumed, Consumer } from '../../../lib/saga/consumer';
import { type Envelope, envelopeOf } from '../../../lib/saga/envelope';
import { MemoryParticipantStore } from '../../fakes/memory-participant-store';
import { anEvent } from '../saga/an-event';
import { aContainer, CONTEXT } from './a-container';
import { AT } from './transactions';

const envelope = (aggregate = 'cup', payload = { secret: 's3cret' }) =>
  envelopeOf(anEvent(aggregate, 1, { payload }), 'backstep.cups');
/** As EventBridge delivers it. */
const onTheBus = (detail: unknown) => ({ version: '0', id: 'eb-1', 'detail-type': 'cup.filled', detail });
const queued = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, n) => ({
    messageId: `m-${n}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});

function aConsumer(consume: (given: Envelope) => Consumed) {
  const consumed: Envelope[] = [];
  const consumer: Consumer = {
    functionName: 'Drink',
    types: ['cup.filled'],
    consume: async (_, given) => {
      consumed.push(given);
      return consume(given);
    },
    giveUp: async () => 'parked',
  };
  const { dependencies, lines } = aContainer();
  const handler = consumerHandler(consumer, { ...dependencies, store: new MemoryParticipantStore() });
  return { consumed, lines, handle: (event: unknown) => handler(event, CONTEXT) };
}
const throwing = (name: string) => (): never => {
  throw Object.assign(new Error('s3cret'), { name });
};

describe('the function of a consumer', () => {
  it('answers an event of the bus with silence, and logs what came of it without its data', async () => {
    const { consumed, lines, handle } = aConsumer(() => 'succeeded');

    expect(await handle(onTheBus(envelope()))).toBeUndefined();

    expect(consumed).toEqual([envelope()]);
    expect(lines).toMatchObject([
      {
        level: 'info',
        fields: {
          function: 'Drink',
          sagaId: 'saga-1',
          eventType: 'cup.filled',
          eventId: 'cup:1',
          outcome: 'succeeded',
          requestId: 'request-1',
        },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it.each([
    'rejected',
    'undone',
    'nothingToUndo',
    'alreadyProcessed',
    'fenced',
    'notChoreographed',
  ] as const)('takes %s for success, and logs it', async (outcome) => {
    const { lines, handle } = aConsumer(() => outcome);

    expect(await handle(onTheBus(envelope()))).toBeUndefined();
    expect(lines).toMatchObject([{ level: 'info', fields: { outcome } }]);
  });

  it('throws what went wrong, so that the event comes again', async () => {
    const { lines, handle } = aConsumer(throwing('ThrottlingException'));

    await expect(handle(onTheBus(envelope()))).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(lines).toMatchObject([{ level: 'error', fields: { eventId: 'cup:1', errorName: 'ThrottlingException' } }]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it.each([
    ['no event of the bus', { hello: 1 }, 'the event has no detail'],
    ['nothing', null, 'the event has no detail'],
    ['a detail that is no envelope', onTheBus({ id: 'x' }), "the envelope's version must be 1"],
  ])('refuses %s, and consumes nothing', async (_, event, sentence) => {
    const { consumed, handle } = aConsumer(() => 'succeeded');

    await expect(handle(event)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining(sentence),
    });
    expect(consumed).toEqual([]);
  });

  it('takes events from a queue in their order, and reports those alone that failed', async () => {
    const { consumed, handle } = aConsumer(({ subject }) =>
      subject === 'cup-1' ? throwing('ThrottlingException')() : 'succeeded',
    );

    const answer = await handle(
      queued(onTheBus(envelope('cup-0')), onTheBus(envelope('cup-1')), 'no JSON', onTheBus(envelope('cup-3'))),
    );

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }, { itemIdentifier: 'm-2' }] });
    expect(consumed.map(({ subject }) => subject)).toEqual(['cup-0', 'cup-1', 'cup-3']);
  });
});

describe('the function of a reaction', () => {
  it('is given the event and the record to keep of it', async () => {
    const { dependencies, lines } = aContainer();
    const given: unknown[] = [];
    const handler = reactionHandler('Applaud', dependencies, async (...args) => {
      given.push(...args);
      return 'done';
    });

    await handler(onTheBus(envelope()), CONTEXT);

    expect(given).toEqual([envelope(), { eventId: 'cup:1', functionName: 'Applaud', at: AT }]);
    expect(lines).toMatchObject([{ fields: { function: 'Applaud', outcome: 'done' } }]);
  });
});
