import { callPolicyNamed, callPolicyOf, sagaFunctions } from '../../../lib/constructs/saga-functions';
import { saga } from '../../../lib/saga/builder';

const anySchema = { parse: (value: unknown) => value as null };
const trip = saga('Trip', { input: anySchema })
  .compensatable('BookHotel', { timeoutSeconds: 7, compensation: { name: 'CancelHotel', timeoutSeconds: 21 } })
  .pivot('ChargeCard', { timeoutSeconds: 9 })
  .retriable('SendTickets')
  .build();

test('a saga calls one function a step and one a compensation', () => {
  const names = sagaFunctions(trip).map(({ name }) => name);

  expect(names).toEqual(['BookHotel', 'CancelHotel', 'ChargeCard', 'SendTickets']);
});

test('an action and its compensation each have their own time-out', () => {
  expect(callPolicyOf(trip, 'BookHotel').timeoutSeconds).toBe(7);
  expect(callPolicyOf(trip, 'CancelHotel').timeoutSeconds).toBe(21);
  expect(callPolicyOf(trip, 'ChargeCard').timeoutSeconds).toBe(9);
});

test('a function that the saga does not call has no call policy', () => {
  // @ts-expect-error it does not compile either
  expect(() => callPolicyOf(trip, 'RefundCard')).toThrow("saga 'Trip' calls no function 'RefundCard'");
});

test('a name from elsewhere has the policy of its function, or is refused', () => {
  expect(callPolicyNamed(trip, 'CancelHotel').timeoutSeconds).toBe(21);
  expect(() => callPolicyNamed(trip, 'RefundCard')).toThrow("saga 'Trip' calls no function 'RefundCard'");
});
