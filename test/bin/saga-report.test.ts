import { nextSteps, type Reported, type Run, reportJson, reportText } from '../../bin/saga-report';
import type { SagaFact } from '../../lib/saga/ledger';
import { aSaga, minutesAfterNoon, NOT_REFUNDED } from './a-saga';

const STEPS = [
  { name: 'CreateOrder', compensation: 'CancelOrder' },
  { name: 'ProcessPayment', compensation: 'RefundPayment' },
  { name: 'ReserveInventory', compensation: 'ReleaseInventory' },
  { name: 'CompleteOrder', compensation: undefined },
];
const FAILED: Run = {
  run: 0,
  name: 'o-1',
  status: { kind: 'failed', at: minutesAfterNoon(1), error: 'SagaCompensationFailed', cause: '{}' },
  at: undefined,
};
const RUNNING: Run = { run: 1, name: 'o-1-r1', status: { kind: 'running' }, at: 'RefundPayment' };

const reported = (facts: readonly SagaFact[], runs: readonly Run[] = [FAILED]): Reported => ({
  stack: 'Backstep-Order-dev',
  record: aSaga(facts),
  steps: STEPS,
  runs,
});
const next = (facts: readonly SagaFact[], runs?: readonly Run[]) => nextSteps(reported(facts, runs)).join('\n');

test('tells everything that is known of a saga that could not be undone', () => {
  expect(reportText(reported(NOT_REFUNDED), minutesAfterNoon(10))).toBe(
    `o-1
  state     COMPENSATION_FAILED for 9m, since 2026-05-01T12:01:00.000Z
  accepted  2026-05-01T12:00:00.000Z, 10m ago
  saga      PlaceOrder, version 1, orchestrated, in Backstep-Order-dev
  why       ReserveInventory: OutOfStock: too few globes
  steps
    CreateOrder       done         2026-05-01T12:01:00.000Z
    ProcessPayment    done         2026-05-01T12:01:00.000Z
    ReserveInventory  refused      2026-05-01T12:01:00.000Z  OutOfStock: too few globes
    CompleteOrder     not reached
  undoing
    ReleaseInventory  not needed
    RefundPayment     FAILED      2026-05-01T12:01:00.000Z  ProviderUnavailable: try later
    CancelOrder       undone      2026-05-01T12:01:00.000Z
  executions
    o-1  failed 2026-05-01T12:01:00.000Z    SagaCompensationFailed: {}
  next
    Mend what keeps ProcessPayment from being undone, then: node bin/backstep.js resume o-1 --stack Backstep-Order-dev
    Or, when it was settled by hand: node bin/backstep.js abandon o-1 --stack Backstep-Order-dev --reason TEXT`,
  );
});

test('does not say of a step that it was not reached before it is known', () => {
  const running = reportText(reported([], [RUNNING]), minutesAfterNoon(1));
  const cancelled = reportText(reported([{ kind: 'cancelled', by: 'ada', reason: 'why' }]), minutesAfterNoon(1));

  expect(running).toMatch(/CompleteOrder {5}not known yet/);
  expect(cancelled).toMatch(/ReleaseInventory {2}not known yet/);
});

test('says of an ended saga that what nobody told of was not reached', () => {
  const abandoned = reportText(reported([{ kind: 'abandoned', by: 'ada', reason: 'why' }]), minutesAfterNoon(10));

  expect(abandoned).toMatch(/CompleteOrder {5}not reached/);
  expect(abandoned).toMatch(/ReleaseInventory {2}not reached/);
});

test('lists nothing under undoing while a saga goes forward', () => {
  expect(reportText(reported([], [{ ...FAILED, status: { kind: 'running' } }]), minutesAfterNoon(1))).not.toContain(
    'undoing',
  );
});

test('says who decided, and why', () => {
  const abandoned = reported([...NOT_REFUNDED, { kind: 'abandoned', by: 'ada', reason: 'paid by hand' }]);

  expect(reportText(abandoned, minutesAfterNoon(10))).toContain(
    'abandoned  by ada 2026-05-01T12:01:00.000Z: paid by hand',
  );
});

test('advises to do nothing where a saga has ended or is under way', () => {
  expect(next([{ kind: 'completed' }])).toBe('Nothing: it has ended.');
  expect(next(NOT_REFUNDED.slice(0, 4), [FAILED, RUNNING])).toBe('Nothing: it is under way.');
});

test('advises how to call off a saga only while it goes forward', () => {
  expect(next([], [RUNNING])).toContain('cancel o-1 --stack Backstep-Order-dev --reason TEXT');
});

test('advises to resume an open saga that nothing runs for', () => {
  expect(next(NOT_REFUNDED.slice(0, 4))).toContain('resume o-1');
});

test('shows the recoveries, and where a running one is', () => {
  const text = reportText(reported(NOT_REFUNDED, [FAILED, RUNNING]), minutesAfterNoon(10));

  expect(text).toMatch(/o-1-r1 {2}running +at RefundPayment/);
});

test('shows a saga of a definition that it does not know by what its record says', () => {
  const { steps: _, ...rest } = reported(NOT_REFUNDED);

  const text = reportText({ ...rest, steps: undefined }, minutesAfterNoon(10));

  expect(text).toMatch(/ProcessPayment {4}done/);
  expect(text).toMatch(/ProcessPayment {2}FAILED/);
});

test('gives the same as JSON, with its executions and what to do next', () => {
  expect(reportJson(reported(NOT_REFUNDED, [FAILED, RUNNING]))).toMatchObject({
    sagaId: 'o-1',
    since: '2026-05-01T12:01:00.000Z',
    endedAt: null,
    compensations: { ProcessPayment: { outcome: 'failed', reason: 'ProviderUnavailable: try later' } },
    executions: [{ name: 'o-1' }, { name: 'o-1-r1', at: 'RefundPayment', status: 'running' }],
    next: [expect.stringContaining('resume'), expect.stringContaining('abandon')],
  });
});
