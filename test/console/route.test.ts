import { hashOf, queryOf, type Route, routeOf } from '../../console/route';

const ROUTES: readonly Route[] = [
  { kind: 'executions', filter: {} },
  { kind: 'executions', filter: { status: 'FAILED', search: 'a&b=c' } },
  { kind: 'execution', arn: 'arn:aws:states:us-east-1:1:execution:m:a/b c%', view: 'table', state: null },
  { kind: 'execution', arn: 'arn:x', view: 'graph', state: 'Charge & ship' },
  { kind: 'sagas', filter: { style: 'choreographed' } },
  { kind: 'saga', stack: 'Backstep-Order-dev', id: 'o-1' },
  { kind: 'data', view: 'queues', name: 'dead letters/1' },
  { kind: 'data', view: 'alarms', name: null },
  { kind: 'break', functionName: null },
  { kind: 'break', functionName: 'f-1' },
];

test.each(ROUTES)('%j is found again from its address', (route) => {
  expect(routeOf(hashOf(route))).toEqual(route);
});

test.each(['', '#', '#/', '#/nowhere/at/all'])('the address %j shows the executions', (hash) => {
  expect(routeOf(hash)).toEqual({ kind: 'executions', filter: {} });
});

test('an address that was cut in the middle of a character still opens', () => {
  expect(routeOf('#/saga/stack/100%')).toEqual({ kind: 'saga', stack: 'stack', id: '100%' });
});

test('a field that says nothing is not asked for', () => {
  expect(queryOf({ status: '', search: undefined })).toBe('');
  expect(queryOf({ status: 'FAILED', search: '' })).toBe('?status=FAILED');
});
