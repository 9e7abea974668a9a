/** The fence's table, cell by cell. */
import type { Fence } from '../../../lib/saga/fence';
import {
  type ParticipantStore,
  performAction,
  performActionOn,
  performCompensation,
  performCompensationOn,
  settlePivot,
} from '../../../lib/saga/participant';
import { epochMillis } from '../../../lib/units';
import {
  ACCOUNT,
  AMOUNT,
  aCall,
  anAccountOf,
  balanceIn,
  CHARGE,
  charge,
  declineAll,
  FENCE,
  OPENING_BALANCE,
  refund,
} from '../../fakes/charge';
import type { MemoryParticipantStore } from '../../fakes/memory-participant-store';

const act = (store: ParticipantStore, at = 1, rule: typeof charge = charge) =>
  performAction(store, aCall('Charge', at), rule);
const undo = (store: ParticipantStore, at = 9) => performCompensation(store, aCall('Refund', at), refund);
const settle = (store: ParticipantStore, at = 9) => settlePivot(store, { key: FENCE, at: epochMillis(at) });
const eventsIn = (store: MemoryParticipantStore) => store.outbox().map(({ type }) => type);
const declined = (message: string) => ({ kind: 'rejected', rejection: { reason: 'Declined', message } });

const opened = () => anAccountOf(OPENING_BALANCE);
const charged = async () => {
  const store = opened();
  await act(store);
  return store;
};
const refused = async () => {
  const store = opened();
  await act(store, 1, declineAll);
  return store;
};
const buried = async () => {
  const store = opened();
  await undo(store);
  return store;
};
const compensated = async () => {
  const store = await charged();
  await undo(store);
  return store;
};

describe('where there is no fence', () => {
  test('an action takes effect: row, fence and event in one transaction', async () => {
    const store = opened();

    const outcome = await act(store);

    expect(outcome).toEqual({ kind: 'succeeded', result: { chargedAt: 1 } });
    expect(balanceIn(store)).toBe(OPENING_BALANCE - AMOUNT);
    expect(store.row(CHARGE)).toEqual({ amount: AMOUNT, status: 'CHARGED' });
    expect(store.fence(FENCE)).toMatchObject({ status: 'APPLIED', at: 1, result: { chargedAt: 1 } });
    expect(store.committed).toHaveLength(1);
    expect(store.outbox()).toEqual([
      {
        id: 'saga-1.Charge.1',
        sagaId: 'saga-1',
        style: 'orchestrated',
        aggregate: 'charge#saga-1',
        sequence: 1,
        type: 'charge.made',
        payload: { amount: AMOUNT },
        createdAt: 1,
        causationId: 'saga-1.Charge',
        correlationId: 'saga-1',
      },
    ]);
  });

  test("a rule's refusal is recorded with its event, and has no effect", async () => {
    const store = opened();

    const outcome = await act(store, 1, declineAll);

    expect(outcome).toEqual(declined('never'));
    expect(store.fence(FENCE)).toMatchObject({ status: 'REJECTED', rejection: { reason: 'Declined' } });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
    expect(eventsIn(store)).toEqual(['charge.failed']);
  });

  test('a refusal that only the write finds out is recorded like any other', async () => {
    const store = anAccountOf(AMOUNT - 1);

    const outcome = await act(store);

    expect(outcome).toEqual(declined('too little money'));
    expect(store.fence(FENCE)).toMatchObject({ status: 'REJECTED', rejection: { message: 'too little money' } });
    expect(store.row(CHARGE)).toBeUndefined();
    expect(eventsIn(store)).toEqual(['charge.failed']);
  });

  test('an action takes the very last money', async () => {
    const store = anAccountOf(AMOUNT);

    expect(await act(store)).toMatchObject({ kind: 'succeeded' });
    expect(balanceIn(store)).toBe(0);
  });

  test('a write refused for a reason that the rule does not foresee is an error, and leaves no fence', async () => {
    const store = opened();
    store.seed(CHARGE, { amount: 1, status: 'CHARGED' });

    await expect(act(store)).rejects.toMatchObject({
      name: 'WriteRefused',
      message: "'Charge' of saga 'saga-1': row charge#saga-1 charge does not meet the condition of its write",
    });
    expect(store.fence(FENCE)).toBeUndefined();
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
  });

  test('a compensation leaves a tombstone, undoes nothing and tells of nothing', async () => {
    const store = opened();

    const outcome = await undo(store);

    expect(outcome).toEqual({ outcome: 'nothingToUndo' });
    expect(store.fence(FENCE)).toEqual({ status: 'TOMBSTONE', at: 9 });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
    expect(eventsIn(store)).toEqual([]);
  });
});

describe('where the action was applied', () => {
  test('a repetition answers the first result and does nothing, even if it would now be refused', async () => {
    const store = await charged();

    const outcome = await act(store, 2, declineAll);

    expect(outcome).toEqual({ kind: 'succeeded', result: { chargedAt: 1 } });
    expect(balanceIn(store)).toBe(OPENING_BALANCE - AMOUNT);
    expect(eventsIn(store)).toEqual(['charge.made']);
  });

  test('another payload is refused', async () => {
    const store = await charged();

    const other = performAction(store, aCall('Charge', 2, { amount: AMOUNT + 1 }), charge);

    await expect(other).rejects.toMatchObject({
      name: 'KeyReused',
      message: "step 'Charge' of saga 'saga-1' was already decided for another payload; use a new saga id",
    });
    expect(balanceIn(store)).toBe(OPENING_BALANCE - AMOUNT);
  });

  test('a compensation undoes it: row, fence and event in one transaction', async () => {
    const store = await charged();

    const outcome = await undo(store);

    expect(outcome).toEqual({ outcome: 'undone' });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
    expect(store.row(CHARGE)).toEqual({ amount: AMOUNT, status: 'REFUNDED' });
    expect(store.fence(FENCE)).toEqual({ status: 'COMPENSATED', at: 9 });
    expect(store.committed).toHaveLength(2);
    expect(store.outbox()[1]).toMatchObject({ id: 'saga-1.Refund.1', type: 'charge.refunded', sequence: 2 });
  });

  test('a compensation whose write is refused is an error, and can be tried again', async () => {
    const store = await charged();
    store.seed(ACCOUNT, { balance: 70, open: false });

    await expect(undo(store)).rejects.toMatchObject({
      name: 'WriteRefused',
      message: "'Refund' of saga 'saga-1': row account#1 account does not meet the condition of its write",
    });
    store.seed(ACCOUNT, { balance: 70, open: true });

    expect(await undo(store)).toEqual({ outcome: 'undone' });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
  });
});

describe('where the action was refused', () => {
  test('a repetition answers the first refusal, even if it would now be applied', async () => {
    const store = await refused();

    const outcome = await act(store, 2);

    expect(outcome).toEqual(declined('never'));
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
  });

  test('another payload is refused as such', async () => {
    const store = await refused();

    const other = performAction(store, aCall('Charge', 2, { amount: AMOUNT + 1 }), charge);

    await expect(other).rejects.toMatchObject({ name: 'KeyReused' });
  });

  test('a compensation succeeds and does nothing', async () => {
    const store = await refused();

    expect(await undo(store)).toEqual({ outcome: 'nothingToUndo' });
    expect(store.fence(FENCE)).toMatchObject({ status: 'REJECTED' });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
    expect(eventsIn(store)).toEqual(['charge.failed']);
  });
});

describe.each<{ name: string; fenced: () => Promise<MemoryParticipantStore>; status: Fence['status']; answer: string }>(
  [
    { name: 'where the compensation came first', fenced: buried, status: 'TOMBSTONE', answer: 'nothingToUndo' },
    { name: 'where the action was compensated', fenced: compensated, status: 'COMPENSATED', answer: 'undone' },
  ],
)('$name', ({ fenced, status, answer }) => {
  test('a late action is fenced off without effect, whatever its payload', async () => {
    const store = await fenced();
    const { length } = store.committed;

    await expect(act(store, 20)).rejects.toMatchObject({
      name: 'StepFenced',
      message: "step 'Charge' of saga 'saga-1' was compensated before this call arrived: it has no effect",
    });
    await expect(performAction(store, aCall('Charge', 20, { amount: 1 }), charge)).rejects.toMatchObject({
      name: 'StepFenced',
    });
    expect(store.committed).toHaveLength(length);
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
  });

  test('a repeated compensation answers the first success and does nothing', async () => {
    const store = await fenced();

    expect(await undo(store, 21)).toEqual({ outcome: answer });
    expect(store.fence(FENCE)).toEqual({ status, at: 9 });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
  });
});

describe('settling a pivot', () => {
  test('finds it applied, with the result it had', async () => {
    const store = await charged();

    expect(await settle(store)).toEqual({ applied: true, result: { chargedAt: 1 } });
    expect(store.fence(FENCE)).toMatchObject({ status: 'APPLIED' });
  });

  test.each([
    { name: 'refused', fenced: refused },
    { name: 'compensated before it came', fenced: buried },
  ])('finds it never applied when it was $name', async ({ fenced }) => {
    const store = await fenced();

    expect(await settle(store)).toEqual({ applied: false, result: null });
  });

  test('makes sure that what has not happened never will', async () => {
    const store = opened();

    expect(await settle(store)).toEqual({ applied: false, result: null });
    await expect(act(store)).rejects.toMatchObject({ name: 'StepFenced' });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
  });
});

describe('a table that contradicts itself', () => {
  const contradictory: ParticipantStore = { commit: async () => ({ kind: 'fenceFound', fence: undefined }) };

  test.each([
    { name: 'an action', run: () => act(contradictory) },
    { name: 'a compensation', run: () => undo(contradictory) },
    { name: 'the settling of a pivot', run: () => settle(contradictory) },
  ])('makes $name fail instead of guessing or going on for ever', async ({ run }) => {
    await expect(run()).rejects.toThrow('did not settle in 4 commits');
  });
});

describe('a call that answers an event', () => {
  const onEvent = { style: 'choreographed', eventId: 'order-1.CreateOrder.1' } as const;
  const actOn = (store: ParticipantStore, at = 1, rule: typeof charge = charge) =>
    performActionOn(store, { ...aCall('Charge', at), ...onEvent }, rule);
  const undoOn = (store: ParticipantStore, eventId: string) =>
    performCompensationOn(store, { ...aCall('Refund', 9), ...onEvent, eventId }, (context) => ({
      ...refund(context),
      nothing: [
        { type: 'charge.failed', aggregate: 'charge#saga-1', sequence: 1, payload: { reason: 'NeverCharged' } },
      ],
    }));

  test('tells events that name it as their cause, under the ids that a call would give them', async () => {
    const store = opened();

    await actOn(store);

    expect(store.outbox()).toMatchObject([
      { id: 'saga-1.Charge.1', style: 'choreographed', causationId: 'order-1.CreateOrder.1', correlationId: 'saga-1' },
    ]);
  });

  test('has no second effect, whatever the rule would decide now', async () => {
    const store = opened();
    await actOn(store);

    expect(await actOn(store, 2, declineAll)).toBe('alreadyProcessed');
    expect(store.committed).toHaveLength(1);
  });

  test.each([
    ['a refusal of the rule', opened, declineAll],
    ['a refusal of a write', () => anAccountOf(AMOUNT - 1), charge],
  ])('processes the event with %s', async (_, prepare, rule) => {
    const store = prepare();

    expect(await actOn(store, 1, rule)).toMatchObject({ kind: 'rejected' });
    expect(await actOn(store, 2, rule)).toBe('alreadyProcessed');
    expect(eventsIn(store)).toEqual(['charge.failed']);
  });

  test('tells that there was nothing to undo, once', async () => {
    const store = opened();

    expect(await undoOn(store, 'event-1')).toEqual({ outcome: 'nothingToUndo' });
    expect(await undoOn(store, 'event-1')).toBe('alreadyProcessed');
    expect(await undoOn(store, 'event-2')).toEqual({ outcome: 'nothingToUndo' });
    expect(store.outbox()).toMatchObject([{ id: 'saga-1.Refund.1', payload: { reason: 'NeverCharged' } }]);
    await expect(actOn(store)).rejects.toMatchObject({ name: 'StepFenced' });
  });

  test('undoes once, however many events ask for it', async () => {
    const store = await charged();

    expect(await undoOn(store, 'event-1')).toEqual({ outcome: 'undone' });
    expect(await undoOn(store, 'event-1')).toBe('alreadyProcessed');
    expect(await undoOn(store, 'event-2')).toEqual({ outcome: 'undone' });
    expect(balanceIn(store)).toBe(OPENING_BALANCE);
    expect(eventsIn(store)).toEqual(['charge.made', 'charge.refunded']);
  });
});
