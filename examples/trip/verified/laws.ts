/** What must be true of trips, whatever went wrong. */
import { sagaId, stepId } from '../../../lib/saga/rule';
import type { Invariant } from '../../../verify/invariant';
import type { Item, Observed } from '../../../verify/observed';
import { type SagaSeen, sagasOf } from '../../../verify/saga-seen';
import { bookingKey, capacityKey } from '../capacity';
import { paymentKey } from '../rules';
import type { TripRequest } from '../trip';

const HELD = ['HELD', 'TICKETED'];

export const capacity: Invariant = {
  name: 'T1 capacity',
  law: 'What is free and what is held come to what was offered, and the held is what bookings hold.',
  check(observed) {
    const { scenario, names, tables } = observed;
    return Object.entries(scenario.subject.seed(scenario, names)).flatMap(([service, offers]) =>
      offers.flatMap(({ of, free: offered }) => {
        const items = tables[service] ?? [];
        const { pk } = capacityKey(String(of));
        const row = items.find((item) => item.pk === pk);
        if (row === undefined) return [];
        const booked = items
          .filter((item) => item.of === of && HELD.includes(String(item.status)))
          .reduce((sum, { places }) => sum + Number(places), 0);
        return [
          ...(Number(row.free) + Number(row.held) === offered && Number(row.free) >= 0
            ? []
            : [`'${of}': ${row.free} free and ${row.held} held, of ${offered}`]),
          ...(row.held === booked ? [] : [`'${of}': ${row.held} held, and bookings hold ${booked}`]),
        ];
      }),
    );
  },
};

export const paidTrips: Invariant = {
  name: 'T2 paid trips',
  law: 'Who has paid has a room, tickets and a car; who has not has none of them.',
  check: (observed) => sagasOf(observed).flatMap((saga) => tripOf(observed, saga)),
};

function tripOf(observed: Observed, saga: SagaSeen): readonly string[] {
  if (saga.record === undefined || saga.state === 'COMPENSATION_FAILED') return [];
  const { price } = saga.record.input as TripRequest;
  const status = (service: string, step: string) =>
    row(observed, service, bookingKey(stepId(sagaId(saga.id), step)).pk)?.status;
  const got = [status('hotels', 'BookHotel'), status('flights', 'BookFlight'), status('cars', 'BookCar')];
  const paid = row(observed, 'bank', paymentKey(sagaId(saga.id)).pk)?.amount;
  const has = `hotel ${got[0] ?? 'none'}, flight ${got[1] ?? 'none'}, car ${got[2] ?? 'none'}`;
  if (paid === undefined) {
    return got.some((one) => HELD.includes(String(one))) ? [`'${saga.id}' has not paid, and has ${has}`] : [];
  }
  const isWhole = got[0] === 'HELD' && got[1] === 'TICKETED' && got[2] === 'HELD';
  return isWhole && paid === price ? [] : [`'${saga.id}' has paid ${paid} of ${price}, and has ${has}`];
}

const row = ({ tables }: Observed, service: string, pk: string): Item | undefined =>
  tables[service]?.find((item) => item.pk === pk && !String(item.sk).startsWith('event#'));

export const tripLaws: readonly Invariant[] = [capacity, paidTrips];
