import { actionHandler, compensationHandler } from '../../../lib/aws/step-handler';
import { saga } from '../../../lib/saga/builder';
import { type Action, apply, type Compensation, reject } from '../../../lib/saga/rule';
import type { JsonObject } from '../../../lib/units';
import { MemoryParticipantStore } from '../../fakes/memory-participant-store';
import { aContainer, CONTEXT } from './a-container';
import { AT } from './transactions';

const trip = saga('BookTrip', { input: { parse: aTrip } })
  .compensatable('BookFlight', { compensation: 'CancelFlight', rejects: ['NoSeats'] })
  .pivot('ChargeCard', { rejects: ['CardDeclined'] })
  .retriable('SendTickets')
  .build();
type Trip = typeof trip;

function aTrip(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && 'traveller' in value) return value as JsonObject;
  throw new Error('traveller must be text');
}

const bookFlight: Action<Trip, 'BookFlight'> = ({ at }) =>
  apply(
    { flight: 'F1', at },
    { writes: [{ kind: 'insert', key: { pk: 'flight#1', sk: 'flight' }, row: { status: 'BOOKED' } }] },
  );
const cancelFlight: Compensation<Trip, 'CancelFlight'> = () => ({ writes: [], events: [] });
const chargeCard: Action<Trip, 'ChargeCard'> = ({ results }) => apply({ charged: true, after: results.BookFlight });

const event = (step: string, intent: string, given: object = {}) => ({
  saga: 'BookTrip',
  sagaId: 'trip-1',
  step,
  intent,
  attempt: 0,
  state: { input: { traveller: 'Ada Lovelace' }, ...given },
});

function aParticipant() {
  const store = new MemoryParticipantStore();
  const { dependencies, lines, pass } = aContainer();
  return { store, lines, pass, dependencies: { ...dependencies, store } };
}

describe('the function of an action', () => {
  it('answers the bare result, and logs the call without its payload', async () => {
    const { dependencies, lines, pass } = aParticipant();
    const slowly: typeof bookFlight = (context) => {
      pass(7);
      return bookFlight(context);
    };
    const handler = actionHandler(trip, 'BookFlight', slowly, dependencies);

    const answer = await handler({ ...event('BookFlight', 'act'), attempt: 2 }, CONTEXT);

    expect(answer).toEqual({ flight: 'F1', at: AT });
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'call answered',
        fields: {
          saga: 'BookTrip',
          function: 'BookFlight',
          requestId: 'request-1',
          sagaId: 'trip-1',
          step: 'BookFlight',
          intent: 'act',
          attempt: 2,
          outcome: 'succeeded',
          durationMillis: 7,
        },
      },
    ]);
  });

  it('answers a repetition with the first answer', async () => {
    const { store, dependencies, pass } = aParticipant();
    const handler = actionHandler(trip, 'BookFlight', bookFlight, dependencies);
    const first = await handler(event('BookFlight', 'act'), CONTEXT);
    pass(60_000);

    const second = await handler(event('BookFlight', 'act'), CONTEXT);

    expect(second).toEqual(first);
    expect(store.committed).toHaveLength(1);
  });

  it('throws a refusal under its own name, and logs it as an answer', async () => {
    const { dependencies, lines } = aParticipant();
    const handler = actionHandler(trip, 'BookFlight', () => reject('NoSeats', 'no seat is free'), dependencies);

    const refused = handler(event('BookFlight', 'act'), CONTEXT);

    await expect(refused).rejects.toMatchObject({ name: 'NoSeats', message: 'no seat is free' });
    expect(lines).toMatchObject([
      { level: 'info', message: 'call rejected', fields: { outcome: 'rejected', reason: 'NoSeats', sagaId: 'trip-1' } },
    ]);
  });

  it('throws the errors of a rule as they are, and logs their name alone', async () => {
    const { dependencies, lines } = aParticipant();
    const failure = new RangeError('Ada Lovelace has no passport');
    const failing = () => {
      throw failure;
    };
    const handler = actionHandler(trip, 'BookFlight', failing, dependencies);

    await expect(handler(event('BookFlight', 'act'), CONTEXT)).rejects.toBe(failure);
    expect(lines).toMatchObject([{ level: 'error', fields: { outcome: 'failed', errorName: 'RangeError' } }]);
    expect(JSON.stringify(lines)).not.toContain('Lovelace');
  });

  it('throws 1,000 characters of a message and cuts the next one, under the same name', async () => {
    const { dependencies } = aParticipant();
    const handlerOf = (message: string) =>
      actionHandler(trip, 'BookFlight', () => reject('NoSeats', message), dependencies);

    const whole = handlerOf('x'.repeat(1_000))(event('BookFlight', 'act'), CONTEXT);
    const cut = handlerOf('x'.repeat(1_001))({ ...event('BookFlight', 'act'), sagaId: 'trip-2' }, CONTEXT);

    await expect(whole).rejects.toMatchObject({ name: 'NoSeats', message: 'x'.repeat(1_000) });
    await expect(cut).rejects.toMatchObject({ name: 'NoSeats', message: `${'x'.repeat(997)}...` });
  });

  it('throws something that is no error as an error', async () => {
    const { dependencies } = aParticipant();
    const failing = () => {
      throw 'no seats';
    };

    const call = actionHandler(trip, 'BookFlight', failing, dependencies)(event('BookFlight', 'act'), CONTEXT);

    await expect(call).rejects.toEqual(new Error('no seats'));
  });

  it.each([
    [{ saga: 'PlaceOrder' }, "the event's saga is \"PlaceOrder\"; this function serves 'BookTrip'"],
    [{ intent: 'undo' }, 'intent must be act for \'BookFlight\'; it is "undo"'],
    [{ state: { input: {} } }, 'state.input: traveller must be text'],
  ])('refuses an event with %j for good', async (given, message) => {
    const { store, dependencies, lines } = aParticipant();
    const handler = actionHandler(trip, 'BookFlight', bookFlight, dependencies);

    const refused = handler({ ...event('BookFlight', 'act'), ...given }, CONTEXT);

    await expect(refused).rejects.toMatchObject({ name: 'InvalidRequest', message });
    expect(store.committed).toHaveLength(0);
    expect(lines).toMatchObject([{ level: 'warn', fields: { function: 'BookFlight', errorName: 'InvalidRequest' } }]);
  });
});

describe('the function of a compensation', () => {
  it('answers that it undid what its action had done', async () => {
    const { dependencies, lines } = aParticipant();
    await actionHandler(trip, 'BookFlight', bookFlight, dependencies)(event('BookFlight', 'act'), CONTEXT);
    const handler = compensationHandler(trip, 'CancelFlight', cancelFlight, dependencies);

    const answer = await handler(event('BookFlight', 'undo'), CONTEXT);

    expect(answer).toEqual({ outcome: 'undone' });
    expect(lines[1]).toMatchObject({
      level: 'info',
      fields: { function: 'CancelFlight', step: 'BookFlight', intent: 'undo', outcome: 'undone' },
    });
  });

  it('answers that there was nothing to undo, and fences its action for good', async () => {
    const { dependencies } = aParticipant();
    const answer = await compensationHandler(
      trip,
      'CancelFlight',
      cancelFlight,
      dependencies,
    )(event('BookFlight', 'undo'), CONTEXT);

    const late = actionHandler(trip, 'BookFlight', bookFlight, dependencies)(event('BookFlight', 'act'), CONTEXT);

    expect(answer).toEqual({ outcome: 'nothingToUndo' });
    await expect(late).rejects.toMatchObject({ name: 'StepFenced' });
  });
});

describe('the function of a pivot', () => {
  const state = { results: { BookFlight: { flight: 'F1' } } };

  it('acts', async () => {
    const { dependencies } = aParticipant();
    const handler = actionHandler(trip, 'ChargeCard', chargeCard, dependencies);

    const answer = await handler(event('ChargeCard', 'act', state), CONTEXT);

    expect(answer).toEqual({ charged: true, after: { flight: 'F1' } });
  });

  it('settles what it did as applied, with its result', async () => {
    const { dependencies, lines } = aParticipant();
    const handler = actionHandler(trip, 'ChargeCard', chargeCard, dependencies);
    const result = await handler(event('ChargeCard', 'act', state), CONTEXT);

    const settled = await handler(event('ChargeCard', 'settle', state), CONTEXT);

    expect(settled).toEqual({ applied: true, result });
    expect(lines[1]?.fields).toMatchObject({ intent: 'settle', outcome: 'settledApplied' });
  });

  it('settles what it never did as never to be done', async () => {
    const { dependencies } = aParticipant();
    const handler = actionHandler(trip, 'ChargeCard', chargeCard, dependencies);

    const settled = await handler(event('ChargeCard', 'settle', state), CONTEXT);

    expect(settled).toEqual({ applied: false, result: null });
    await expect(handler(event('ChargeCard', 'act', state), CONTEXT)).rejects.toMatchObject({ name: 'StepFenced' });
  });
});

describe('the function of the first retriable step of a saga without a pivot', () => {
  const mailing = saga('Mailing', { input: { parse: aTrip } })
    .compensatable('Reserve', { compensation: 'Release' })
    .retriable('Send')
    .build();
  const send: Action<typeof mailing, 'Send'> = ({ results }) => apply({ sent: results.Reserve });
  const asked = (intent: string, given: object = {}) => ({ ...event('Send', intent, given), saga: 'Mailing' });

  it('settles as applied what it did, though the results before it are lost', async () => {
    const { dependencies } = aParticipant();
    const handler = actionHandler(mailing, 'Send', send, dependencies);
    await handler(asked('act', { results: { Reserve: 'R1' } }), CONTEXT);

    expect(await handler(asked('settle'), CONTEXT)).toEqual({ applied: true, result: { sent: 'R1' } });
  });

  it('settles what it never did as never to be done', async () => {
    const { dependencies } = aParticipant();
    const handler = actionHandler(mailing, 'Send', send, dependencies);

    expect(await handler(asked('settle'), CONTEXT)).toEqual({ applied: false, result: null });
    const late = handler(asked('act', { results: { Reserve: 'R1' } }), CONTEXT);
    await expect(late).rejects.toMatchObject({ name: 'StepFenced' });
  });
});
