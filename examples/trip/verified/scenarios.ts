/** The trips that are verified. */
import type { Scenario } from '../../../verify/scenario';
import { MAX_PAYMENT } from '../rules';
import { trip } from './subject';

const PLACES = 3;
const payload = { traveller: 'canary-ada', travellers: 2, price: 900_00, currency: 'EUR' };
const common = { subject: trip, shelf: { hotel: PLACES, flight: PLACES, car: PLACES } };

export const tripScenarios: readonly Scenario[] = [
  {
    ...common,
    name: 'trip/completed',
    title: 'everything is free',
    requests: [{ id: 't', payload }],
    ends: { t: { state: 'COMPLETED' } },
  },
  {
    ...common,
    name: 'trip/no-car',
    title: 'no car, after hotel and flight',
    requests: [{ id: 't', payload }],
    shelf: { ...common.shelf, car: 0 },
    ends: { t: { state: 'COMPENSATED', refused: 'BookCar' } },
  },
  {
    ...common,
    name: 'trip/declined',
    title: 'the payment is declined at the point of no return',
    requests: [{ id: 't', payload: { ...payload, price: MAX_PAYMENT + 1 } }],
    ends: { t: { state: 'COMPENSATED', refused: 'PayTrip' } },
  },
  {
    ...common,
    name: 'trip/last-seats',
    title: 'two trips race for the last seats',
    requests: [
      { id: 'one', payload },
      { id: 'two', payload },
    ],
    shelf: { ...common.shelf, flight: 2 },
    ends: {},
  },
];
