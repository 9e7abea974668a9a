/** What the ledger knows does not depend on the order in which it hears, nor on how often. */
import fc from 'fast-check';
import { apply, isOpen, type SagaFact, type SagaRecord } from '../../lib/saga/ledger';
import { epochMillis } from '../../lib/units';
import { AT, aRecord, STEPS } from '../lib/saga/a-saga';

const aStep = fc.constantFrom(...STEPS);
const aReason = fc.constantFrom('down', 'slow');
const aRun = fc.integer({ min: 0, max: 2 });

const anEntry: fc.Arbitrary<SagaFact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('stepDone' as const, 'undone' as const, 'nothingToUndo' as const), step: aStep }),
  fc.record({
    kind: fc.constantFrom('stepRefused' as const, 'stepFailed' as const, 'notUndone' as const),
    step: aStep,
    reason: aReason,
  }),
);
const anEnd: fc.Arbitrary<SagaFact> = fc.oneof(
  fc.constant({ kind: 'completed' as const }),
  fc.constant({ kind: 'compensated' as const }),
);
const aTurn: fc.Arbitrary<SagaFact> = fc.oneof(
  fc.constant({ kind: 'compensating' as const, failure: { step: 'BookHotel', error: 'FullyBooked', cause: '' } }),
  aRun.map((run) => ({ kind: 'compensationFailed' as const, run, failure: null })),
  fc.integer({ min: 1, max: 2 }).map((run) => ({ kind: 'recoveryBegun' as const, run, way: 'back' as const })),
);
const aDecree: fc.Arbitrary<SagaFact> = fc.record({
  kind: fc.constantFrom('cancelled' as const, 'abandoned' as const),
  by: fc.constant('ann'),
  reason: aReason,
});
const anyFact = fc.oneof(anEntry, anEnd, aTurn, aDecree);

interface Told {
  readonly fact: SagaFact;
  readonly second: number;
}
const told = (fact: fc.Arbitrary<SagaFact>): fc.Arbitrary<Told> =>
  fc.record({ fact, second: fc.integer({ min: 1, max: 3 }) });

const after = (facts: readonly Told[], record = aRecord()): SagaRecord =>
  facts.reduce((known, { fact, second }) => apply(known, [fact], epochMillis(AT + second * 1000)), record);

const outcomes = ({ steps, compensations }: SagaRecord) =>
  [steps, compensations].map((entries) =>
    Object.entries(entries)
      .map(([step, { outcome }]) => `${step} ${outcome}`)
      .sort(),
  );

/** A list, and the same in another order with some of it twice. */
const shuffled = (facts: fc.Arbitrary<readonly Told[]>) =>
  facts.chain((list) =>
    fc.record({
      list: fc.constant(list),
      other: fc
        .tuple(
          fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length }),
          fc.subarray([...list]),
        )
        .map(([all, again]) => [...all, ...again]),
    }),
  );

test('what is known of steps and compensations is the same in any order, and twice', () => {
  fc.assert(
    fc.property(shuffled(fc.array(told(anyFact), { maxLength: 12 })), ({ list, other }) => {
      expect(outcomes(after(other))).toEqual(outcomes(after(list)));
    }),
    { numRuns: 500 },
  );
});

test('of the same outcome the latest reason stays, in any order', () => {
  const notUndone = (reason: string, second: number): Told => ({
    fact: { kind: 'notUndone', step: 'BookCar', reason },
    second,
  });

  fc.assert(
    fc.property(
      shuffled(fc.constant([notUndone('down', 1), notUndone('slow', 2), notUndone('gone', 3)])),
      ({ other }) => {
        expect(after(other).compensations.BookCar?.reason).toBe('gone');
      },
    ),
  );
});

test('a saga that ended is so in any order of what was told of its one end, and twice', () => {
  const facts = fc.tuple(told(anEnd), fc.array(told(fc.oneof(anEntry, aTurn)), { maxLength: 8 }));

  fc.assert(
    fc.property(shuffled(facts.map(([end, rest]) => [end, ...rest])), ({ list, other }) => {
      expect(after(other).state).toBe(after(list).state);
      expect(isOpen(after(other).state)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

/** A recovery is recorded before it is started, so only what runs before it told can come after its beginning. */
const aTurnOfTheFirstRun = aTurn.map((fact) => (fact.kind === 'compensationFailed' ? { ...fact, run: 0 } : fact));

test('a saga that turned round is open in the same state in any order', () => {
  fc.assert(
    fc.property(shuffled(fc.array(told(aTurnOfTheFirstRun), { minLength: 1, maxLength: 6 })), ({ list, other }) => {
      expect(after(other)).toMatchObject({ state: after(list).state, recoveries: after(list).recoveries });
    }),
    { numRuns: 500 },
  );
});

test('an ended saga stays as it ended, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(told(anyFact), { maxLength: 6 }),
      told(anEnd),
      fc.array(told(anyFact), { maxLength: 8 }),
      (before, end, rest) => {
        const ended = after([...before, end]);

        const { state, since, endedAt, recoveries, cancelled, abandoned } = after(rest, ended);

        expect({ state, since, endedAt, recoveries, cancelled, abandoned }).toEqual({
          state: ended.state,
          since: ended.since,
          endedAt: ended.endedAt,
          recoveries: ended.recoveries,
          cancelled: ended.cancelled,
          abandoned: ended.abandoned,
        });
      },
    ),
    { numRuns: 500 },
  );
});

test('what is told again changes nothing, so that nothing is written for it', () => {
  fc.assert(
    fc.property(fc.array(told(anEntry), { maxLength: 8 }), (facts) => {
      const known = after(facts);

      expect(
        after(
          facts.filter(({ second }) => second === 1),
          known,
        ),
      ).toBe(known);
    }),
    { numRuns: 300 },
  );
});
