/** The states that tell the ledger of a saga that turned round. */
import { generateStateMachine } from '../../../lib/asl/generate';
import { placeOrder } from '../../../lib/order/place-order';
import { saga } from '../../../lib/saga/builder';
import { InvalidDefinition } from '../../../lib/saga/errors';
import { type Answer, walk } from '../../laws/walker';

const RECORD = `\${RecordSaga}`;
const returns: Answer = { kind: 'returns', result: { of: 'it' } };
const refuses: Answer = { kind: 'throws', error: 'OutOfStock', cause: 'none left' };
const fails = (error: string): Answer => ({ kind: 'throws', error, cause: '' });

const anyJson = { parse: (value: unknown) => value as null };
const aSaga = () => saga('Trip', { input: anyJson });

test('tells the ledger which saga turned round, and everything that is known of it', () => {
  const { calls } = walk(generateStateMachine(placeOrder), { input: { orderId: 'o-1' } }, ({ state }) =>
    state === 'ReserveInventory' ? refuses : returns,
  );

  expect(calls.filter(({ resource }) => resource === RECORD)).toEqual([
    {
      state: 'CompensateFromProcessPayment',
      resource: RECORD,
      payload: {
        saga: 'PlaceOrder',
        sagaId: 'saga-1',
        state: {
          input: { orderId: 'o-1' },
          results: { CreateOrder: { of: 'it' }, ProcessPayment: { of: 'it' } },
          failure: { Error: 'OutOfStock', Cause: 'none left' },
        },
      },
    },
  ]);
});

test.each([
  { error: 'ProvisionedThroughputExceededException', tries: 4 },
  { error: 'InvalidRequest', tries: 1 },
])('undoes as ever when the ledger answers $error, which it tries $tries times', ({ error, tries }) => {
  const answers = (recording: Answer) => {
    const { calls, end } = walk(generateStateMachine(placeOrder), { input: {} }, ({ state, resource }) =>
      resource === RECORD ? recording : state === 'ReserveInventory' ? refuses : returns,
    );
    return { end, undone: calls.filter(({ payload }) => payload.intent === 'undo'), recorded: calls.length };
  };

  const told = answers(returns);
  const untold = answers(fails(error));

  expect(untold.end).toEqual(told.end);
  expect(untold.undone).toEqual(told.undone);
  expect(untold.recorded - told.recorded).toBe(tries - 1);
});

test('has one such state for each compensation, and none where nobody is to be told', () => {
  const namesOf = (recorded: boolean) =>
    Object.keys(generateStateMachine(placeOrder, { recorded }).States).filter((name) => /^CompensateFrom/.test(name));

  expect(namesOf(true)).toEqual([
    'CompensateFromReserveInventory',
    'CompensateFromProcessPayment',
    'CompensateFromCreateOrder',
  ]);
  expect(namesOf(false)).toEqual([]);
});

test('goes straight to the first compensation where nobody is to be told', () => {
  const { states } = walk(generateStateMachine(placeOrder, { recorded: false }), { input: {} }, ({ state }) =>
    state === 'ReserveInventory' ? refuses : returns,
  );

  expect(states.slice(3)).toEqual(['RefundPayment', 'CancelOrder', 'EverythingUndone', 'Compensated']);
});

test('refuses a saga of which a function has the name of the one that is told', () => {
  const says = (step: string) =>
    new InvalidDefinition(
      `saga 'Trip': step '${step}' has a function named 'RecordSaga', as the one that records how the saga turns round; ` +
        'rename it',
    );
  const booked = aSaga().compensatable('Book', { compensation: 'RecordSaga' }).build();
  const sent = aSaga().retriable('RecordSaga').build();

  expect(() => generateStateMachine(booked)).toThrow(says('Book'));
  expect(() => generateStateMachine(sent)).toThrow(says('RecordSaga'));
  expect(() => generateStateMachine(sent, { recorded: false })).not.toThrow();
});
