import { recordSagaHandler } from '../../../lib/aws/record-saga-handler';
import type { JsonObject } from '../../../lib/units';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { AT, aRecord, INPUT, TRIP, trip } from '../saga/a-saga';
import { aContainer, CONTEXT } from './a-container';

async function aRecorder() {
  const ledger = new MemoryLedger();
  await ledger.accept(aRecord());
  const { dependencies, lines } = aContainer();
  const handler = recordSagaHandler(trip, { ...dependencies, ledger });
  const record = (state: JsonObject, given: JsonObject = {}) =>
    handler({ saga: 'BookTrip', sagaId: TRIP, state: { input: INPUT, ...state }, ...given }, CONTEXT);
  return { ledger, lines, record };
}
const failure = (errorType: string) => ({
  Error: errorType,
  Cause: JSON.stringify({ errorType, errorMessage: 'no room', trace: ['s3cret'] }),
});

describe('the function that records that a saga turns round', () => {
  it.each([
    ['refused', 'FullyBooked'],
    ['failed', 'States.Timeout'],
  ])('says which step %s, and what was done before', async (outcome, error) => {
    const { ledger, lines, record } = await aRecorder();

    expect(await record({ results: { BookFlight: 1 }, failure: failure(error) })).toEqual({ outcome: 'recorded' });

    expect(await ledger.find(TRIP)).toMatchObject({
      state: 'COMPENSATING',
      since: AT,
      failure: { step: 'BookHotel', error, cause: 'no room' },
      steps: { BookFlight: { outcome: 'done' }, BookHotel: { outcome, reason: `${error}: no room` } },
    });
    expect(lines).toMatchObject([{ level: 'info', fields: { sagaId: TRIP, outcome: 'recorded' } }]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('takes the first step for it where nothing has a result', async () => {
    const { ledger, record } = await aRecorder();

    await record({ failure: failure('States.Timeout') });

    expect(await ledger.find(TRIP)).toMatchObject({ failure: { step: 'BookFlight' } });
  });

  it('writes nothing when it is called again, and answers so for a saga that nobody accepted', async () => {
    const { ledger, record } = await aRecorder();
    await record({ failure: failure('States.Timeout') });
    const known = await ledger.find(TRIP);

    expect(await record({ failure: failure('States.Timeout') })).toEqual({ outcome: 'known' });
    expect(await record({ failure: failure('E') }, { sagaId: 'nobody' })).toEqual({ outcome: 'unknownSaga' });
    expect(await ledger.find(TRIP)).toBe(known);
  });

  it.each([
    ['of another saga', { saga: 'Other' }],
    ['without an id', { sagaId: 7 }],
    ['in which nothing failed', { state: { results: { BookFlight: 1, BookHotel: 1, BookCar: 1, SendTickets: 1 } } }],
  ])('refuses an event %s, which no retry mends', async (_, given) => {
    const { record } = await aRecorder();

    await expect(record({}, given)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
