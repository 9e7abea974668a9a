import fc from 'fast-check';
import { factsOf } from '../../../lib/order/event-facts';
import { placeOrder } from '../../../lib/order/place-order';
import type { Envelope } from '../../../lib/saga/envelope';
import { acceptedRecord, type SagaRecord } from '../../../lib/saga/ledger';
import { track } from '../../../lib/saga/tracking';
import { epochMillis, hashOf } from '../../../lib/units';
import { ChoreographedServices, SAGA } from '../../fakes/choreographed-services';
import { anOrder, anOrderOf } from './an-order';

const AT = epochMillis(1_700_000_000_000);
const TOO_DEAR = 10_000_01;

const accepted = (): SagaRecord =>
  acceptedRecord({
    sagaId: SAGA,
    saga: 'PlaceOrder',
    version: 1,
    style: 'choreographed',
    inputHash: hashOf(anOrder()),
    input: anOrder(),
    executionArn: null,
    at: AT,
  });

const follow = (events: readonly Envelope[], record = accepted()) =>
  events.reduce((known, event) => track(placeOrder, known, factsOf(event), AT), record);

/** All that is told of an order; the events named in `givenUp` reach nobody. */
async function told(services: ChoreographedServices, ...givenUp: readonly string[]): Promise<readonly Envelope[]> {
  await services.begin();
  const events: Envelope[] = [];
  for (let fresh = services.newEvents(); fresh.length > 0; fresh = services.newEvents()) {
    events.push(...fresh);
    for (const event of fresh) await (givenUp.includes(event.type) ? services.giveUp(event) : services.deliver(event));
  }
  return events;
}

const plenty = () => ChoreographedServices.open(anOrder(), 5);
const outOfStock = () => ChoreographedServices.open(anOrder(), 1);
const outcomes = (entries: { readonly [step: string]: { readonly outcome: string } }) =>
  Object.fromEntries(Object.entries(entries).map(([step, { outcome }]) => [step, outcome]));

const STORIES: readonly [string, () => Promise<readonly Envelope[]>, object][] = [
  [
    'completed',
    () => told(plenty()),
    {
      state: 'COMPLETED',
      failure: undefined,
      steps: { CreateOrder: 'done', ProcessPayment: 'done', ReserveInventory: 'done', CompleteOrder: 'done' },
      compensations: {},
    },
  ],
  [
    'declined',
    () => told(ChoreographedServices.open(anOrderOf(TOO_DEAR), 5)),
    {
      state: 'COMPENSATED',
      failure: 'ProcessPayment',
      steps: { CreateOrder: 'done', ProcessPayment: 'refused' },
      compensations: { CreateOrder: 'undone' },
    },
  ],
  [
    'out of stock',
    () => told(outOfStock()),
    {
      state: 'COMPENSATED',
      failure: 'ReserveInventory',
      steps: { CreateOrder: 'done', ProcessPayment: 'done', ReserveInventory: 'refused' },
      compensations: { ProcessPayment: 'undone', CreateOrder: 'undone' },
    },
  ],
  [
    'given up at the payment',
    () => told(plenty(), 'order.created'),
    {
      state: 'COMPENSATED',
      failure: 'ProcessPayment',
      steps: { CreateOrder: 'done', ProcessPayment: 'failed' },
      compensations: { ProcessPayment: 'nothingToUndo', CreateOrder: 'undone' },
    },
  ],
  [
    'given up at the reservation',
    () => told(plenty(), 'payment.processed'),
    {
      state: 'COMPENSATED',
      failure: 'ReserveInventory',
      steps: { CreateOrder: 'done', ProcessPayment: 'done', ReserveInventory: 'failed' },
      compensations: { ReserveInventory: 'nothingToUndo', ProcessPayment: 'undone', CreateOrder: 'undone' },
    },
  ],
  [
    'cancelled without its refund',
    () => told(outOfStock(), 'inventory.failed'),
    {
      state: 'COMPENSATION_FAILED',
      failure: 'ReserveInventory',
      steps: { CreateOrder: 'done', ProcessPayment: 'done', ReserveInventory: 'refused' },
      compensations: { ProcessPayment: 'failed', CreateOrder: 'undone' },
    },
  ],
  [
    'waiting for a person past the point of no return',
    () => told(plenty(), 'inventory.reserved'),
    {
      state: 'RUNNING',
      failure: undefined,
      steps: { CreateOrder: 'done', ProcessPayment: 'done', ReserveInventory: 'done' },
      compensations: {},
    },
  ],
];

describe('an order that its services drive', () => {
  it.each(STORIES)('is known to be %s by its events, in any order, and heard twice', async (_, tell, expected) => {
    const events = await tell();

    fc.assert(
      fc.property(fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length }), (order) => {
        const { state, failure, steps, compensations } = follow([...order, ...order]);

        const known = { state, failure: failure?.step, steps: outcomes(steps), compensations: outcomes(compensations) };
        expect(known).toEqual(expected);
      }),
    );
  });

  it('is known to be undone after all once its refund is made', async () => {
    const services = outOfStock();
    const events = await told(services, 'inventory.failed');
    for (const parked of services.parkedEvents()) await services.deliver(parked);
    const later = await services.settle();

    expect(follow(later, follow(events))).toMatchObject({
      state: 'COMPENSATED',
      compensations: { ProcessPayment: { outcome: 'undone' } },
    });
  });

  it('says why it was cancelled, and why the money was not given back', async () => {
    expect(follow(await told(outOfStock(), 'inventory.failed'))).toMatchObject({
      failure: { error: 'OutOfStock', cause: "fewer than 2 of 'book' are available" },
      compensations: { ProcessPayment: { reason: 'its tries are spent' } },
    });
  });
});

test.each([
  ['cup.filled', 'the ledger follows order.created, order.completed'],
  ['constructor', 'the ledger follows order.created'],
  ['payment.failed', "the data of 'payment.failed'"],
])('an event of type %s without what it promises is refused with a sentence', (type, sentence) => {
  const envelope = { type, data: {} } as unknown as Envelope;

  expect(() => factsOf(envelope)).toThrow(sentence);
});
