import type { Json } from '../../../../lib/units';
import { outcomeOf } from '../../../../local/lambda/event-sources/batch-response';

const IDS = new Set(['1', '2', '3']);
const outcome = (payload: string, reports = true) => outcomeOf({ kind: 'returned', payload }, reports, IDS);
const answer = (response: Json) => outcome(JSON.stringify(response));

test.each<[string, Json]>([
  ['an empty batchItemFailures', { batchItemFailures: [] }],
  ['a null batchItemFailures', { batchItemFailures: null }],
  ['an empty response', {}],
  ['a null response', null],
  ['an empty text', ''],
  ['an empty list', []],
])('takes %s for the success of all', (_title, response) => {
  expect(answer(response)).toEqual({ kind: 'succeeded' });
});

test.each<[string, Json]>([
  ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
  ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
  ['a wrong key', { batchItemFailures: [{ foo: '1' }] }],
  ['a null under a wrong key', { batchItemFailures: [{ foo: null }] }],
  ['an identifier that is not of the batch', { batchItemFailures: [{ itemIdentifier: '4' }] }],
  ['a good identifier beside one that is not of the batch', { batchItemFailures: ['1', '4'].map(anItem) }],
  ['failures that are no list', { batchItemFailures: '1' }],
  ['a text', 'done'],
])('takes %s for the failure of all', (_title, response) => {
  expect(answer(response)).toEqual({ kind: 'failed' });
});

function anItem(itemIdentifier: string) {
  return { itemIdentifier };
}

test('takes the identifiers that are reported', () => {
  expect(answer({ batchItemFailures: [anItem('3'), anItem('2')] })).toEqual({
    kind: 'partly',
    failed: new Set(['2', '3']),
  });
});

test('takes an error of the function for the failure of all', () => {
  const failed = { kind: 'failed', errorType: 'Error', errorMessage: '', payload: '{"batchItemFailures":[]}' } as const;

  expect(outcomeOf(failed, true, IDS)).toEqual({ kind: 'failed' });
});

test('does not look at the answer of a mapping that does not report failures', () => {
  expect(outcome('{"batchItemFailures":[{"itemIdentifier":"1"}]}', false)).toEqual({ kind: 'succeeded' });
});
