/**
 * The fence under every order of events: an action, its retry, a copy that comes late, the compensation and its copy,
 * whose commits reach the table in any order, and any of which can die before or after a commit.
 */
import assert from 'node:assert';
import fc from 'fast-check';
import { type ParticipantStore, performAction, performCompensation } from '../../lib/saga/participant';
import { sagaId } from '../../lib/saga/rule';
import { epochMillis } from '../../lib/units';
import {
  ACCOUNT,
  AMOUNT,
  aCall,
  anAccountOf,
  balanceIn,
  charge,
  declineAll,
  FENCE,
  OPENING_BALANCE,
  refund,
} from '../fakes/charge';
import type { MemoryParticipantStore } from '../fakes/memory-participant-store';
import { type Call, type CallEnd, everySchedule, runSchedule } from './schedules';

type Answer =
  | { readonly of: 'action'; readonly outcome: unknown }
  | { readonly of: 'compensation'; readonly outcome: string }
  | { readonly of: 'deposit' };

const act = (store: ParticipantStore, at: number, rule: typeof charge = charge) =>
  performAction(store, aCall('Charge', at), rule);
const undo = (store: ParticipantStore, at: number) => performCompensation(store, aCall('Refund', at), refund);

/** Each with a time of its own, so that an answer tells whose effect it speaks of. */
const anAction = (at: number, rule: typeof charge = charge): Call<Answer> => ({
  name: `action ${at}`,
  run: async (store) => ({ of: 'action', outcome: await act(store, at, rule) }),
});
const aCompensation = (at: number): Call<Answer> => ({
  name: `compensation ${at}`,
  run: async (store) => ({ of: 'compensation', outcome: (await undo(store, at)).outcome }),
});
/** Somebody else pays in, so that what was refused a moment ago would now be accepted. */
const aDeposit: Call<Answer> = {
  name: 'deposit',
  run: async (store) => {
    await store.commit({
      key: { sagaId: sagaId('saga-2'), step: 'Deposit' },
      fence: { kind: 'create', fence: { status: 'APPLIED', requestHash: '', at: epochMillis(0), result: null } },
      writes: [{ kind: 'change', key: ACCOUNT, add: { balance: AMOUNT }, when: [{ field: 'open', equals: true }] }],
      outbox: [],
    });
    return { of: 'deposit' };
  },
};

/** What the table went through, leaving out what others did to it. */
const historyOf = (store: MemoryParticipantStore) =>
  store.committed
    .filter(({ key }) => key.step === FENCE.step)
    .map(({ fence }) => (fence.kind === 'create' ? fence.fence.status : 'COMPENSATED'))
    .join(' ');

/** A fence never goes back, so it has one of four lives. */
const LIVES = ['', 'APPLIED', 'APPLIED COMPENSATED', 'REJECTED', 'TOMBSTONE'];
const EVENTS: { readonly [life: string]: readonly string[] } = {
  '': [],
  APPLIED: ['charge.made'],
  'APPLIED COMPENSATED': ['charge.made', 'charge.refunded'],
  REJECTED: ['charge.failed'],
  TOMBSTONE: [],
};

function checkLaws(ends: readonly CallEnd<Answer>[], store: MemoryParticipantStore): void {
  const life = historyOf(store);
  assert(LIVES.includes(life), `the fence lived through: ${life}`);
  assert.deepStrictEqual(
    store.outbox().map(({ type }) => type),
    EVENTS[life],
  );
  const paidIn = store.committed.some(({ key }) => key.step === 'Deposit') ? AMOUNT : 0;
  const charged = life === 'APPLIED' ? AMOUNT : 0;
  assert.strictEqual(Number(balanceIn(store)), Number(store.row(ACCOUNT)?.opening) + paidIn - charged);

  const answers = ends.flatMap((end) => (end.kind === 'answered' ? [end.answer] : []));
  const actions = answers.flatMap((answer) => (answer.of === 'action' ? [answer.outcome] : []));
  for (const outcome of actions) assert.deepStrictEqual(outcome, actions[0]);
  const undoings = answers.flatMap((answer) => (answer.of === 'compensation' ? [answer.outcome] : []));
  for (const outcome of undoings) {
    assert.strictEqual(outcome, life === 'APPLIED COMPENSATED' ? 'undone' : 'nothingToUndo');
    assert.notStrictEqual(life, 'APPLIED');
  }
  for (const end of ends) assert(end.kind !== 'threw' || end.error === 'StepFenced', JSON.stringify(end));
}

/** However it went, trying again ends it: everything undone, and whatever still comes has no effect. */
async function checkRecovery(store: MemoryParticipantStore): Promise<void> {
  const paidIn = store.committed.some(({ key }) => key.step === 'Deposit') ? AMOUNT : 0;
  await undo(store, 100);
  assert.strictEqual(Number(balanceIn(store)), Number(store.row(ACCOUNT)?.opening) + paidIn);
  const { length } = store.committed;
  await act(store, 101).catch((error: Error) => assert.strictEqual(error.name, 'StepFenced'));
  await undo(store, 102);
  assert.strictEqual(store.committed.length, length);
}

function anAccount(opening: number): MemoryParticipantStore {
  const store = anAccountOf(opening);
  store.seed(ACCOUNT, { balance: opening, open: true, opening });
  return store;
}

interface Scenario {
  readonly name: string;
  readonly opening: number;
  readonly calls: readonly Call<Answer>[];
  readonly deaths: number;
  /** Which lives the fence must be seen to live: without them the run was worth nothing. */
  readonly lives: readonly string[];
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'an action that is applied, its retry, a late copy, and two compensations',
    opening: OPENING_BALANCE,
    calls: [anAction(1), anAction(2), anAction(3), aCompensation(4), aCompensation(5)],
    deaths: 0,
    lives: ['APPLIED COMPENSATED', 'TOMBSTONE'],
  },
  {
    name: 'the same where one call dies',
    opening: OPENING_BALANCE,
    calls: [anAction(1), anAction(2), aCompensation(3), aCompensation(4)],
    deaths: 1,
    lives: ['APPLIED COMPENSATED', 'TOMBSTONE'],
  },
  {
    name: 'an action that its rule refuses',
    opening: OPENING_BALANCE,
    calls: [anAction(1, declineAll), anAction(2, declineAll), aCompensation(3), aCompensation(4)],
    deaths: 1,
    lives: ['REJECTED', 'TOMBSTONE'],
  },
  {
    name: 'an action that a write refuses, until somebody pays in',
    opening: AMOUNT - 1,
    calls: [anAction(1), anAction(2), aDeposit, aCompensation(3)],
    deaths: 1,
    lives: ['APPLIED', 'APPLIED COMPENSATED', 'REJECTED', 'TOMBSTONE'],
  },
];

test.each(SCENARIOS)('takes effect at most once and is undone exactly: $name', async ({
  opening,
  calls,
  deaths,
  lives,
}) => {
  const seen = new Set<string>();

  const count = await everySchedule(
    () => ({ store: anAccount(opening), calls }),
    deaths,
    async (ends, store, story) => {
      seen.add(historyOf(store));
      try {
        checkLaws(ends, store);
        await checkRecovery(store);
      } catch (error) {
        throw new Error(`broken by: ${story.join(', ')}`, { cause: error });
      }
    },
  );

  expect([...seen].sort()).toEqual(lives);
  expect(count).toBeGreaterThan(900);
});

test('takes effect at most once and is undone exactly, whatever else is added', async () => {
  const kinds = fc.constantFrom('action', 'compensation', 'deposit');
  await fc.assert(
    fc.asyncProperty(
      fc.array(kinds, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(AMOUNT - 1, OPENING_BALANCE),
      fc.integer({ min: 0, max: 4 }),
      fc.infiniteStream(fc.nat()),
      async (names, opening, deaths, choices) => {
        const calls = names.map((name, at) =>
          name === 'action' ? anAction(at) : name === 'compensation' ? aCompensation(at) : aDeposit,
        );
        const store = anAccount(opening);

        const { ends } = await runSchedule(store, calls, (count) => (choices.next().value ?? 0) % count, deaths);

        checkLaws(ends, store);
        await checkRecovery(store);
      },
    ),
    { numRuns: 2_000 },
  );
});
