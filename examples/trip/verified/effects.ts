/** What each step of a trip makes, read from the rows of its service. */
import { sagaId, stepId } from '../../../lib/saga/rule';
import type { Item } from '../../../verify/observed';
import type { StepEffect } from '../../../verify/one-step/laws';
import { bookingKey, capacityKey } from '../capacity';
import { paymentKey } from '../rules';
import type { TripRequest } from '../trip';

const row = (items: readonly Item[], pk: string): Item | undefined =>
  items.find((item) => item.pk === pk && !String(item.sk).startsWith('event#'));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Places that are held and that no other booking holds. */
function places(step: string, what: 'hotel' | 'flight' | 'car', due: (trip: TripRequest) => number): StepEffect {
  return {
    made: (items, saga) => {
      const own = bookingKey(stepId(sagaId(saga), step)).pk;
      const offers = items.filter(({ pk, of }) => String(of).startsWith(what) && pk === capacityKey(String(of)).pk);
      const ofOthers = items.filter(
        ({ pk, of, status }) =>
          pk !== own && String(of).startsWith(what) && (status === 'HELD' || status === 'TICKETED'),
      );
      return sum(offers.map(({ held }) => Number(held))) - sum(ofOthers.map((booking) => Number(booking.places)));
    },
    due: (input) => due(input as TripRequest),
  };
}

export const tripEffects: { readonly [step: string]: StepEffect } = {
  BookHotel: places('BookHotel', 'hotel', () => 1),
  BookFlight: places('BookFlight', 'flight', ({ travellers }) => travellers),
  BookCar: places('BookCar', 'car', () => 1),
  /** Minor units that were paid. */
  PayTrip: {
    made: (items, saga) => Number(row(items, paymentKey(sagaId(saga)).pk)?.amount ?? 0),
    due: (input) => (input as TripRequest).price,
  },
  /** Tickets, one a traveller. */
  IssueTickets: {
    made: (items, saga) => {
      const { tickets } = row(items, bookingKey(stepId(sagaId(saga), 'BookFlight')).pk) ?? {};
      return Array.isArray(tickets) ? tickets.length : 0;
    },
    due: (input) => (input as TripRequest).travellers,
  },
};
