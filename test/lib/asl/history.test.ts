/** The longest history of a machine, counted by hand and against the events that the local Step Functions writes. */
import { generateStateMachine } from '../../../lib/asl/generate';
import { longestHistory, MAX_HISTORY_EVENTS } from '../../../lib/asl/history';
import type { StateMachineDefinition } from '../../../lib/asl/language';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { placeOrder } from '../../../lib/order/place-order';
import { saga } from '../../../lib/saga/builder';
import { InvalidDefinition } from '../../../lib/saga/errors';
import { failing } from '../../local/stepfunctions/scene';
import { runLocally } from './local-run';

const anyJson = { parse: (value: unknown) => value as null };
const aSaga = () => saga('Trip', { input: anyJson });

test('counts two events a state, three a try, and the first and the last', () => {
  const machine: StateMachineDefinition = {
    StartAt: 'Ask',
    States: {
      Ask: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Short' }], Default: 'Work' },
      Short: { Type: 'Succeed' },
      Work: {
        Type: 'Task',
        Resource: 'arn',
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 2 },
          { ErrorEquals: ['B'], MaxAttempts: 0 },
          { ErrorEquals: ['States.ALL'] },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Noted' }],
        Next: 'Short',
      },
      Noted: { Type: 'Pass', Next: 'Failed' },
      Failed: { Type: 'Fail' },
    },
  };

  // Choice 2, Task 2 + (1 + 2 + 0 + 3) tries of 3, Pass 2, Fail 1.
  expect(longestHistory(machine)).toEqual({
    events: 2 + 2 + 20 + 2 + 1,
    states: ['Ask', 'Work', 'Noted', 'Failed'],
  });
});

/** Every function fails as often as it may before it works; the ledger, and what fails for good, at the last try too. */
test.each([
  { what: 'an action that never works', last: 'Insure', undoing: true },
  { what: 'a last step that works at its last try', last: 'Notify', undoing: false },
])('is what an execution has at the worst: $what', async ({ last, undoing }) => {
  const retry = { attempts: 3, intervalSeconds: 1 };
  const trip = aSaga()
    .compensatable('Book', { compensation: { name: 'Unbook', retry }, retry })
    .compensatable('Insure', { compensation: { name: 'Uninsure', retry }, retry })
    .retriable('Notify', { retry })
    .build();
  const machine = generateStateMachine(trip);
  const tries = new Map<string, number>();

  const { history } = await runLocally(machine, { input: null }, ({ name }) => {
    const count = (tries.get(name) ?? 0) + 1;
    tries.set(name, count);
    const neverWorks = undoing && (name === last || name === 'RecordSaga');
    return count < retry.attempts || neverWorks ? failing('Busy') : undefined;
  });

  const longest = longestHistory(machine);
  expect(longest.states).toContain('Uninsure');
  expect(history.length).toBe(undoing ? longest.events : 2 + 3 * 11);
});

test('leaves an order far from the end of its history, and its recovery too', () => {
  expect(longestHistory(generateStateMachine(placeOrder)).events).toBe(2 + 3 * 14 + 14 + 3 * 26 + 2 + 1);
  expect(longestHistory(generateRecoveryMachine(placeOrder)).events).toBeLessThan(300);
});

/** Each step has 302 events to go forward and 302 to go back. */
function aLongSaga(steps: number) {
  const retry = { attempts: 100 };
  let built = aSaga().compensatable('S0', { compensation: { name: 'U0', retry }, retry });
  for (let n = 1; n < steps; n++) {
    // The type of a saga with so many steps says nothing more.
    built = built.compensatable(`S${n}`, { compensation: { name: `U${n}`, retry }, retry }) as unknown as typeof built;
  }
  return built.build();
}

test('refuses a saga whose history could come to the limit, and says what has the most of it', () => {
  expect(longestHistory(generateStateMachine(aLongSaga(41))).events).toBeLessThan(MAX_HISTORY_EVENTS);
  expect(() => generateStateMachine(aLongSaga(42))).toThrow(
    new InvalidDefinition(
      "saga 'Trip': its history could reach 25387 events, and an execution ends at 25000; 87 states are on the way, " +
        "the most of them, 302, are of 'S0', which may be tried 100 times; lower retry.attempts of 'S0' and its like, " +
        'or split the saga',
    ),
  );
});

test('refuses a recovery whose history could come to the limit', () => {
  expect(longestHistory(generateRecoveryMachine(aLongSaga(81))).events).toBeLessThan(MAX_HISTORY_EVENTS);
  expect(() => generateRecoveryMachine(aLongSaga(83))).toThrow(
    /^saga 'Trip': its history could reach \d+ events, and an execution ends at 25000; .* of 'U\d+', which may be tried 100/,
  );
});
