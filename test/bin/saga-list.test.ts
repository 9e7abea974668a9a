import { listJson, listText } from '../../bin/saga-list';
import { aSaga, minutesAfterNoon, NOT_REFUNDED } from './a-saga';

const stack = 'Backstep-Order-dev';
const sagas = [
  { ...aSaga(NOT_REFUNDED), stack },
  { ...aSaga([], 'a-longer-id'), stack },
];

test('lists a line a saga, in columns', () => {
  expect(listText(sagas, minutesAfterNoon(10)).split('\n')).toEqual([
    'SAGA         STATE                FOR  ACCEPTED  RECOVERIES  STACK               FAILED AT',
    'o-1          COMPENSATION_FAILED  9m   10m       0           Backstep-Order-dev  ReserveInventory: OutOfStock',
    'a-longer-id  RUNNING              10m  10m       0           Backstep-Order-dev',
  ]);
});

test('gives the same as JSON, with times that people can read, and nothing of the input', () => {
  const [first] = listJson(sagas);

  expect(first).toMatchObject({
    sagaId: 'o-1',
    state: 'COMPENSATION_FAILED',
    acceptedAt: '2026-05-01T12:00:00.000Z',
    since: '2026-05-01T12:01:00.000Z',
    failure: { step: 'ReserveInventory', error: 'OutOfStock' },
    stack,
  });
  expect(JSON.stringify(listJson(sagas))).not.toContain('customer');
});
