/** What the builder makes, and what it does not let anyone write: `npm run types` fails where a refusal is missing. */
import * as z from 'zod/mini';
import { placeOrder } from '../../../lib/order/place-order';
import { ACTION_RETRY, COMPENSATION_RETRY, FORWARD_RETRY, saga } from '../../../lib/saga/builder';
import { type Action, type Compensation, sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';

const trip = saga('Trip', { input: z.strictObject({ to: z.string() }), version: 3 })
  .compensatable('Book', {
    compensation: { name: 'Unbook', timeoutSeconds: 20, retry: { attempts: 2 } },
    result: z.strictObject({ seat: z.int() }),
    rejects: ['SoldOut'],
    retry: { attempts: 9, jitter: 'NONE' },
  })
  .pivot('Pay', { result: z.strictObject({ receipt: z.string() }), rejects: ['Declined'], timeoutSeconds: 60 })
  .retriable('Notify')
  .build();
type Trip = typeof trip;

const context = { sagaId: sagaId('trip-1'), input: { to: 'Oslo' }, at: epochMillis(0) };

test('makes a saga of steps in the order they are given', () => {
  expect(trip).toMatchObject({
    name: 'Trip',
    version: 3,
    steps: [
      {
        kind: 'compensatable',
        name: 'Book',
        rejects: ['SoldOut'],
        timeoutSeconds: 10,
        retry: { ...ACTION_RETRY, attempts: 9, jitter: 'NONE' },
        compensation: { name: 'Unbook', timeoutSeconds: 20, retry: { ...COMPENSATION_RETRY, attempts: 2 } },
      },
      { kind: 'pivot', name: 'Pay', rejects: ['Declined'], timeoutSeconds: 60, retry: ACTION_RETRY },
      { kind: 'retriable', name: 'Notify', timeoutSeconds: 10, retry: FORWARD_RETRY },
    ],
  });
});

test('counts versions from 1, and gives a compensation known by its name the patience of one', () => {
  expect(placeOrder.version).toBe(1);
  expect(placeOrder.steps[0].compensation).toEqual({
    name: 'CancelOrder',
    timeoutSeconds: 10,
    retry: COMPENSATION_RETRY,
  });
});

test('keeps the deadline of a saga that has one', () => {
  const within = (deadlineSeconds?: number) =>
    saga('Trip', { input: z.any(), deadlineSeconds }).retriable('Send').build();

  expect(within(90).deadlineSeconds).toBe(90);
  expect(within().deadlineSeconds).toBeUndefined();
});

test('leaves a builder as it was when another step is added', () => {
  const one = saga('Trip', { input: z.any() }).retriable('Send');

  one.retriable('Log').build();

  expect(one.build().steps.map(({ name }) => name)).toEqual(['Send']);
});

test('takes any JSON as the result of a step without a schema', () => {
  expect(trip.steps[2].result.parse([1, 'a'])).toEqual([1, 'a']);
});

test('does not let a compensation assume that its action finished', () => {
  const unbook: Compensation<Trip, 'Unbook'> = ({ results }) => ({
    // @ts-expect-error `results.Book` may be undefined: the action may never have answered
    writes: [{ kind: 'insert', key: { pk: 'seat', sk: String(results.Book.seat) }, row: {} }],
    events: [],
  });

  expect(() => unbook({ ...context, results: {} })).toThrow(TypeError);
});

test('does not let a compensation read the result of a later step', () => {
  const unbook: Compensation<Trip, 'Unbook'> = ({ results }) => ({
    writes: [],
    // @ts-expect-error `Pay` comes after `Book`
    events: results.Pay === undefined ? [] : [],
  });

  expect(unbook({ ...context, results: {} })).toEqual({ writes: [], events: [] });
});

test('lets a step read earlier results as certain, and none of its own or of later steps', () => {
  const pay: Action<Trip, 'Pay'> = ({ results }) => ({
    kind: 'apply',
    result: { receipt: `seat ${results.Book.seat}` },
    writes: [],
    // @ts-expect-error `Notify` comes after `Pay`
    events: results.Notify === undefined ? [] : [],
  });
  const book: Action<Trip, 'Book'> = ({ results }) => ({
    kind: 'apply',
    // @ts-expect-error its own result is what `Book` is about to make
    result: results.Book ?? { seat: 1 },
    writes: [],
    events: [],
  });

  expect(pay({ ...context, results: { Book: { seat: 4 } } })).toMatchObject({ result: { receipt: 'seat 4' } });
  expect(book({ ...context, results: {} })).toMatchObject({ result: { seat: 1 } });
});

test('does not let a step answer what its schema does not say', () => {
  const book: Action<Trip, 'Book'> = () => ({
    kind: 'apply',
    // @ts-expect-error `seat` is a number
    result: { seat: '4A' },
    writes: [],
    events: [],
  });

  expect(() => trip.steps[0].result.parse(Object(book({ ...context, results: {} })).result)).toThrow();
});

test('does not let a step refuse with what it does not declare', () => {
  const pay: Action<Trip, 'Pay'> = () => ({
    kind: 'reject',
    // @ts-expect-error `SoldOut` is a rejection of `Book`; `Pay` declares `Declined` only
    rejection: { reason: 'SoldOut', message: 'no seat' },
    events: [],
  });
  const notify: Action<Trip, 'Notify'> = () => ({
    kind: 'reject',
    // @ts-expect-error a retriable step cannot refuse
    rejection: { reason: 'Declined', message: 'no' },
    events: [],
  });

  expect([pay, notify].map((rule) => rule({ ...context, results: { Book: { seat: 1 } } } as never).kind)).toEqual([
    'reject',
    'reject',
  ]);
});

test('does not let the refusal of a write be one that the step does not declare', () => {
  const book: Action<Trip, 'Book'> = () => ({
    kind: 'apply',
    result: { seat: 1 },
    writes: [
      {
        kind: 'insert',
        key: { pk: 'seat', sk: '1' },
        row: {},
        // @ts-expect-error `Book` declares `SoldOut` only
        otherwise: { kind: 'reject', rejection: { reason: 'Declined', message: 'no' }, events: [] },
      },
    ],
    events: [],
  });

  expect(book({ ...context, results: {} }).kind).toBe('apply');
});

test('does not let a compensation refuse', () => {
  const unbook: Compensation<Trip, 'Unbook'> = () => ({
    writes: [
      {
        kind: 'insert',
        key: { pk: 'seat', sk: '1' },
        row: {},
        // @ts-expect-error a compensation has no way to say no
        otherwise: { kind: 'reject', rejection: { reason: 'SoldOut', message: 'no' }, events: [] },
      },
    ],
    events: [],
  });

  expect(unbook({ ...context, results: {} }).writes).toHaveLength(1);
});

test('offers nothing that can be undone after the point of no return', () => {
  const paid = saga('Trip', { input: z.any() }).pivot('Pay');
  const sent = saga('Trip', { input: z.any() }).retriable('Send');

  // @ts-expect-error nothing compensatable follows a pivot
  expect(() => paid.compensatable('Book', { compensation: 'Unbook' }).build()).toThrow(
    'follows the point of no return',
  );
  // @ts-expect-error a saga has one pivot
  expect(() => paid.pivot('Ship').build()).toThrow('a saga has one pivot');
  // @ts-expect-error nothing compensatable follows a retriable step
  expect(() => sent.compensatable('Book', { compensation: 'Unbook' }).build()).toThrow('point of no return');
});

test('offers no compensatable step without a compensation', () => {
  // @ts-expect-error `compensation` is missing
  const spec: Parameters<ReturnType<typeof saga>['compensatable']>[1] = { rejects: [] };

  expect(() => saga('Trip', { input: z.any() }).compensatable('Book', spec)).toThrow(TypeError);
});
