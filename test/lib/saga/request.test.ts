import * as z from 'zod/mini';
import { saga } from '../../../lib/saga/builder';
import { decodeRequest } from '../../../lib/saga/request';

const trip = saga('Trip', { input: z.strictObject({ to: z.string() }) })
  .compensatable('Book', { compensation: 'Unbook', result: z.strictObject({ seat: z.int() }) })
  .compensatable('Insure', { compensation: 'Uninsure', result: z.strictObject({ policy: z.string() }) })
  .pivot('Pay', { rejects: ['Declined'] })
  .retriable('Notify')
  .build();

const aRequest = {
  saga: 'Trip',
  sagaId: 'trip-1',
  step: 'Insure',
  intent: 'act',
  attempt: 0,
  state: { input: { to: 'Oslo' }, results: { Book: { seat: 4 } } },
};
const anUndo = { ...aRequest, intent: 'undo' };
const stateOf = (rest: object) => ({ state: { ...aRequest.state, ...rest } });

test('reads the request of an action, with the results of the steps before it', () => {
  expect(decodeRequest(trip, 'Insure', aRequest)).toEqual({
    key: { sagaId: 'trip-1', step: 'Insure' },
    intent: 'act',
    attempt: 0,
    input: { to: 'Oslo' },
    results: { Book: { seat: 4 } },
  });
});

test('reads the request of the first action, whose state has no results yet', () => {
  const request = { ...aRequest, step: 'Book', state: { input: { to: 'Oslo' } } };

  expect(decodeRequest(trip, 'Book', request)).toMatchObject({ key: { step: 'Book' }, results: {} });
});

test('reads the request of a compensation whose action never answered', () => {
  expect(decodeRequest(trip, 'Uninsure', anUndo)).toMatchObject({
    key: { step: 'Insure' },
    intent: 'undo',
    results: { Book: { seat: 4 } },
  });
  expect(decodeRequest(trip, 'Uninsure', { ...anUndo, state: { input: { to: 'Oslo' } } }).results).toEqual({});
});

test('gives a compensation no result that has lost its shape, and an action no excuse for one', () => {
  const results = { Book: { seat: 'by the window' } };

  expect(decodeRequest(trip, 'Uninsure', { ...anUndo, ...stateOf({ results }) }).results).toEqual({});
  expect(() => decodeRequest(trip, 'Insure', { ...aRequest, ...stateOf({ results }) })).toThrow('state.results.Book');
});

test("gives a compensation its own action's result, and no later one", () => {
  const results = { Book: { seat: 4 }, Insure: { policy: 'p' }, Pay: { done: true } };

  expect(decodeRequest(trip, 'Uninsure', { ...anUndo, ...stateOf({ results }) }).results).toEqual({
    Book: { seat: 4 },
    Insure: { policy: 'p' },
  });
});

test('gives an action no result of its own or of later steps', () => {
  const results = { Book: { seat: 4 }, Insure: { policy: 'p' }, Pay: { done: true } };

  expect(decodeRequest(trip, 'Insure', { ...aRequest, ...stateOf({ results }) }).results).toEqual({
    Book: { seat: 4 },
  });
});

test('reads what else an execution has come to know by the time it turns round', () => {
  const state = {
    undone: { Insure: { outcome: 'undone' } },
    settled: { applied: false, result: null },
    failure: { Error: 'Declined', Cause: '' },
    notUndone: { Insure: { Error: 'X', Cause: '' } },
  };

  expect(decodeRequest(trip, 'Unbook', { ...anUndo, step: 'Book', ...stateOf(state) }).results).toEqual({
    Book: { seat: 4 },
  });
});

test('reads the settling of a pivot', () => {
  const request = { ...aRequest, step: 'Pay', intent: 'settle' };

  expect(decodeRequest(trip, 'Pay', request)).toMatchObject({ key: { step: 'Pay' }, intent: 'settle' });
});

test('reads the settling of the first retriable step of a saga without a pivot, and of no later one', () => {
  const noPivot = saga('Trip', { input: z.any() })
    .compensatable('Book', { compensation: 'Unbook' })
    .retriable('Notify')
    .retriable('Log')
    .build();
  const settling = (step: string) => ({ ...aRequest, step, intent: 'settle' });

  expect(decodeRequest(noPivot, 'Notify', settling('Notify'))).toMatchObject({ intent: 'settle' });
  expect(() => decodeRequest(noPivot, 'Log', settling('Log'))).toThrow(`intent must be act for 'Log'; it is "settle"`);
  expect(() => decodeRequest(trip, 'Notify', settling('Notify'))).toThrow(
    `intent must be act for 'Notify'; it is "settle"`,
  );
});

test('settles a pivot whose saga has lost the results of earlier steps, or their shape', () => {
  const settling = (results: object) => ({ ...aRequest, step: 'Pay', intent: 'settle', ...stateOf({ results }) });

  expect(decodeRequest(trip, 'Pay', settling({})).results).toEqual({});
  expect(decodeRequest(trip, 'Pay', settling({ Book: { seat: 'by the window' } })).results).toEqual({});
});

test('takes the results of a step that is named as something every object has', () => {
  const odd = saga('Odd', { input: z.any() }).retriable('constructor').retriable('toString').build();
  const request = { ...aRequest, saga: 'Odd', step: 'toString' };

  expect(() => decodeRequest(odd, 'toString', { ...request, state: { input: null, results: {} } })).toThrow(
    "state.results.constructor is missing; 'toString' comes after it",
  );
});

test.each<{ readonly what: string; readonly event: unknown; readonly says: string }>([
  { what: 'what is no object', event: [], says: 'the event must be an object; it is []' },
  {
    what: 'a field that it does not know',
    event: { ...aRequest, extra: 1 },
    says: "the event has an unknown field 'extra'; it may have saga, sagaId, step, intent, attempt, state",
  },
  {
    what: 'another saga',
    event: { ...aRequest, saga: 'Voyage' },
    says: `the event's saga is "Voyage"; this function serves 'Trip'`,
  },
  {
    what: 'another step',
    event: { ...aRequest, step: 'Book' },
    says: `the event's step is "Book"; 'Insure' serves 'Insure'`,
  },
  { what: 'no saga id', event: { ...aRequest, sagaId: '' }, says: 'sagaId must be text; it is ""' },
  {
    what: 'an attempt before the first',
    event: { ...aRequest, attempt: -1 },
    says: 'attempt must be a whole number from 0; it is -1',
  },
  {
    what: 'half an attempt',
    event: { ...aRequest, attempt: 0.5 },
    says: 'attempt must be a whole number from 0; it is 0.5',
  },
  {
    what: 'the undoing of an action by the action',
    event: { ...aRequest, intent: 'undo' },
    says: `intent must be act for 'Insure'; it is "undo"`,
  },
  {
    what: 'the settling of a step that is no pivot',
    event: { ...aRequest, intent: 'settle' },
    says: `intent must be act for 'Insure'; it is "settle"`,
  },
  { what: 'no state', event: { ...aRequest, state: null }, says: 'state must be an object; it is null' },
  {
    what: 'a state with a field that it does not know',
    event: { ...aRequest, ...stateOf({ note: 1 }) },
    says: "state has an unknown field 'note'; it may have input, results, undone, settled, failure, notUndone",
  },
  {
    what: 'results that are no object',
    event: { ...aRequest, ...stateOf({ results: 7 }) },
    says: 'state.results must be an object; it is 7',
  },
  {
    what: 'no result of an earlier step',
    event: { ...aRequest, ...stateOf({ results: {} }) },
    says: "state.results.Book is missing; 'Insure' comes after it",
  },
  {
    what: 'a very long value, of which it shows the beginning',
    event: { ...aRequest, sagaId: Array(100).fill(1) },
    says: `sagaId must be text; it is [${'1,'.repeat(38)}...`,
  },
])('refuses $what', ({ event, says }) => {
  expect(() => decodeRequest(trip, 'Insure', event)).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: says }),
  );
});

test.each([
  { what: 'an input', event: { ...aRequest, ...stateOf({ input: { to: 5 } }) }, where: 'state.input: ' },
  {
    what: 'a result',
    event: { ...aRequest, ...stateOf({ results: { Book: { seat: 'x' } } }) },
    where: 'state.results.Book: ',
  },
])('refuses $what that its schema does not take, and says where', ({ event, where }) => {
  expect(() => decodeRequest(trip, 'Insure', event)).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringContaining(where) }),
  );
});

test.each([
  { functionName: 'Uninsure', intent: 'act', says: `intent must be undo for 'Uninsure'; it is "act"` },
  { functionName: 'Pay', intent: 'undo', says: `intent must be act or settle for 'Pay'; it is "undo"` },
])('refuses the intent $intent of $functionName', ({ functionName, intent, says }) => {
  const event = { ...aRequest, step: functionName === 'Pay' ? 'Pay' : 'Insure', intent };

  expect(() => decodeRequest(trip, functionName, event)).toThrow(says);
});

test('refuses to serve a function that the saga does not have', () => {
  expect(() => decodeRequest(trip, 'Fly', aRequest)).toThrow("saga 'Trip' has no function 'Fly'");
});
