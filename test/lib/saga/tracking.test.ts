import fc from 'fast-check';
import type { SagaFact } from '../../../lib/saga/ledger';
import { turnedFacts } from '../../../lib/saga/recovery';
import { track } from '../../../lib/saga/tracking';
import { AT, aChoreographed, trip } from './a-saga';

const [flight, hotel, car] = trip.steps;
const failure = (step: (typeof trip)['steps'][number], error: string) =>
  turnedFacts(trip, step, { Error: error, Cause: '' });
const follow = (events: readonly (readonly SagaFact[])[]) =>
  events.reduce((record, facts) => track(trip, record, facts, AT), aChoreographed());

const done = (step: string): SagaFact => ({ kind: 'stepDone', step });
const undone = (step: string): SagaFact => ({ kind: 'undone', step });
const notUndone = (step: string): SagaFact => ({ kind: 'notUndone', step, reason: 'down' });

const STORIES: readonly [string, readonly (readonly SagaFact[])[], string][] = [
  ['completes', [[done('BookFlight')], [done('BookHotel')], [done('SendTickets'), { kind: 'completed' }]], 'COMPLETED'],
  ['is refused at once', [failure(flight, 'NoSeat')], 'COMPENSATED'],
  [
    'is refused, and undone',
    [[done('BookFlight')], failure(hotel, 'FullyBooked'), [undone('BookFlight')]],
    'COMPENSATED',
  ],
  [
    'is given up, and undone',
    [
      [done('BookFlight')],
      [...failure(hotel, 'GaveUp'), { kind: 'nothingToUndo', step: 'BookHotel' }],
      [undone('BookFlight')],
    ],
    'COMPENSATED',
  ],
  [
    'is not undone in part',
    [failure(car, 'GaveUp'), [undone('BookCar')], [notUndone('BookHotel')], [undone('BookFlight')]],
    'COMPENSATION_FAILED',
  ],
  [
    'is undone after all',
    [failure(hotel, 'FullyBooked'), [notUndone('BookFlight')], [undone('BookFlight')]],
    'COMPENSATED',
  ],
  ['is being undone', [failure(car, 'GaveUp'), [undone('BookCar')], [undone('BookFlight')]], 'COMPENSATING'],
];

it.each(
  STORIES,
)('a choreographed saga that %s is followed to its end by its events, in any order', (_, events, state) => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length }), (order) => {
      expect(follow([...order, ...order]).state).toBe(state);
    }),
  );
});

it('the last event of a saga does not end it before the first is heard', () => {
  expect(follow([[undone('BookFlight')]]).state).toBe('RUNNING');
  expect(follow([[undone('BookFlight')], failure(hotel, 'FullyBooked')]).state).toBe('COMPENSATED');
});

it('a saga that needs a person is told of once: events that come again do not undo its resumption', () => {
  const events = [failure(hotel, 'FullyBooked'), [notUndone('BookFlight')]];
  const resumed = track(trip, follow(events), [{ kind: 'recoveryBegun', run: 1, way: 'back' }], AT);

  const after = events.reduce((record, facts) => track(trip, record, facts, AT), resumed);

  expect(resumed.state).toBe('COMPENSATING');
  expect(after).toBe(resumed);
});
