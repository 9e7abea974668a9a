/** The order's machines as the local Step Functions executes them, whatever fails. */
import { generateStateMachine } from '../../../lib/asl/generate';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { placeOrder } from '../../../lib/order/place-order';
import { saga } from '../../../lib/saga/builder';
import { undoEverything } from '../../../lib/saga/plan';
import type { JsonObject } from '../../../lib/units';
import { failing, returning } from '../../local/stepfunctions/scene';
import { type FunctionCall, type LocalRun, runLocally } from './local-run';

const machine = generateStateMachine(placeOrder);
const recovery = generateRecoveryMachine(placeOrder);
const undoing = undoEverything(placeOrder);

function subsetsOf<T>([first, ...rest]: readonly T[]): readonly (readonly T[])[] {
  if (first === undefined) return [[]];
  return subsetsOf(rest).flatMap((subset) => [subset, [first, ...subset]]);
}
const subsets = subsetsOf(undoing).map((steps) => ({
  steps,
  names: steps.map(({ name }) => name).join(', ') || 'none',
}));

const answered = (name: string): JsonObject => ({ of: name });
const causeOf = (run: LocalRun): JsonObject => JSON.parse(run.cause);
const onPurpose = (errorType: string) => ({
  Error: errorType,
  Cause: JSON.stringify({ errorType, errorMessage: 'on purpose' }),
});
/** How often each function was called, in the order of the first calls. */
const tallied = (calls: readonly FunctionCall[]): JsonObject => {
  const names = calls.map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, names.filter((other) => other === name).length]));
};

test('completes an order in four transitions, with every answer in its output', async () => {
  const run = await runLocally(machine, { input: { orderId: 'o-1' } }, () => undefined);

  expect(run.states).toEqual(['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder']);
  expect(run.output).toEqual({
    input: { orderId: 'o-1' },
    results: Object.fromEntries(placeOrder.steps.map(({ name }) => [name, answered(name)])),
  });
});

test.each(subsets)('undoes an order whose reservation is unknown; not undone: $names', async ({ steps }) => {
  const run = await runLocally(machine, { input: {} }, ({ name }) => {
    if (name === 'ReserveInventory') return failing('Unreachable');
    return steps.some(({ compensation }) => compensation.name === name) ? failing('Busy') : undefined;
  });

  const triesOf = (name: string) => (steps.some(({ compensation }) => compensation.name === name) ? 8 : 1);
  const undone = undoing.filter((step) => !steps.includes(step));
  expect(tallied(run.calls)).toEqual({
    CreateOrder: 1,
    ProcessPayment: 1,
    ReserveInventory: 4,
    RecordSaga: 1,
    ...Object.fromEntries(undoing.map(({ compensation: { name } }) => [name, triesOf(name)])),
  });
  expect(run.error).toBe(steps.length === 0 ? 'SagaCompensated' : 'SagaCompensationFailed');
  expect(causeOf(run)).toEqual({
    failure: onPurpose('Unreachable'),
    undone: Object.fromEntries(undone.map(({ name, compensation }) => [name, answered(compensation.name)])),
    ...(steps.length > 0 && { notUndone: Object.fromEntries(steps.map(({ name }) => [name, onPurpose('Busy')])) }),
  });
});

test('undoes an order though the ledger cannot be reached', async () => {
  const run = await runLocally(machine, { input: {} }, ({ name }) =>
    name === 'RecordSaga' ? failing('Busy') : name === 'ProcessPayment' ? failing('PaymentDeclined') : undefined,
  );

  expect(tallied(run.calls)).toEqual({ CreateOrder: 1, ProcessPayment: 1, RecordSaga: 4, CancelOrder: 1 });
  expect(causeOf(run)).toEqual({
    failure: onPurpose('PaymentDeclined'),
    undone: { CreateOrder: answered('CancelOrder') },
  });
});

test('says that there was nothing to undo where the first step was refused', async () => {
  const run = await runLocally(machine, { input: {} }, () => failing('KeyReused'));

  expect(run.states).toEqual(['CreateOrder', 'NothingToUndo']);
  expect(run.error).toBe('SagaCompensated');
  expect(causeOf(run)).toEqual({ failure: onPurpose('KeyReused'), undone: {} });
});

test('ends an order whose last step never works where it is, for a redrive', async () => {
  const run = await runLocally(machine, { input: {} }, ({ name }) =>
    name === 'CompleteOrder' ? failing('Busy') : undefined,
  );

  expect(run.error).toBe('Busy');
  expect(tallied(run.calls)).toEqual({ CreateOrder: 1, ProcessPayment: 1, ReserveInventory: 1, CompleteOrder: 30 });
});

/** As long as participants let a message be, with the stack trace that Lambda adds. */
function failingAtLength(errorType: string) {
  const errorMessage = 'a sentence of forty characters, no more. '.repeat(25).slice(0, 1_000);
  const frames = Array.from(
    { length: 10 },
    (_, n) => `    at compensate${n} (/var/task/lib/order/payment-service.ts:${n}:17)`,
  );
  const trace = [`${errorType}: ${errorMessage}`, ...frames];
  return {
    kind: 'failed',
    errorType,
    errorMessage,
    payload: JSON.stringify({ errorType, errorMessage, trace }),
  } as const;
}

test('keeps the Cause of a saga within the limit even when seven functions fail at length', async () => {
  const anyJson = { parse: (value: unknown) => value as null };
  const trip = saga('Trip', { input: anyJson })
    .compensatable('One', { compensation: 'UndoOne' })
    .compensatable('Two', { compensation: 'UndoTwo' })
    .compensatable('Three', { compensation: 'UndoThree' })
    .compensatable('Four', { compensation: 'UndoFour' })
    .compensatable('Five', { compensation: 'UndoFive' })
    .compensatable('Six', { compensation: 'UndoSix' })
    .build();

  const run = await runLocally(generateStateMachine(trip), { input: {} }, ({ name }) =>
    name === 'Six' || name.startsWith('Undo') ? failingAtLength('ProviderUnavailable') : undefined,
  );

  expect(run.states).toContain('NothingUndone');
  expect(Object.keys(causeOf(run).notUndone as JsonObject)).toHaveLength(6);
  expect(run.cause.length).toBeLessThan(32_768);
});

// ---- the recovery -------------------------------------------------------------------------------------------------

const failure = { Error: 'States.Timeout', Cause: '' };
const results = { CreateOrder: { orderId: 'o-1' }, ProcessPayment: { paid: 1 }, ReserveInventory: { held: 1 } };
const recovered = (given: JsonObject) => ({
  sagaId: 'o-1',
  input: { orderId: 'o-1' },
  results: {},
  undone: {},
  failure,
  ...given,
});
const notApplied = returning({ applied: false, result: null });
const settling = ({ payload }: FunctionCall): boolean => payload.intent === 'settle';

test.each(subsets)('recovers an order backwards; not undone: $names', async ({ steps }) => {
  const run = await runLocally(recovery, recovered({ way: 'back' }), (call) => {
    if (settling(call)) return notApplied;
    return steps.some(({ compensation }) => compensation.name === call.name) ? failing('Busy') : undefined;
  });

  const undone = Object.fromEntries(
    undoing.filter((step) => !steps.includes(step)).map((step) => [step.name, answered(step.compensation.name)]),
  );
  expect([...new Set(run.calls.map(({ name }) => name))]).toEqual([
    'CompleteOrder',
    'ReleaseInventory',
    'RefundPayment',
    'CancelOrder',
  ]);
  if (steps.length === 0) {
    expect(run.output).toEqual({ ended: 'COMPENSATED', sagaId: 'o-1', results: {}, undone, failure });
  } else {
    expect(run.error).toBe('SagaCompensationFailed');
    const notUndone = Object.fromEntries(steps.map(({ name }) => [name, onPurpose('Busy')]));
    expect(causeOf(run)).toEqual({ failure, notUndone, undone });
  }
});

test.each(subsets)('resumes an order of which is undone: $names', async ({ steps }) => {
  const undone = Object.fromEntries(steps.map(({ name }) => [name, { outcome: 'nothingToUndo' }]));

  const run = await runLocally(recovery, recovered({ way: 'back', undone }), (call) =>
    settling(call) ? notApplied : undefined,
  );

  const left = undoing.filter((step) => !steps.includes(step)).map(({ compensation }) => compensation.name);
  expect(run.calls.map(({ name }) => name)).toEqual([...(steps.length === 0 ? ['CompleteOrder'] : []), ...left]);
  expect(run.output).toMatchObject({ ended: 'COMPENSATED', undone: expect.objectContaining(undone) });
});

test('completes an order of which settling says that its last step was applied', async () => {
  const run = await runLocally(recovery, recovered({ way: 'back', results }), (call) =>
    settling(call) ? returning({ applied: true, result: { at: 5 } }) : undefined,
  );

  expect(run.calls).toHaveLength(1);
  expect(run.output).toEqual({
    ended: 'COMPLETED',
    sagaId: 'o-1',
    results: { ...results, CompleteOrder: { at: 5 } },
    undone: {},
  });
});

test('drives an order forward from its last step, and asks earlier steps again where their results are lost', async () => {
  const known = await runLocally(recovery, recovered({ way: 'forward', results }), () => undefined);
  const lost = await runLocally(recovery, recovered({ way: 'forward' }), () => undefined);

  expect(known.calls.map(({ name }) => name)).toEqual(['CompleteOrder']);
  expect(known.output).toMatchObject({ ended: 'COMPLETED', results: { CompleteOrder: answered('CompleteOrder') } });
  expect(lost.calls.map(({ name }) => name)).toEqual(placeOrder.steps.map(({ name }) => name));
  expect(lost.output).toMatchObject({ ended: 'COMPLETED', undone: {} });
});

test('fails where it is when the last step gives up once more', async () => {
  const run = await runLocally(recovery, recovered({ way: 'forward', results }), () => failing('Busy'));

  expect(run.status).toBe('FAILED');
  expect(run.error).toBe('Busy');
});

test('undoes nothing of an order of which nobody can say whether it was completed', async () => {
  const run = await runLocally(recovery, recovered({ way: 'back' }), () => failing('Busy'));

  const left = {
    Error: 'Unsettled',
    Cause: 'whether CompleteOrder took effect is unknown, so this step was left as it is',
  };
  expect(tallied(run.calls)).toEqual({ CompleteOrder: 8 });
  expect(run.error).toBe('SagaCompensationFailed');
  expect(causeOf(run)).toEqual({
    failure,
    notUndone: { CompleteOrder: onPurpose('Busy'), ...Object.fromEntries(undoing.map(({ name }) => [name, left])) },
    undone: {},
  });
});
