import type { Metric } from '../../../lib/aws/embedded-metrics';
import { giveUpHandler } from '../../../lib/aws/give-up-handler';
import type { Consumer } from '../../../lib/saga/consumer';
import { envelopeOf } from '../../../lib/saga/envelope';
import type { GivenUp } from '../../../lib/saga/give-up';
import { MemoryParticipantStore } from '../../fakes/memory-participant-store';
import { anEvent } from '../saga/an-event';
import { aContainer, CONTEXT } from './a-container';

const envelope = (type: string, aggregate = 'cup') => envelopeOf(anEvent(aggregate, 1, { type }), 'backstep.cups');
const onTheBus = (detail: unknown) => ({ version: '0', id: 'eb-1', detail });
const queued = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, n) => ({
    messageId: `m-${n}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })),
});

function aHandler(giveUp: (subject: string) => GivenUp = () => 'failed') {
  const calls: unknown[][] = [];
  const consumer = (functionName: string, type: string): Consumer => ({
    functionName,
    types: [type],
    consume: () => Promise.reject(new Error('it was consumed')),
    giveUp: async (_, given, why) => {
      calls.push([functionName, given, why]);
      return giveUp(given.subject);
    },
  });
  const { dependencies, lines } = aContainer();
  const metrics: Metric[][] = [];
  const handler = giveUpHandler([consumer('Drink', 'cup.filled'), consumer('Wash', 'cup.emptied')], {
    ...dependencies,
    store: new MemoryParticipantStore(),
    metrics: (told) => metrics.push([...told]),
  });
  return { calls, lines, metrics, handle: (event: unknown) => handler(event, CONTEXT) };
}

describe('the function behind a dead-letter queue', () => {
  it('gives up for the function that answers the event', async () => {
    const { calls, lines, handle } = aHandler();

    const answer = await handle(queued(onTheBus(envelope('cup.emptied'))));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([['Wash', envelope('cup.emptied'), 'its tries are spent']]);
    expect(lines).toMatchObject([
      { level: 'info', fields: { function: 'Wash', sagaId: 'saga-1', eventId: 'cup:1', outcome: 'failed' } },
    ]);
  });

  it('finds the event and the error in the record of a failed invocation', async () => {
    const { calls, handle } = aHandler();
    const record = {
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: onTheBus(envelope('cup.filled')),
      responsePayload: { errorType: 'WriteRefused', errorMessage: 'row x does not meet' },
    };
    const aged = { ...record, requestContext: { condition: 'EventAgeExceeded' }, responsePayload: undefined };

    await handle(queued(record, aged));

    expect(calls.map(([, given, why]) => [given, why])).toEqual([
      [envelope('cup.filled'), 'its tries are spent; the last failed with WriteRefused: row x does not meet'],
      [envelope('cup.filled'), 'its tries are spent'],
    ]);
  });

  it('leaves what it does not understand, and what fails here too, for the next dead-letter queue', async () => {
    const { calls, lines, handle } = aHandler((subject) => {
      if (subject === 'broken') throw new Error('throttled');
      return 'failed';
    });

    const answer = await handle(
      queued(
        'no JSON',
        { hello: 1 },
        onTheBus({ id: 'x' }),
        onTheBus(envelope('cup.stolen')),
        onTheBus(envelope('cup.filled', 'broken')),
        onTheBus(envelope('cup.filled')),
      ),
    );

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      'm-0',
      'm-1',
      'm-2',
      'm-3',
      'm-4',
    ]);
    expect(calls.at(-1)?.[1]).toEqual(envelope('cup.filled'));
    expect(lines.map(({ level }) => level)).toEqual(['warn', 'warn', 'warn', 'warn', 'error', 'info']);
  });

  it.each([
    ['failed', 1, 0],
    ['parked', 0, 1],
    ['nothingToUndo', 0, 0],
    ['alreadyDecided', 0, 0],
  ] as const)('counts what was %s, for an alarm to tell a person', async (outcome, givenUp, parked) => {
    const { metrics, handle } = aHandler(() => outcome);

    await handle(queued(onTheBus(envelope('cup.filled'))));

    expect(metrics).toEqual([
      [
        { name: 'StepsGivenUp', unit: 'Count', value: givenUp },
        { name: 'StepsParked', unit: 'Count', value: parked },
      ],
    ]);
  });
});
