import { saga } from '../../../lib/saga/builder';
import { type FailureKind, pointOfNoReturn, undoEverything, undoPlan } from '../../../lib/saga/plan';

const aSaga = () => saga('Trip', { input: { parse: (value: unknown) => value as null } });
const trip = aSaga()
  .compensatable('Book', { compensation: 'Unbook' })
  .compensatable('Insure', { compensation: 'Uninsure' })
  .pivot('Pay')
  .retriable('Notify')
  .build();

test.each<{ readonly step: string; readonly failure: FailureKind; readonly plan: readonly string[] }>([
  { step: 'Book', failure: 'rejected', plan: [] },
  { step: 'Book', failure: 'unknown', plan: ['Unbook'] },
  { step: 'Insure', failure: 'rejected', plan: ['Unbook'] },
  { step: 'Insure', failure: 'unknown', plan: ['Uninsure', 'Unbook'] },
  { step: 'Pay', failure: 'rejected', plan: ['Uninsure', 'Unbook'] },
  { step: 'Pay', failure: 'unknown', plan: ['Uninsure', 'Unbook'] },
])('undoes $plan when the outcome of $step is $failure', ({ step, failure, plan }) => {
  expect(undoPlan(trip, step, failure).map(({ compensation }) => compensation.name)).toEqual(plan);
});

test('has no plan past the point of no return', () => {
  expect(() => undoPlan(trip, 'Notify', 'unknown')).toThrow(
    new RangeError("step 'Notify' of saga 'Trip' is past the point of no return"),
  );
});

test('has no plan for a step that the saga does not have', () => {
  expect(() => undoPlan(trip, 'Unbook', 'unknown')).toThrow(new RangeError("saga 'Trip' has no step 'Unbook'"));
});

test('undoes everything that can be undone, the last step first', () => {
  expect(undoEverything(trip).map(({ compensation }) => compensation.name)).toEqual(['Uninsure', 'Unbook']);
});

test('knows no way back from the pivot on; without one, from the first retriable step on', () => {
  const booked = aSaga().compensatable('Book', { compensation: 'Unbook' });

  expect(pointOfNoReturn(trip)?.name).toBe('Pay');
  expect(pointOfNoReturn(booked.retriable('Notify').retriable('Log').build())?.name).toBe('Notify');
  expect(pointOfNoReturn(booked.build())).toBeUndefined();
});
