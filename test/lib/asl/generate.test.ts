import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import validateWithSchema from 'asl-validator';
import { generateStateMachine } from '../../../lib/asl/generate';
import type { StateMachineDefinition } from '../../../lib/asl/language';
import { placeOrder } from '../../../lib/order/place-order';
import { saga } from '../../../lib/saga/builder';
import { InvalidDefinition } from '../../../lib/saga/errors';
import { walk } from '../../laws/walker';

const recorded: unknown = JSON.parse(readFileSync(join(__dirname, 'place-order.asl.json'), 'utf8'));
/** The place in the definition that a deployment fills with the function's ARN. */
const arnOf = (functionName: string): string => `\${${functionName}}`;
const anyJson = { parse: (value: unknown) => value as null };
const aSaga = () => saga('Trip', { input: anyJson, version: 7 });

test('makes of the order saga the machine that is on record', () => {
  expect(generateStateMachine(placeOrder)).toEqual(recorded);
});

test('keeps the order of fields, so that a definition changes only where its saga does', () => {
  expect(JSON.stringify(generateStateMachine(placeOrder))).toBe(JSON.stringify(recorded));
});

test('makes of the order saga a machine that the published schema of the language accepts', () => {
  expect(validateWithSchema(recorded).errors).toEqual([]);
});

test('needs one transition a step when nothing fails: four for an order', () => {
  const { states, end } = walk(generateStateMachine(placeOrder), { input: {} }, () => ({
    kind: 'returns',
    result: {},
  }));

  expect(states).toEqual(['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder']);
  expect(end.kind).toBe('succeeded');
});

test('needs ten transitions to undo an order whose last reservation has an unknown outcome', () => {
  const { states } = walk(generateStateMachine(placeOrder), { input: {} }, ({ state }) =>
    state === 'ReserveInventory'
      ? { kind: 'throws', error: 'States.Timeout', cause: '' }
      : { kind: 'returns', result: {} },
  );

  expect(states.slice(3)).toEqual([
    'CompensateFromReserveInventory',
    'ReleaseInventory',
    'RefundPayment',
    'CancelOrder',
    'EverythingUndone',
    'Compensated',
  ]);
});

test('asks a function with everything that its participant needs', () => {
  const { calls } = walk(generateStateMachine(placeOrder), { input: { orderId: 'o-1' } }, ({ resource, payload }) =>
    resource === arnOf('ProcessPayment') && payload.attempt === 0
      ? { kind: 'throws', error: 'Lambda.TooManyRequestsException', cause: '' }
      : { kind: 'returns', result: { of: resource } },
  );

  expect(calls[2]).toEqual({
    state: 'ProcessPayment',
    resource: arnOf('ProcessPayment'),
    payload: {
      saga: 'PlaceOrder',
      sagaId: 'saga-1',
      step: 'ProcessPayment',
      intent: 'act',
      attempt: 1,
      state: { input: { orderId: 'o-1' }, results: { CreateOrder: { of: arnOf('CreateOrder') } } },
    },
  });
});

test('says which saga and version a machine was made of', () => {
  expect(generateStateMachine(aSaga().retriable('Send').build()).Comment).toBe('Saga Trip, version 7');
});

test('takes times and tries from the policy of each function', () => {
  const { States } = generateStateMachine(
    aSaga()
      .compensatable('Book', {
        timeoutSeconds: 3,
        retry: { attempts: 5, intervalSeconds: 2, backoffRate: 1.5, maxDelaySeconds: 30, jitter: 'NONE' },
        compensation: { name: 'Unbook', timeoutSeconds: 900, retry: { attempts: 1 } },
      })
      .build(),
  );

  expect(States.Book).toMatchObject({
    TimeoutSeconds: 3,
    Retry: [
      { MaxAttempts: 0 },
      { IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 1.5, MaxDelaySeconds: 30, JitterStrategy: 'NONE' },
    ],
  });
  expect(States.Unbook).toMatchObject({
    TimeoutSeconds: 900,
    Retry: [{ MaxAttempts: 0 }, { IntervalSeconds: 1, MaxAttempts: 0, MaxDelaySeconds: 60, JitterStrategy: 'FULL' }],
  });
});

const namesOf = ({ States }: StateMachineDefinition): readonly string[] => Object.keys(States);

test('adds no state that the saga has no use for', () => {
  expect(namesOf(generateStateMachine(aSaga().retriable('Send').retriable('Log').build()))).toEqual(['Send', 'Log']);
  expect(namesOf(generateStateMachine(aSaga().pivot('Pay').build()))).toEqual([
    'Pay',
    'SettlePay',
    'PayApplied',
    'PayWasApplied',
    'NothingToUndo',
    'Unsettled',
  ]);
  const oneUndone = aSaga().compensatable('Book', { compensation: 'Unbook' }).build();
  expect(namesOf(generateStateMachine(oneUndone)).slice(1)).toEqual([
    'CompensateFromBook',
    'Unbook',
    'EverythingUndone',
    'Compensated',
    'NothingToUndo',
    'NothingUndone',
  ]);
});

test('ends a saga from outside when its deadline passes, and none that has no deadline', () => {
  const within90 = saga('Trip', { input: anyJson, deadlineSeconds: 90 }).retriable('Send').build();

  expect(generateStateMachine(within90).TimeoutSeconds).toBe(90);
  expect(generateStateMachine(placeOrder)).not.toHaveProperty('TimeoutSeconds');
});

test('ends after a pivot that was applied when nothing follows it', () => {
  const { States } = generateStateMachine(aSaga().pivot('Pay').build());

  expect(States.PayWasApplied).toEqual({
    Type: 'Pass',
    InputPath: '$.settled.result',
    ResultPath: '$.results.Pay',
    End: true,
  });
});

test('refuses a function with the name of a state that the machine adds', () => {
  const definition = aSaga().compensatable('Compensated', { compensation: 'Undo' }).build();

  expect(() => generateStateMachine(definition)).toThrow(
    new InvalidDefinition(
      "saga 'Trip': 'Compensated' names a function and also a state that the machine adds; rename the function",
    ),
  );
});

test('refuses a saga whose machine is larger than Step Functions takes', () => {
  const rejects = Array.from({ length: 20_000 }, (_, n) => `Refusal${n}OfTheVeryOnlyStepThatThisSagaHas`);

  const definition = aSaga().compensatable('Book', { compensation: 'Unbook', rejects }).build();

  expect(() => generateStateMachine(definition)).toThrow(
    /saga 'Trip': the definition has \d+ characters; at most 1048576/,
  );
});
