/** Each law holds for an honest run, and each is broken by a run that breaks it. */
import { epochMillis } from '../../../lib/units';
import { sagaLaws } from '../../../verify/invariants/laws';
import type { Observed } from '../../../verify/observed';
import { aCall, aCompletedOrder, aHistory, anExecution, anUndoneOrder, aRecord, ID, ORDER } from '../a-run';

test.each([
  ['a completed order', aCompletedOrder()],
  ['an order that was undone', anUndoneOrder()],
])('all laws hold for %s', (_, observed) => {
  expect(sagaLaws.flatMap((law) => law.check(observed))).toEqual([]);
});

test('every law has a name of its own, and a sentence', () => {
  expect(new Set(sagaLaws.map(({ name }) => name)).size).toBe(sagaLaws.length);
  expect(sagaLaws.filter(({ name, law }) => !/^I\d+ \S/.test(name) || !law.endsWith('.'))).toEqual([]);
});

test('no law is without a run that breaks it', () => {
  const broken = new Set(BREACHES.map(([law]) => law));

  expect(sagaLaws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

const lastExecution = (states: readonly string[], status: 'SUCCEEDED' | 'FAILED' | 'RUNNING' = 'FAILED') => ({
  changed: { executions: [anExecution(states, status)] },
});
const anEvent = (type: string) => ({
  bus: 'events',
  id: `${ID}.${type}`,
  type,
  time: epochMillis(5),
  detail: { id: `${ID}.${type}`, type, sagaId: ID, data: { order: ORDER } },
});
const known = <Outcome extends string>(outcome: Outcome) => ({ outcome, reason: null, at: epochMillis(9) });

const BREACHES: readonly (readonly [law: string, what: string, observed: Observed, sentence: string])[] = [
  [
    'I4 termination',
    'a saga that stays RUNNING',
    aCompletedOrder({ changed: { sagas: [aRecord('RUNNING')] } }),
    "saga 'order-1' is RUNNING for good",
  ],
  [
    'I4 termination',
    'a run that does not come to rest',
    aCompletedOrder({ changed: { isQuiet: false } }),
    'the run does not come to rest',
  ],
  [
    'I4 termination',
    'an execution that still runs',
    aCompletedOrder(lastExecution(['CreateOrder'], 'RUNNING')),
    "execution 'order-1' still runs",
  ],
  [
    'I4 termination',
    'a saga that waits for a person and does not say what for',
    aCompletedOrder({ changed: { sagas: [aRecord('COMPENSATION_FAILED')] } }),
    "saga 'order-1' waits for a person, and its record does not say what for",
  ],
  [
    'I5 compensation complete',
    'a payment that is kept',
    anUndoneOrder({
      bend: (books) => books.put('payments', `saga#${ID}`, 'fence#ProcessPayment', { status: 'APPLIED' }),
    }),
    "saga 'order-1' is COMPENSATED, and its step ProcessPayment is APPLIED",
  ],
  [
    'I5 compensation complete',
    'a step that was called and can still take effect',
    anUndoneOrder({ changed: { calls: [aCall('CompleteOrder')] } }),
    "saga 'order-1' is COMPENSATED, and its step CompleteOrder is open",
  ],
  [
    'I5 compensation complete',
    'a completed saga whose step never ran',
    aCompletedOrder({ bend: (books) => books.remove('payments', `saga#${ID}`, 'fence#ProcessPayment') }),
    "saga 'order-1' is COMPLETED, and its step ProcessPayment is open",
  ],
  [
    'I6 fence monotone',
    'a fence that is deleted',
    anUndoneOrder({ bend: (books) => books.remove('payments', `saga#${ID}`, 'fence#ProcessPayment') }),
    "fence ProcessPayment of 'order-1' went from COMPENSATED to gone",
  ],
  [
    'I6 fence monotone',
    'a fence that is applied after its tombstone',
    anUndoneOrder({
      bend: (books) => {
        books.fence('orders', 'CompleteOrder', 'TOMBSTONE');
        books.fence('orders', 'CompleteOrder', 'APPLIED');
      },
    }),
    "fence CompleteOrder of 'order-1' went from TOMBSTONE to APPLIED",
  ],
  [
    'I7 effect once',
    'a payment without a fence',
    anUndoneOrder({ bend: (books) => books.put('inventory', `reservation#${ID}.ReserveInventory`, 'reservation', {}) }),
    `step ReserveInventory of 'order-1' is REJECTED, and it made reservation#${ID}.ReserveInventory reservation`,
  ],
  [
    'I7 effect once',
    'a payment that is deleted and made again',
    aCompletedOrder({
      bend: (books) => {
        books.remove('payments', `payment#${ID}.ProcessPayment`, 'payment');
        books.put('payments', `payment#${ID}.ProcessPayment`, 'payment', {});
      },
    }),
    `row 'payment#${ID}.ProcessPayment payment' of step ProcessPayment was made 2 times`,
  ],
  [
    'I8 reverse order',
    'an order that is cancelled before its refund',
    anUndoneOrder(lastExecution(['CreateOrder', 'CancelOrder', 'RefundPayment'])),
    "execution 'order-1' undid in the order CancelOrder, RefundPayment",
  ],
  [
    'I9 pivot',
    'a completed order that is refunded',
    aCompletedOrder({ bend: (books) => books.fence('payments', 'ProcessPayment', 'COMPENSATED') }),
    "saga 'order-1' passed CompleteOrder, and ProcessPayment is COMPENSATED",
  ],
  [
    'I9 pivot',
    'a saga past the point of no return that says it is undone',
    aCompletedOrder({ changed: { sagas: [aRecord('COMPENSATED')] } }),
    "saga 'order-1' passed CompleteOrder, and is COMPENSATED",
  ],
  [
    'I10 outbox',
    'an event that is never published',
    aCompletedOrder({ changed: { events: ['order.created', 'payment.processed', 'order.completed'].map(anEvent) } }),
    "event 'order-1.inventory.reserved' was never published",
  ],
  [
    'I10 outbox',
    'an event that is not marked sent',
    aCompletedOrder({ bend: (books) => books.put('orders', `order#${ID}`, 'event#1', { unsent: 'unsent#1' }) }),
    "event 'order-1.order.created' is not marked sent",
  ],
  [
    'I10 outbox',
    'an event that nobody wrote',
    aCompletedOrder({
      changed: {
        events: ['order.created', 'payment.processed', 'inventory.reserved', 'order.completed', 'made.up'].map(anEvent),
      },
    }),
    "event 'order-1.made.up' was published and is in no outbox",
  ],
  [
    'I11 idempotency',
    'another request that is accepted under the same key',
    aCompletedOrder({
      changed: {
        answers: [ORDER, { ...ORDER, currency: 'USD' }].map((payload, at) => ({
          requestId: 'order',
          payload,
          kind: 'accepted',
          body: { sagaId: ID, status: at === 0 ? 'accepted' : 'replayed' },
          sending: 1,
        })),
      },
    }),
    "2 different requests were accepted as saga 'order-1'",
  ],
  [
    'I11 idempotency',
    'a repetition that is accepted anew',
    aCompletedOrder({
      changed: {
        answers: [1, 2].map((sending) => ({
          requestId: 'order',
          payload: ORDER,
          kind: 'accepted',
          body: { sagaId: ID, status: 'accepted' },
          sending,
        })),
      },
    }),
    "saga 'order-1' was accepted more than once; a repetition is 'replayed'",
  ],
  [
    'I12 durability',
    'an order that was accepted and is forgotten',
    aCompletedOrder({ changed: { sagas: [] } }),
    "saga 'order-1' was accepted, and the ledger does not know it",
  ],
  [
    'I12 durability',
    'an order that nobody placed',
    aCompletedOrder({
      bend: (books) => books.put('orders', 'saga#phantom', 'fence#CreateOrder', { status: 'APPLIED' }),
    }),
    "saga 'phantom' was never asked for",
  ],
  [
    'I13 history',
    'a history without an end',
    aCompletedOrder({
      changed: {
        executions: [{ ...anExecution([], 'SUCCEEDED'), history: aHistory([{ type: 'ExecutionStarted' }]) }],
      },
    }),
    "history of 'order-1': it is SUCCEEDED, and its last event is ExecutionStarted",
  ],
  [
    'I13 history',
    'a state that is left and was not entered',
    aCompletedOrder({
      changed: {
        executions: [
          {
            ...anExecution([], 'SUCCEEDED'),
            history: aHistory([
              { type: 'TaskStateExited', stateExitedEventDetails: { name: 'CreateOrder' } },
              { type: 'ExecutionSucceeded' },
            ]),
          },
        ],
      },
    }),
    "history of 'order-1': event 1 leaves CreateOrder, and no state was entered",
  ],
  [
    'I14 stream is state',
    'a table that its stream does not tell of',
    aCompletedOrder({ bend: (books) => void books.tables.orders?.splice(0, 1) }),
    `orders: the table and its stream differ about saga#${ID} fence#CreateOrder`,
  ],
  [
    'I14 stream is state',
    'a change that is missing in the stream',
    anUndoneOrder({ bend: (books) => void books.streams.orders?.splice(4, 1) }),
    `orders: the table and its stream differ about order#${ID} order`,
  ],
  [
    'I16 message balance',
    'an event that a function never took',
    aCompletedOrder({
      changed: {
        deliveries: [
          { function: 'RecordSale', id: 'event-1', type: 'order.completed', time: epochMillis(6), ended: 'badly' },
        ],
      },
    }),
    "event 'event-1' was never taken by RecordSale, and is nowhere",
  ],
  [
    'I18 privacy',
    'a log with what a customer entrusted to us',
    aCompletedOrder({ changed: { logs: ['charging canary-ada'] } }),
    "'canary-ada' was logged: charging canary-ada",
  ],
  [
    'I19 bounded work',
    'a function that is tried more often than it may be',
    aCompletedOrder({
      changed: {
        executions: [
          {
            ...anExecution([], 'FAILED'),
            history: aHistory([
              { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'CreateOrder' } },
              ...Array.from({ length: 5 }, () => ({ type: 'LambdaFunctionScheduled' })),
            ]),
          },
        ],
      },
    }),
    "'order-1' tried CreateOrder 5 times, of 4",
  ],
  [
    'I19 bounded work',
    'a payment that is tried again after it was declined',
    aCompletedOrder({
      changed: {
        executions: [
          {
            ...anExecution([], 'FAILED'),
            history: aHistory([
              { type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'ProcessPayment' } },
              { type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: { error: 'PaymentDeclined' } },
              { type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: { error: 'PaymentDeclined' } },
            ]),
          },
        ],
      },
    }),
    "'order-1' tried ProcessPayment again after it was refused",
  ],
  [
    'I21 recovery idempotent',
    'a recovery that changes what had ended',
    aCompletedOrder({ changed: { stateHashAgain: 'b' } }),
    'what is kept changed when everything had ended and the sweepers ran once more',
  ],
  [
    'I22 ledger tells the truth',
    'a ledger that says a refund was made',
    aCompletedOrder({
      changed: { sagas: [aRecord('COMPLETED', { compensations: { ProcessPayment: known('undone') } })] },
    }),
    "the ledger says that ProcessPayment of 'order-1' is undone; it is APPLIED",
  ],
  [
    'I22 ledger tells the truth',
    'a saga that needs a person and does not say for what',
    aCompletedOrder({
      changed: {
        sagas: [aRecord('COMPENSATION_FAILED', { compensations: { CreateOrder: known('failed') } })],
        executions: [],
      },
    }),
    "saga 'order-1' is COMPENSATION_FAILED; ReserveInventory is not undone, and its record does not say so",
  ],
  [
    'I23 expected end',
    'an order that had to be undone and completed',
    anUndoneOrder({ changed: { sagas: [aRecord('COMPLETED')] } }),
    "saga 'order-1' is COMPLETED; it had to be COMPENSATED",
  ],
  [
    'I24 people in need',
    'a saga that asks for help without need',
    anUndoneOrder({ changed: { sagas: [aRecord('COMPENSATION_FAILED')] } }),
    "saga 'order-1' waits for a person, and nothing hindered its undoing",
  ],
  [
    'I25 same answer',
    'a step that answers a repetition something else',
    aCompletedOrder({
      changed: {
        calls: [1, 2].map((paymentId) => ({
          ...aCall('ProcessPayment'),
          outcome: { kind: 'answered', output: { paymentId } },
        })),
      },
    }),
    `ProcessPayment of 'order-1' answered {"paymentId":1} and {"paymentId":2}`,
  ],
  [
    'I26 undoing goes on',
    'an execution that ends with a refund that failed',
    anUndoneOrder({
      changed: {
        executions: [{ ...anExecution(['CreateOrder', 'RefundPayment'], 'FAILED'), error: 'Lambda.Unknown' }],
      },
    }),
    "execution 'order-1' ended with RefundPayment: Lambda.Unknown",
  ],
];

test('a saga may ask for help where its refund was made to fail', () => {
  const struck = { ...aCall('RefundPayment'), struck: true };
  const observed = anUndoneOrder({ changed: { sagas: [aRecord('COMPENSATION_FAILED')], calls: [struck] } });

  expect(sagaLaws.find(({ name }) => name === 'I24 people in need')?.check(observed)).toEqual([]);
});

test.each(BREACHES)('%s finds %s', (name, _, observed, sentence) => {
  const law = sagaLaws.find((one) => one.name === name);

  expect(law?.check(observed)).toContain(sentence);
});
