/** A deadline against the tries of the steps that must fit before it. */
import { saga } from '../../../lib/saga/builder';
import { longestSeconds } from '../../../lib/saga/deadline';
import type { RetryPolicy } from '../../../lib/saga/definition';
import { InvalidDefinition } from '../../../lib/saga/errors';

const anyJson = { parse: (value: unknown) => value as null };
const aSaga = (deadlineSeconds: number) => saga('Trip', { input: anyJson, deadlineSeconds });
const retry: RetryPolicy = { attempts: 4, intervalSeconds: 2, backoffRate: 3, maxDelaySeconds: 10, jitter: 'NONE' };

test('counts every try, and every wait as long as it can be', () => {
  // Waits of 2, 6 and, capped, 10 seconds.
  expect(longestSeconds({ timeoutSeconds: 5, retry })).toBe(4 * 5 + 2 + 6 + 10);
  expect(longestSeconds({ timeoutSeconds: 5, retry: { ...retry, jitter: 'FULL' } })).toBe(38);
  expect(longestSeconds({ timeoutSeconds: 900, retry: { ...retry, attempts: 1 } })).toBe(900);
  // 1, 1.5 and 2.25: a wait may end within a second.
  expect(longestSeconds({ timeoutSeconds: 1, retry: { ...retry, intervalSeconds: 1, backoffRate: 1.5 } })).toBe(9);
});

test('takes a deadline that its steps just fit, and refuses one that is a second less', () => {
  const booked = (deadlineSeconds: number) =>
    aSaga(deadlineSeconds)
      .compensatable('Book', { compensation: 'Unbook', timeoutSeconds: 5, retry })
      .compensatable('Insure', { compensation: 'Uninsure', timeoutSeconds: 20, retry })
      .pivot('Pay', { timeoutSeconds: 7, retry: { attempts: 1 } })
      .retriable('Notify');

  expect(booked(143).build().deadlineSeconds).toBe(143);
  expect(() => booked(142).build()).toThrow(
    new InvalidDefinition(
      "saga 'Trip': deadlineSeconds 142 is less than the 143 s that its steps may take up to 'Pay'; " +
        "step 'Insure' alone may take 98 s (4 tries of 20 s and waits of 18 s); raise deadlineSeconds to 143, " +
        "or lower the step's timeoutSeconds or retry.attempts",
    ),
  );
});

test('leaves retriable steps out, which a deadline does not stop', () => {
  const patient = { timeoutSeconds: 900, retry: { attempts: 100 } };

  expect(aSaga(1).retriable('Send', patient).retriable('Log', patient).build().deadlineSeconds).toBe(1);
});

test.each([0, 1.5, 31_536_001, Number.NaN])('refuses a deadline of %d seconds', (deadlineSeconds) => {
  expect(() => aSaga(deadlineSeconds).retriable('Send').build()).toThrow(
    new InvalidDefinition(`saga 'Trip': deadlineSeconds ${deadlineSeconds} must be a whole number from 1 to 31536000`),
  );
});

test('takes a deadline of a year', () => {
  expect(aSaga(31_536_000).retriable('Send').build().deadlineSeconds).toBe(31_536_000);
});
