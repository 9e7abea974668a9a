import { saga } from '../../../lib/saga/builder';
import { type FailureKind, undoPlan } from '../../../lib/saga/plan';

const trip = saga('Trip', { input: { parse: (value: unknown) => value as null } })
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
