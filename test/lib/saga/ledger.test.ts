import { apply, ENDED_STATES, MAX_REASON_LENGTH, type SagaFact } from '../../../lib/saga/ledger';
import { AT, aRecord, later } from './a-saga';

const FAILURE = { step: 'BookHotel', error: 'FullyBooked', cause: 'no room' };
const TURNED: SagaFact = { kind: 'compensating', failure: FAILURE };
const NOT_UNDONE: SagaFact = { kind: 'notUndone', step: 'BookFlight', reason: 'the airline is down' };
const FAILED: SagaFact = { kind: 'compensationFailed', run: 0, failure: FAILURE };
const CANCELLED: SagaFact = { kind: 'cancelled', by: 'ann', reason: 'a mistake' };
const ABANDONED: SagaFact = { kind: 'abandoned', by: 'ann', reason: 'refunded by hand' };
const recovery = (run: number, way: 'back' | 'forward' = 'back'): SagaFact => ({ kind: 'recoveryBegun', run, way });

const stateAfter = (...facts: readonly SagaFact[]) => apply(aRecord(), facts, later(1)).state;

describe('the record of a saga', () => {
  it('completes', () => {
    expect(apply(aRecord(), [{ kind: 'stepDone', step: 'BookFlight' }, { kind: 'completed' }], later(5))).toMatchObject(
      {
        state: 'COMPLETED',
        since: later(5),
        endedAt: later(5),
        steps: { BookFlight: { outcome: 'done', reason: null, at: later(5) } },
      },
    );
  });

  it('says since when it is being undone, and why', () => {
    expect(apply(aRecord(), [TURNED], later(5))).toMatchObject({
      state: 'COMPENSATING',
      since: later(5),
      failure: FAILURE,
      endedAt: null,
    });
  });

  it.each<[string, readonly SagaFact[], string]>([
    ['a first failure', [TURNED], 'COMPENSATING'],
    ['a failure, and everything undone', [TURNED, { kind: 'compensated' }], 'COMPENSATED'],
    ['everything undone, of which the failure comes late', [{ kind: 'compensated' }, TURNED], 'COMPENSATED'],
    ['something not undone', [TURNED, NOT_UNDONE, FAILED], 'COMPENSATION_FAILED'],
    ['a failure told after something was not undone', [FAILED, TURNED], 'COMPENSATION_FAILED'],
    ['a resumption', [FAILED, recovery(1)], 'COMPENSATING'],
    ['a resumption that undoes the rest', [FAILED, recovery(1), { kind: 'compensated' }], 'COMPENSATED'],
    ['a resumption that fails again', [FAILED, recovery(1), { ...FAILED, run: 1 }], 'COMPENSATION_FAILED'],
    ['a failure of a run before the resumption', [FAILED, recovery(1), FAILED], 'COMPENSATING'],
    ['a recovery back', [recovery(1)], 'COMPENSATING'],
    ['a recovery forward', [recovery(1, 'forward')], 'RUNNING'],
    ['a recovery that finds the saga past return', [recovery(1), { kind: 'completed' }], 'COMPLETED'],
    ['a cancellation', [CANCELLED], 'COMPENSATING'],
    ['an abandonment', [FAILED, ABANDONED], 'ABANDONED'],
    ['an abandonment, and then a recovery', [FAILED, ABANDONED, recovery(1)], 'ABANDONED'],
  ])('is after %s in the state that follows', (_, facts, state) => {
    expect(stateAfter(...facts)).toBe(state);
  });

  it.each(ENDED_STATES)('that is %s stays so, whatever is told of it', (state) => {
    const ended = aRecord({ state, endedAt: AT });
    const facts = [TURNED, FAILED, CANCELLED, ABANDONED, recovery(7), { kind: 'completed' }, { kind: 'compensated' }];

    const after = apply(ended, facts as readonly SagaFact[], later(9));

    expect(after).toMatchObject({ state, endedAt: AT, since: ended.since, recoveries: 0, cancelled: null });
    expect(after.abandoned).toBeNull();
  });

  it('is completed by what comes late, though it has ended', () => {
    const ended = apply(aRecord(), [{ kind: 'compensated' }], AT);

    expect(apply(ended, [{ kind: 'undone', step: 'BookFlight' }], later(1)).compensations).toEqual({
      BookFlight: { outcome: 'undone', reason: null, at: later(1) },
    });
  });

  it('is the very same where a fact is known', () => {
    const facts: readonly SagaFact[] = [
      TURNED,
      NOT_UNDONE,
      { kind: 'stepDone', step: 'BookFlight' },
      FAILED,
      recovery(1),
    ];
    const known = apply(aRecord(), facts, AT);

    expect(apply(known, facts, AT)).toBe(known);
  });

  it('keeps the best that is known of a step, and of the same the later reason', () => {
    const of = (...facts: readonly (readonly [SagaFact, number])[]) =>
      facts.reduce((record, [fact, seconds]) => apply(record, [fact], later(seconds)), aRecord()).compensations;
    const again: SagaFact = { kind: 'notUndone', step: 'BookFlight', reason: 'the airline still is' };

    expect(of([NOT_UNDONE, 1], [{ kind: 'undone', step: 'BookFlight' }, 2])).toMatchObject({
      BookFlight: { outcome: 'undone' },
    });
    expect(of([{ kind: 'undone', step: 'BookFlight' }, 1], [NOT_UNDONE, 2])).toMatchObject({
      BookFlight: { outcome: 'undone' },
    });
    expect(of([NOT_UNDONE, 1], [again, 2])).toMatchObject({
      BookFlight: { reason: 'the airline still is', at: later(2) },
    });
    expect(of([again, 2], [NOT_UNDONE, 1])).toMatchObject({
      BookFlight: { reason: 'the airline still is', at: later(2) },
    });
  });

  it('keeps the first failure: what fails on the way back is told of its compensation', () => {
    const other: SagaFact = { kind: 'compensating', failure: { step: 'BookFlight', error: 'Other', cause: '' } };

    expect(apply(aRecord(), [TURNED, other], AT).failure).toEqual(FAILURE);
  });

  it('says who cancelled it, and who abandoned it, and why', () => {
    expect(apply(aRecord(), [CANCELLED, ABANDONED], later(3))).toMatchObject({
      cancelled: { by: 'ann', reason: 'a mistake', at: later(3) },
      abandoned: { by: 'ann', reason: 'refunded by hand', at: later(3) },
    });
  });

  it('is cancelled only while it runs, and once', () => {
    const turned = apply(aRecord(), [TURNED], AT);

    expect(apply(turned, [CANCELLED], AT)).toBe(turned);
  });

  it('cuts a reason that is long, and keeps one of exactly the limit', () => {
    const reasonOf = (length: number) =>
      apply(aRecord(), [{ kind: 'stepFailed', step: 'BookCar', reason: 'x'.repeat(length) }], AT).steps.BookCar?.reason;

    expect(reasonOf(MAX_REASON_LENGTH)).toBe('x'.repeat(MAX_REASON_LENGTH));
    expect(reasonOf(MAX_REASON_LENGTH + 1)).toBe(`${'x'.repeat(MAX_REASON_LENGTH - 3)}...`);
  });

  it('takes a step that is named as something every object has', () => {
    const steps = apply(aRecord(), [{ kind: 'stepDone', step: 'constructor' }], AT).steps;

    expect(Object.keys(steps)).toEqual(['constructor']);
  });
});
