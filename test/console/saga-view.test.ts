import type { FenceView, SagaDetail, SagaRecord } from '../../console/api';
import { replay } from '../../console/replay';
import { drawingOf } from '../../console/saga-view';
import { epochMillis } from '../../lib/units';
import { aHistory, entered, exited } from './history';

const STEPS: SagaDetail['steps'] = [
  { name: 'Create', kind: 'compensatable', compensation: 'Cancel' },
  { name: 'Charge', kind: 'compensatable', compensation: 'Refund' },
  { name: 'Complete', kind: 'retriable', compensation: null },
];
const at = epochMillis(1);
const known = <O extends string>(outcome: O) => ({ outcome, reason: null, at });

function aSaga(record: Partial<SagaRecord>, fences: { readonly [step: string]: FenceView['status'] } = {}) {
  const held = Object.entries(fences).map(([step, status]) => ({ step, fence: { status, at: 1, found: null } }));
  const known: Pick<SagaRecord, 'state' | 'steps' | 'compensations' | 'failure'> = {
    state: 'RUNNING',
    steps: {},
    compensations: {},
    failure: null,
    ...record,
  };
  return {
    steps: STEPS,
    participants: [{ table: 't', label: 'Service', fences: held }],
    record: known as SagaRecord,
  };
}
const forward = (drawing: ReturnType<typeof drawingOf>) => drawing.columns.map(({ status }) => status);
const backward = (drawing: ReturnType<typeof drawingOf>) => drawing.columns.map(({ undo }) => undo?.status ?? null);

test('a saga that goes forward has nothing to undo', () => {
  const drawing = drawingOf(aSaga({}, { Create: 'APPLIED' }), undefined);

  expect(forward(drawing)).toEqual(['done', 'notReached', 'notReached']);
  expect(backward(drawing)).toEqual(['notNeeded', 'notNeeded', null]);
  expect(drawing).toMatchObject({ turnedAt: null, undoing: [] });
});

test('a refused step is not undone; those before it are, and in reverse', () => {
  const failure = { step: 'Charge', error: 'Declined', cause: '' };
  const drawing = drawingOf(
    aSaga(
      {
        state: 'COMPENSATED',
        failure,
        steps: { Create: known('done'), Charge: known('refused') },
        compensations: { Create: known('undone') },
      },
      { Create: 'COMPENSATED', Charge: 'REJECTED' },
    ),
    undefined,
  );

  expect(forward(drawing)).toEqual(['done', 'refused', 'notReached']);
  expect(backward(drawing)).toEqual(['undone', 'notNeeded', null]);
  expect(drawing).toMatchObject({ turnedAt: 'Charge', undoing: ['Create'] });
});

test('a step whose outcome is unknown is undone first, and a compensation that failed is told as failed', () => {
  const drawing = drawingOf(
    aSaga({
      state: 'COMPENSATION_FAILED',
      failure: { step: 'Charge', error: 'Lambda.Unknown', cause: '' },
      steps: { Create: known('done'), Charge: known('failed') },
      compensations: { Create: known('undone'), Charge: known('failed') },
    }),
    undefined,
  );

  expect(forward(drawing)).toEqual(['done', 'unknown', 'notReached']);
  expect(backward(drawing)).toEqual(['undone', 'failed', null]);
  expect(drawing.undoing).toEqual(['Charge', 'Create']);
  expect(drawing.columns.map(({ undo }) => undo?.order ?? null)).toEqual([2, 1, null]);
});

test('while it turns round, what is still to be undone is said to be', () => {
  const drawing = drawingOf(
    aSaga({ state: 'COMPENSATING', failure: null }, { Create: 'APPLIED', Charge: 'TOMBSTONE' }),
    undefined,
  );

  expect(forward(drawing)).toEqual(['done', 'fencedOff', 'notReached']);
  expect(backward(drawing)).toEqual(['pending', 'nothingToUndo', null]);
});

const chargeFails = () =>
  aHistory(
    'ExecutionStarted',
    entered('Create'),
    exited('Create'),
    entered('Charge'),
    'LambdaFunctionScheduled',
    { type: 'LambdaFunctionFailed', error: 'Declined' },
    exited('Charge'),
    entered('Cancel'),
    exited('Cancel'),
  );
const ended = () =>
  aSaga(
    {
      state: 'COMPENSATED',
      failure: { step: 'Charge', error: 'Declined', cause: '' },
      steps: { Create: known('done'), Charge: known('refused') },
      compensations: { Create: known('undone') },
    },
    { Create: 'COMPENSATED', Charge: 'REJECTED' },
  );

test('what the machine is doing is told before the ledger knows of it', () => {
  const drawing = drawingOf(aSaga({}, { Create: 'APPLIED' }), replay(chargeFails(), 5));

  expect(forward(drawing)).toEqual(['done', 'running', 'notReached']);
  expect(drawing.columns[1]?.attempts).toBe(1);
});

test.each([
  [4, ['done', 'running', 'notReached'], ['notNeeded', 'notNeeded', null], ['APPLIED', undefined]],
  [7, ['done', 'refused', 'notReached'], ['pending', 'notNeeded', null], ['APPLIED', 'REJECTED']],
  [8, ['done', 'refused', 'notReached'], ['running', 'notNeeded', null], ['APPLIED', 'REJECTED']],
  [9, ['done', 'refused', 'notReached'], ['undone', 'notNeeded', null], ['COMPENSATED', 'REJECTED']],
])('at event %d of the past nothing is told that came later', (until, steps, compensations, fences) => {
  const drawing = drawingOf(ended(), replay(chargeFails(), until), true);

  expect(forward(drawing)).toEqual(steps);
  expect(backward(drawing)).toEqual(compensations);
  expect(drawing.columns.slice(0, 2).map(({ fence }) => fence?.status)).toEqual(fences);
});
