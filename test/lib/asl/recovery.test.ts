import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import validateWithSchema from 'asl-validator';
import { toGraph } from '../../../lib/asl/graph';
import { toMermaid } from '../../../lib/asl/mermaid';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { placeOrder } from '../../../lib/order/place-order';
import { saga } from '../../../lib/saga/builder';
import { InvalidDefinition } from '../../../lib/saga/errors';
import { walk } from '../../laws/walker';

const recorded: unknown = JSON.parse(readFileSync(join(__dirname, 'place-order-recovery.asl.json'), 'utf8'));
const anyJson = { parse: (value: unknown) => value as null };
const aSaga = () => saga('Trip', { input: anyJson });
const namesOf = (definition: Parameters<typeof generateRecoveryMachine>[0]) =>
  Object.keys(generateRecoveryMachine(definition).States);

test('makes of the order saga the recovery that is on record, in the order on record', () => {
  expect(generateRecoveryMachine(placeOrder)).toEqual(recorded);
  expect(JSON.stringify(generateRecoveryMachine(placeOrder))).toBe(JSON.stringify(recorded));
});

test('makes of the order saga a recovery that the published schema of the language accepts', () => {
  expect(validateWithSchema(recorded).errors).toEqual([]);
});

test('names the saga that it finishes, since its execution has another name, and shows a function no more than it takes', () => {
  const input = {
    sagaId: 'order-7',
    input: { a: 1 },
    results: { CreateOrder: 5 },
    undone: {},
    failure: {},
    way: 'back',
  };

  const { calls } = walk(generateRecoveryMachine(placeOrder), input, () => ({ kind: 'returns', result: {} }));

  expect(calls.map(({ payload }) => payload.sagaId)).toEqual(['order-7', 'order-7', 'order-7', 'order-7']);
  expect(calls[1]?.payload).toEqual({
    saga: 'PlaceOrder',
    sagaId: 'order-7',
    step: 'ReserveInventory',
    intent: 'undo',
    attempt: 0,
    state: { input: { a: 1 }, results: { CreateOrder: 5 } },
  });
});

test('needs eleven transitions to undo an order, and four to complete one whose last step is left', () => {
  const results = { CreateOrder: {}, ProcessPayment: {}, ReserveInventory: {} };
  const given = { sagaId: 'order-1', input: {}, results, undone: {}, failure: {} };
  const statesOf = (way: string) =>
    walk(generateRecoveryMachine(placeOrder), { ...given, way }, () => ({ kind: 'returns', result: {} })).states;

  expect(statesOf('back')).toEqual([
    'Way',
    'SettleCompleteOrder',
    'CompleteOrderApplied',
    'ReserveInventoryUndone',
    'ReleaseInventory',
    'ProcessPaymentUndone',
    'RefundPayment',
    'CreateOrderUndone',
    'CancelOrder',
    'EverythingUndone',
    'Compensated',
  ]);
  expect(statesOf('forward')).toEqual(['Way', 'NextStep', 'CompleteOrder', 'Completed']);
});

test('adds no state that the saga has no use for', () => {
  const everythingUndoable = aSaga().compensatable('Book', { compensation: 'Unbook' }).build();

  expect(namesOf(everythingUndoable)).toEqual([
    'BookUndone',
    'Unbook',
    'EverythingUndone',
    'Compensated',
    'CompensationFailed',
  ]);
  expect(namesOf(aSaga().pivot('Pay').build())).toEqual([
    'Way',
    'SettlePay',
    'PayApplied',
    'PayWasApplied',
    'Completed',
    'Compensated',
    'Unsettled',
  ]);
  expect(namesOf(aSaga().retriable('Send').build())).toEqual([
    'Way',
    'SettleSend',
    'SendApplied',
    'SendWasApplied',
    'NextStep',
    'Send',
    'Completed',
    'Compensated',
    'Unsettled',
  ]);
});

test('has no deadline of its own: it runs until the saga has ended', () => {
  const within90 = saga('Trip', { input: anyJson, deadlineSeconds: 90 }).retriable('Send').build();

  expect(generateRecoveryMachine(within90)).not.toHaveProperty('TimeoutSeconds');
});

test('refuses a function with the name of a state that the machine adds', () => {
  expect(() => generateRecoveryMachine(aSaga().retriable('NextStep').build())).toThrow(
    new InvalidDefinition(
      "saga 'Trip': 'NextStep' names a function and also a state that the machine adds; rename the function",
    ),
  );
});

test('can be drawn', () => {
  const drawn = toMermaid(toGraph(generateRecoveryMachine(placeOrder))).split('\n');

  const nodes = Object.keys(generateRecoveryMachine(placeOrder).States);
  const idOf = (name: string) => `s${nodes.indexOf(name)}`;
  expect(drawn).toContain(`  ${idOf('Way')} -->|"$.way StringEquals #quot;forward#quot;"| ${idOf('NextStep')}`);
  expect(drawn).toContain(`  ${idOf('SettleCompleteOrder')} -.->|"States.ALL"| ${idOf('Unsettled')}`);
  expect(drawn).toContain(`  ${idOf('CreateOrderUndone')} -->|"otherwise"| ${idOf('CancelOrder')}`);
});
