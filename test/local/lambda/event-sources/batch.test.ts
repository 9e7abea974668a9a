import { type BatchOutcome, outcomeOf } from '../../../../local/lambda/event-sources/batch-response';
import {
  afterAttempt,
  type Batch,
  type Entry,
  identifierOf,
  withoutAged,
} from '../../../../local/lambda/event-sources/stream/batch';

const anEntry = (SequenceNumber: string, ApproximateCreationDateTime = 0) =>
  ({ record: { dynamodb: { SequenceNumber, ApproximateCreationDateTime } }, text: SequenceNumber }) as unknown as Entry;
const aBatch = (numbers: string, failures = 0): Batch => ({ entries: [...numbers].map((it) => anEntry(it)), failures });
const shown = ({ entries, failures }: Batch) => `${entries.map(identifierOf).join('')}/${failures}`;
const partly = (...failed: readonly string[]): BatchOutcome => ({ kind: 'partly', failed: new Set(failed) });
const FAILED: BatchOutcome = { kind: 'failed' };
const RULES = { maximumRetryAttempts: -1, bisects: false };

const next = (batch: Batch, outcome: BatchOutcome, rules = RULES) =>
  afterAttempt(batch, outcome, rules).next.map(shown);

test('has nothing left of a batch that succeeded', () => {
  expect(next(aBatch('123'), { kind: 'succeeded' })).toEqual([]);
});

test('tries a batch that failed again as a whole, and counts it', () => {
  expect(next(aBatch('123'), FAILED)).toEqual(['123/1']);
  expect(afterAttempt(aBatch('123'), FAILED, RULES)).toMatchObject({ mustWait: true, discarded: undefined });
});

test('splits a batch that failed in two, without counting it', () => {
  expect(next(aBatch('12345'), FAILED, { ...RULES, bisects: true })).toEqual(['123/0', '45/0']);
  expect(next(aBatch('1'), FAILED, { ...RULES, bisects: true })).toEqual(['1/1']);
});

test('goes on at the lowest number that is reported, with everything after it', () => {
  expect(next(aBatch('12345'), partly('4', '2'))).toEqual(['2345/1']);
});

test('splits at the number that is reported, without counting it', () => {
  expect(next(aBatch('12345'), partly('4'), { ...RULES, bisects: true })).toEqual(['45/0']);
});

test('splits in two when the first record is reported, since nothing remains before it', () => {
  expect(next(aBatch('1234'), partly('1'), { ...RULES, bisects: true })).toEqual(['12/0', '34/0']);
});

test.each([
  [0, 0, 1],
  [1, 1, 2],
  [3, 3, 4],
])('gives up after %i retries', (maximumRetryAttempts, failures, invokeCount) => {
  const rules = { maximumRetryAttempts, bisects: false };

  expect(afterAttempt(aBatch('12', failures), FAILED, rules)).toEqual({
    next: [],
    discarded: { entries: aBatch('12').entries, condition: 'RetryAttemptsExhausted', invokeCount },
    mustWait: false,
  });
  if (failures > 0) expect(next(aBatch('12', failures - 1), FAILED, rules)).toEqual([`12/${failures}`]);
});

test('takes from the front what is too old', () => {
  const batch = { entries: [anEntry('1', 10), anEntry('2', 20), anEntry('3', 30)], failures: 2 };
  const olderThan = (seconds: number) =>
    withoutAged(batch, ({ dynamodb }) => dynamodb.ApproximateCreationDateTime < seconds);

  expect(olderThan(10)).toBeUndefined();
  expect(olderThan(21)?.next.map(shown)).toEqual(['3/2']);
  expect(olderThan(21)?.discarded).toMatchObject({ condition: 'RecordAgeExceeded', invokeCount: 2 });
  expect(olderThan(31)?.next).toEqual([]);
});

/** A record is good, fails once, or always fails. */
type Temper = 'good' | 'once' | 'poison';
const TEMPERS: readonly Temper[] = ['good', 'once', 'poison'];
const everyBatchOf = (size: number): readonly (readonly Temper[])[] =>
  size === 0 ? [[]] : everyBatchOf(size - 1).flatMap((rest) => TEMPERS.map((temper) => [...rest, temper]));

/** Runs a batch to its end with a function that stops at the first record it cannot do, and throws or reports it. */
function runToTheEnd(tempers: readonly Temper[], { bisects, reports }: { bisects: boolean; reports: boolean }) {
  const rules = { maximumRetryAttempts: 6, bisects };
  const tried = new Set<string>();
  const done: string[] = [];
  const discarded: string[] = [];
  let pending: readonly Batch[] = [{ entries: tempers.map((_, index) => anEntry(String(index))), failures: 0 }];
  for (let attempts = 0; pending.length > 0; attempts++) {
    if (attempts > 200) throw new Error('it never ends');
    const [batch, ...rest] = pending as [Batch, ...Batch[]];
    const bad = batch.entries.find(({ text }) => {
      const temper = tempers[Number(text)];
      if (temper === 'poison' || (temper === 'once' && !tried.has(text))) {
        tried.add(text);
        return true;
      }
      done.push(text);
      return false;
    });
    const payload = JSON.stringify(bad === undefined ? {} : { batchItemFailures: [{ itemIdentifier: bad.text }] });
    const identifiers = new Set(batch.entries.map(identifierOf));
    const outcome =
      bad !== undefined && !reports ? FAILED : outcomeOf({ kind: 'returned', payload }, true, identifiers);
    const progress = afterAttempt(batch, outcome, rules);
    if (progress.discarded !== undefined) discarded.push(progress.discarded.entries.map(identifierOf).join(''));
    pending = [...progress.next, ...rest];
  }
  return { done, discarded };
}

describe.each([
  { bisects: false, reports: false },
  { bisects: false, reports: true },
  { bisects: true, reports: false },
  { bisects: true, reports: true },
])('every batch of five records, with %j', (mode) => {
  const ends = everyBatchOf(5).map((tempers) => ({ tempers, ...runToTheEnd(tempers, mode) }));

  test('is done or given up, record by record', () => {
    for (const { tempers, done, discarded } of ends) {
      const accounted = new Set([...done, ...discarded.join('')]);
      expect([...accounted].sort()).toEqual(tempers.map((_, index) => String(index)));
    }
  });

  test('is done in order', () => {
    for (const { done } of ends) {
      const first = done.filter((text, index) => done.indexOf(text) === index);
      expect(first).toEqual([...first].sort());
    }
  });

  if (mode.bisects) {
    test('loses to a poison record nothing but itself', () => {
      for (const { tempers, discarded } of ends) {
        const poison = tempers.flatMap((temper, index) => (temper === 'poison' ? [String(index)] : []));
        expect(discarded).toEqual(poison);
      }
    });
  }
});
