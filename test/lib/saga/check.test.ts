/** Each rule of a definition that its types cannot see, with the sentence that refuses its breach. */
import { ACTION_RETRY, type AfterPivot, type BeforePivot, type CallSpec, saga } from '../../../lib/saga/builder';
import { checkDefinition } from '../../../lib/saga/check';
import type { Step } from '../../../lib/saga/definition';
import { InvalidDefinition } from '../../../lib/saga/errors';

const anyJson = { parse: (value: unknown) => value as null };
const aSaga = (name = 'Trip', version = 1) => saga(name, { input: anyJson, version });
const booked = (spec: CallSpec & { rejects?: string[] } = {}) =>
  aSaga().compensatable('Book', { compensation: 'Unbook', ...spec });

const NAME = '^[A-Za-z][A-Za-z0-9]{0,59}$';

interface Breach {
  readonly what: string;
  readonly built: Pick<AfterPivot<null, readonly Step[]> | BeforePivot<null, readonly Step[]>, 'build'>;
  readonly says: string;
}

test.each<Breach>([
  {
    what: 'a saga with a space in its name',
    built: aSaga('My trip').retriable('Send'),
    says: `saga 'My trip': its name must match ${NAME}`,
  },
  {
    what: 'a version before the first',
    built: aSaga('Trip', 0).retriable('Send'),
    says: "saga 'Trip': version 0 must be a whole number from 1",
  },
  {
    what: 'half a version',
    built: aSaga('Trip', 1.5).retriable('Send'),
    says: "saga 'Trip': version 1.5 must be a whole number from 1",
  },
  { what: 'a saga without steps', built: aSaga(), says: "saga 'Trip': it has no steps; add at least one" },
  {
    what: 'a step whose name begins with a digit',
    built: aSaga().retriable('2Send'),
    says: `saga 'Trip': step '2Send' must have a name that matches ${NAME}`,
  },
  {
    what: 'a step whose name has 61 letters',
    built: aSaga().retriable('S'.repeat(61)),
    says: `saga 'Trip': step '${'S'.repeat(61)}' must have a name that matches ${NAME}`,
  },
  {
    what: 'a compensation without a name',
    built: aSaga().compensatable('Book', { compensation: '' }),
    says: `saga 'Trip': compensation '' of step 'Book' must have a name that matches ${NAME}`,
  },
  {
    what: 'two steps of one name',
    built: aSaga().retriable('Send').retriable('Send'),
    says: "saga 'Trip': step 'Send' has the name of step 'Send'; every function needs a name of its own",
  },
  {
    what: 'one compensation for two steps',
    built: booked().compensatable('Insure', { compensation: 'Unbook' }),
    says:
      "saga 'Trip': compensation 'Unbook' of step 'Insure' has the name of compensation 'Unbook' of step 'Book'; " +
      'every function needs a name of its own',
  },
  {
    what: 'a step that is its own compensation',
    built: aSaga().compensatable('Book', { compensation: 'Book' }),
    says:
      "saga 'Trip': compensation 'Book' of step 'Book' has the name of step 'Book'; " +
      'every function needs a name of its own',
  },
  {
    what: 'no time at all',
    built: booked({ timeoutSeconds: 0 }),
    says: "saga 'Trip': step 'Book' has timeoutSeconds 0; it must be a whole number from 1 to 900",
  },
  {
    what: 'more time than Lambda has',
    built: booked({ timeoutSeconds: 901 }),
    says: "saga 'Trip': step 'Book' has timeoutSeconds 901; it must be a whole number from 1 to 900",
  },
  {
    what: 'part of a second',
    built: aSaga().retriable('Send', { timeoutSeconds: 1.5 }),
    says: "saga 'Trip': step 'Send' has timeoutSeconds 1.5; it must be a whole number from 1 to 900",
  },
  {
    what: 'a compensation that is never tried',
    built: aSaga().compensatable('Book', { compensation: { name: 'Unbook', retry: { attempts: 0 } } }),
    says:
      "saga 'Trip': compensation 'Unbook' of step 'Book' has retry.attempts 0; " +
      'it must be a whole number from 1 to 100',
  },
  {
    what: 'a step that is tried too often',
    built: booked({ retry: { attempts: 101 } }),
    says: "saga 'Trip': step 'Book' has retry.attempts 101; it must be a whole number from 1 to 100",
  },
  {
    what: 'a retry without a wait',
    built: booked({ retry: { intervalSeconds: 0 } }),
    says: "saga 'Trip': step 'Book' has retry.intervalSeconds 0; it must be a whole number from 1 to 31622399",
  },
  {
    what: 'a wait longer than the language knows',
    built: booked({ retry: { maxDelaySeconds: 31_622_400 } }),
    says: "saga 'Trip': step 'Book' has retry.maxDelaySeconds 31622400; it must be a whole number from 1 to 31622399",
  },
  {
    what: 'a longest wait that is no longer than the first',
    built: booked({ retry: { intervalSeconds: 5, maxDelaySeconds: 5 } }),
    says: "saga 'Trip': step 'Book' has retry.maxDelaySeconds 5, which must be more than its intervalSeconds 5",
  },
  {
    what: 'waits that grow shorter',
    built: aSaga().pivot('Pay', { retry: { backoffRate: 0.99 } }),
    says: "saga 'Trip': step 'Pay' has retry.backoffRate 0.99; it must be 1 or more",
  },
  {
    what: 'waits that grow without measure',
    built: booked({ retry: { backoffRate: Number.POSITIVE_INFINITY } }),
    says: "saga 'Trip': step 'Book' has retry.backoffRate Infinity; it must be 1 or more",
  },
  {
    what: 'a rejection in the name space of the language',
    built: booked({ rejects: ['States.ALL'] }),
    says: `saga 'Trip': step 'Book' rejects with 'States.ALL', which must match ${NAME}`,
  },
  ...['StepFenced', 'SagaCompensated', 'TypeError', 'TimeoutError', 'WriteRefused'].map((name) => ({
    what: `a rejection called ${name}`,
    built: aSaga().pivot('Pay', { rejects: [name] }),
    says: `saga 'Trip': step 'Pay' rejects with '${name}', a name that means something else; choose another`,
  })),
  {
    what: 'a rejection listed twice',
    built: booked({ rejects: ['SoldOut', 'SoldOut'] }),
    says: "saga 'Trip': step 'Book' lists the rejection 'SoldOut' twice",
  },
])('refuses $what', ({ built, says }) => {
  expect(() => built.build()).toThrow(new InvalidDefinition(says));
});

test('takes every value that lies on its bound', () => {
  const widest = { attempts: 100, intervalSeconds: 31_622_398, maxDelaySeconds: 31_622_399, backoffRate: 1 };
  const narrowest = { attempts: 1, intervalSeconds: 1, maxDelaySeconds: 2 };

  const { steps } = aSaga('T')
    .compensatable('B'.repeat(60), {
      compensation: { name: 'U', timeoutSeconds: 1, retry: narrowest },
      timeoutSeconds: 900,
      retry: widest,
    })
    .build();

  expect(steps[0].retry).toEqual({ ...widest, jitter: 'FULL' });
});

/** What a caller without types can still get past the builder. */
const call = { timeoutSeconds: 10, retry: ACTION_RETRY, result: anyJson };
const undoable: Step = {
  ...call,
  kind: 'compensatable',
  name: 'Book',
  rejects: [],
  compensation: { ...call, name: 'Unbook' },
};
const pivot = (name: string): Step => ({ ...call, kind: 'pivot', name, rejects: [] });
const retriable: Step = { ...call, kind: 'retriable', name: 'Send' };

test.each<{ readonly what: string; readonly steps: readonly Step[]; readonly says: string }>([
  {
    what: 'a compensatable step after a retriable one',
    steps: [retriable, undoable],
    says:
      "step 'Book' follows the point of no return 'Send' and cannot be compensatable; " +
      "make it retriable or move it before 'Send'",
  },
  {
    what: 'a compensatable step after the pivot',
    steps: [pivot('Pay'), retriable, undoable],
    says:
      "step 'Book' follows the point of no return 'Pay' and cannot be compensatable; " +
      "make it retriable or move it before 'Pay'",
  },
  {
    what: 'a second pivot',
    steps: [pivot('Pay'), pivot('Ship')],
    says: "step 'Ship' follows the point of no return 'Pay' and cannot be pivot; a saga has one pivot",
  },
])('refuses $what', ({ steps, says }) => {
  expect(() => checkDefinition({ name: 'Trip', version: 1, input: anyJson, steps })).toThrow(
    new InvalidDefinition(`saga 'Trip': ${says}`),
  );
});
