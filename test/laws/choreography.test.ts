/**
 * The choreographed order under every order of events: each may come at any time after it was told, once or more often,
 * and any may be given up. Whatever comes when, the books are right, and the order ends as it should.
 */

import assert from 'node:assert';
import { REACTS_TO } from '../../lib/order/reactions';
import type { Envelope } from '../../lib/saga/envelope';
import { type Books, ChoreographedServices, isHeard } from '../fakes/choreographed-services';
import { anOrder, anOrderOf } from '../lib/order/an-order';

const TOO_DEAR = 10_000_01;
const declined = () => ChoreographedServices.open(anOrderOf(TOO_DEAR), 5);
const outOfStock = () => ChoreographedServices.open(anOrder(), 1);
const plenty = () => ChoreographedServices.open(anOrder(), 5);

const COMPLETED: Books = {
  order: 'COMPLETED',
  paid: 30_00,
  reservation: 'HELD',
  available: 3,
  reserved: 2,
  parked: [],
  mails: 1,
  sold: [[2, 30_00]],
};
const cancelledWith = (available: number): Books => ({
  order: 'CANCELLED',
  paid: 0,
  reservation: undefined,
  available,
  reserved: 0,
  parked: [],
  mails: 0,
  sold: [],
});

/** What was told of an order whose refund was given up, so that the order was cancelled without it, and resumed later. */
async function toldOfAParkedRefund(): Promise<readonly Envelope[]> {
  const services = outOfStock();
  await services.begin();
  const told: Envelope[] = [];
  for (let fresh = services.newEvents(); fresh.length > 0; fresh = services.newEvents()) {
    told.push(...fresh);
    for (const event of fresh) {
      await (event.type === 'inventory.failed' ? services.giveUp(event) : services.deliver(event));
    }
  }
  for (const event of services.parkedEvents()) await services.deliver(event);
  return [...told, ...(await services.settle())];
}

async function toldBy(services: ChoreographedServices): Promise<readonly Envelope[]> {
  await services.begin();
  return services.settle();
}

describe('what was told of an order, heard in any order, each once or again at the end', () => {
  /** Calls `visit` with every order of the events; orders that begin alike share what was done so far. */
  async function everyOrder(
    services: ChoreographedServices,
    rest: readonly Envelope[],
    visit: (after: ChoreographedServices) => Promise<void>,
  ): Promise<void> {
    if (rest.length === 0) return visit(services);
    for (const event of rest) {
      const next = services.fork();
      await next.deliver(event);
      await everyOrder(
        next,
        rest.filter((other) => other !== event),
        visit,
      );
    }
  }

  /** Calls `visit` with every choice of the events that come again. */
  async function everyRepetition(
    services: ChoreographedServices,
    rest: readonly Envelope[],
    visit: (after: ChoreographedServices) => Promise<void>,
  ): Promise<void> {
    const [event, ...others] = rest;
    if (event === undefined) return visit(services);
    await everyRepetition(services, others, visit);
    const again = services.fork();
    await again.deliver(event);
    await everyRepetition(again, others, visit);
  }

  test.each([
    ['is completed', plenty, () => toldBy(plenty()), 4, 24 * 2 ** 4, COMPLETED],
    ['is declined', declined, () => toldBy(declined()), 3, 6 * 2 ** 3, cancelledWith(5)],
    ['is out of stock', outOfStock, () => toldBy(outOfStock()), 5, 120 * 2 ** 5, cancelledWith(1)],
    ['is out of stock, with a refund that was parked', outOfStock, toldOfAParkedRefund, 6, 46_080, cancelledWith(1)],
  ] as const)(
    'an order that %s has one end',
    async (_, open, told, events, count, end) => {
      const facts = await told();
      const begun = open();
      await begun.begin();
      let visited = 0;

      await everyOrder(begun, facts, (heard) =>
        everyRepetition(heard, facts, async (quiet) => {
          visited++;
          await quiet.settle();
          const books = quiet.books();
          if (JSON.stringify(books) !== JSON.stringify(end)) expect(books).toEqual(end);
        }),
      );

      expect(new Set(facts.map(({ id }) => id)).size).toBe(events);
      expect(visited).toBe(count);
    },
    120_000,
  );
});

describe('an order whose events come in any order that their causes allow, each up to twice', () => {
  interface Pending {
    readonly event: Envelope;
    readonly copies: number;
    /** Whether it is still to be answered or given up; further copies are only delivered. */
    readonly mayBeGivenUp: boolean;
  }
  interface Walk {
    readonly copies: number;
    /** Whether any event may be given up; its further copies come late, or not at all. */
    readonly givesUp: boolean;
    readonly visit: (quiet: ChoreographedServices, story: readonly string[]) => Promise<void>;
  }

  async function walk(
    services: ChoreographedServices,
    before: readonly Pending[],
    how: Walk,
    story: readonly string[],
  ): Promise<void> {
    const fresh = services.newEvents().filter(isHeard);
    const pending = [
      ...before,
      ...fresh.map((event) => ({
        event,
        copies: how.copies,
        // Nothing waits for a reaction: its event stays in a queue, and giving it up decides nothing.
        mayBeGivenUp: event.type !== REACTS_TO,
      })),
    ];
    if (pending.length === 0) return how.visit(services, story);
    for (const one of pending) {
      const others = pending.filter((other) => other !== one);
      const left = one.copies === 1 ? others : [...others, { ...one, copies: one.copies - 1, mayBeGivenUp: false }];
      const delivered = services.fork();
      await delivered.deliver(one.event);
      await walk(delivered, left, how, [...story, one.event.type]);
      if (!how.givesUp || !one.mayBeGivenUp) continue;
      const givenUp = services.fork();
      await givenUp.giveUp(one.event);
      const told = [...story, `gave up ${one.event.type}`];
      await walk(givenUp.fork(), others, how, [...told, 'for good']);
      if (one.copies > 1) await walk(givenUp, left, how, told);
    }
  }

  async function everyWalk(services: ChoreographedServices, how: Walk): Promise<number> {
    let walks = 0;
    await services.begin();
    const visit: Walk['visit'] = async (quiet, story) => {
      walks++;
      try {
        await how.visit(quiet, story);
      } catch (error) {
        throw new Error(`broken by: ${story.join(', ')}`, { cause: error });
      }
    };
    await walk(services, [], { ...how, visit }, []);
    return walks;
  }

  test.each([
    ['completed', plenty, COMPLETED, 105],
    ['cancelled, being declined', declined, cancelledWith(5), 3],
    ['cancelled, being out of stock', outOfStock, cancelledWith(1), 105],
  ] as const)(
    'ends %s',
    async (_, open, end, count) => {
      const visit: Walk['visit'] = async (quiet) => {
        if (JSON.stringify(quiet.books()) !== JSON.stringify(end)) expect(quiet.books()).toEqual(end);
      };

      expect(await everyWalk(open(), { copies: 2, givesUp: false, visit })).toBe(count);
    },
    60_000,
  );

  const UNDONE = 'CANCELLED, paid 0';
  const REFUND_PARKED = 'CANCELLED, paid 3000, waits at ProcessPayment';
  const CANCELLATION_PARKED = 'PENDING, paid 0, waits at CreateOrder';
  const BOTH_PARKED = 'PENDING, paid 3000, waits at CreateOrder ProcessPayment';
  const COMPLETION_PARKED = 'PENDING, paid 3000, HELD, waits at CompleteOrder';
  const DONE = 'COMPLETED, paid 3000, HELD';

  test.each([
    [
      'there is plenty',
      plenty,
      5,
      4_603,
      [UNDONE, REFUND_PARKED, DONE, CANCELLATION_PARKED, COMPLETION_PARKED, BOTH_PARKED],
    ],
    ['the payment is declined', declined, 5, 19, [UNDONE, CANCELLATION_PARKED]],
    ['there is too little stock', outOfStock, 1, 8_361, [UNDONE, REFUND_PARKED, CANCELLATION_PARKED, BOTH_PARKED]],
  ] as const)(
    'ends truthfully whatever is given up, where %s, and well once it is resumed',
    async (_, open, stock, count, known) => {
      const ends = new Set<string>();

      const walks = await everyWalk(open(), {
        copies: 2,
        givesUp: true,
        visit: async (quiet) => {
          const books = quiet.books();
          checkTruth(books, stock);
          ends.add(inWords(books));
          await checkResumption(quiet, stock);
        },
      });

      expect([...ends].sort()).toEqual([...known].sort());
      expect(walks).toBe(count);
    },
    60_000,
  );
});

function inWords({ order, paid, reservation, parked }: Books): string {
  const held = reservation === undefined ? [] : [String(reservation)];
  const waits = parked.length === 0 ? [] : [`waits at ${parked.join(' ')}`];
  return [String(order), `paid ${paid}`, ...held, ...waits].join(', ');
}

function checkTruth(books: Books, stock: number): void {
  const { order, paid, reservation, available, reserved, parked, mails, sold } = books;
  const held = reservation === 'HELD' ? 2 : 0;
  assert.deepStrictEqual([available, reserved], [stock - held, held]);
  const completed = order === 'COMPLETED';
  assert.deepStrictEqual([mails, sold], completed ? [1, [[2, 30_00]]] : [0, []]);
  if (completed) assert.deepStrictEqual([paid, held], [30_00, 2]);
  // A cancelled order holds no stock, and money only where its refund waits for a person.
  if (order === 'CANCELLED') assert.deepStrictEqual([held, paid > 0], [0, parked.includes('ProcessPayment')]);
  // An order that did not end waits for a person, at a step that says which way it was going.
  if (order === 'PENDING') assert(parked.includes('CreateOrder') || parked.includes('CompleteOrder'));
}

/** A person has the parked events delivered again, for as long as anything waits. */
async function checkResumption(services: ChoreographedServices, stock: number): Promise<void> {
  for (const event of services.parkedEvents()) await services.deliver(event);
  await services.settle();
  const books = services.books();
  assert.deepStrictEqual(books, books.order === 'COMPLETED' ? COMPLETED : cancelledWith(stock));
}
