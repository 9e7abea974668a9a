import { saga } from '../../../lib/saga/builder';
import { InvalidRequest, KeyReused } from '../../../lib/saga/errors';
import { apply } from '../../../lib/saga/ledger';
import { sagaId } from '../../../lib/saga/rule';
import { startSaga } from '../../../lib/saga/start';
import { epochMillis, hashOf, type Json, type JsonObject } from '../../../lib/units';
import { MemoryExecutions } from '../../fakes/memory-executions';
import { MemoryLedger } from '../../fakes/memory-ledger';

const AT = epochMillis(1_700_000_000_000);
const NINETY_DAYS = 90 * 24 * 60 * 60 * 1000;
const trip = saga('BookTrip', { version: 3, input: { parse: aTrip } })
  .retriable('BookFlight')
  .build();

function aTrip(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && 'tripId' in value) return value as JsonObject;
  throw new Error('tripId must be text');
}

function aDoor() {
  const ledger = new MemoryLedger();
  const executions = new MemoryExecutions();
  const ask = (request: Json, at = AT) =>
    startSaga(trip, ({ tripId }) => String(tripId), request, at, { ledger, executions });
  return { ledger, executions, ask };
}

describe('starting a saga', () => {
  it('keeps its record and starts the execution of its name', async () => {
    const { ledger, executions, ask } = aDoor();

    const start = await ask({ tripId: 'trip-1', to: 'Oslo' });

    expect(start).toEqual({ kind: 'started', sagaId: 'trip-1', executionArn: 'execution:trip-1' });
    expect(ledger.kept.get(sagaId('trip-1'))).toEqual({
      sagaId: 'trip-1',
      saga: 'BookTrip',
      version: 3,
      style: 'orchestrated',
      executionArn: 'execution:trip-1',
      inputHash: hashOf({ tripId: 'trip-1', to: 'Oslo' }),
      input: { tripId: 'trip-1', to: 'Oslo' },
      acceptedAt: AT,
      state: 'RUNNING',
      since: AT,
      revision: 1,
      recoveries: 0,
      failure: null,
      steps: {},
      compensations: {},
      endedAt: null,
      cancelled: null,
      abandoned: null,
    });
    expect([...executions.started]).toEqual([['trip-1', '{"input":{"to":"Oslo","tripId":"trip-1"}}']]);
  });

  it('is one saga for the same request twice, whatever the order of its fields', async () => {
    const { ledger, executions, ask } = aDoor();
    await ask({ tripId: 'trip-1', to: 'Oslo' });

    const again = await ask({ to: 'Oslo', tripId: 'trip-1' });

    expect(again).toEqual({ kind: 'replayed', sagaId: 'trip-1', executionArn: 'execution:trip-1' });
    expect(ledger.kept.size).toBe(1);
    expect(executions.started.size).toBe(1);
  });

  it('goes on where the first request died between record and execution', async () => {
    const { executions, ask } = aDoor();
    executions.failure = new Error('socket hang up');
    await expect(ask({ tripId: 'trip-1' })).rejects.toThrow('socket hang up');

    const again = await ask({ tripId: 'trip-1' });

    expect(again.kind).toBe('replayed');
    expect([...executions.started.keys()]).toEqual(['trip-1']);
  });

  it('refuses another input under the same id, and starts nothing', async () => {
    const { executions, ask } = aDoor();
    await ask({ tripId: 'trip-1', to: 'Oslo' });

    const other = ask({ tripId: 'trip-1', to: 'Bergen' });

    await expect(other).rejects.toThrow(KeyReused);
    await expect(other).rejects.toThrow(
      "id 'trip-1' was accepted before with another input; send the first input again, or use a new id",
    );
    expect(executions.calls).toBe(1);
  });

  it('refuses the id of another saga, though the input is the same', async () => {
    const { ledger, ask } = aDoor();
    await ask({ tripId: 'trip-1' });
    const [record] = [...ledger.kept.values()];
    if (record) ledger.kept.set(record.sagaId, { ...record, saga: 'CancelTrip' });

    const other = ask({ tripId: 'trip-1' });

    await expect(other).rejects.toThrow(KeyReused);
    await expect(other).rejects.toThrow(
      "id 'trip-1' was accepted before for saga 'CancelTrip' (orchestrated), not 'BookTrip' (orchestrated)",
    );
  });

  it('starts nothing again once its name may be free: after 90 days, and not before', async () => {
    const { executions, ask } = aDoor();
    await ask({ tripId: 'trip-1' });

    const onTheDay = await ask({ tripId: 'trip-1' }, epochMillis(AT + NINETY_DAYS));
    const callsOnTheDay = executions.calls;
    const after = await ask({ tripId: 'trip-1' }, epochMillis(AT + NINETY_DAYS + 1));

    expect(callsOnTheDay).toBe(2);
    expect(executions.calls).toBe(2);
    expect(after).toEqual(onTheDay);
  });

  it('starts nothing for a repetition once the saga has turned round or ended, even if it never began', async () => {
    const { ledger, executions, ask } = aDoor();
    await ask({ tripId: 'trip-1' });
    await ledger.update(sagaId('trip-1'), (record) =>
      apply(record, [{ kind: 'cancelled', by: 'ann', reason: 'no need' }], AT),
    );

    const again = await ask({ tripId: 'trip-1' });

    expect(again.kind).toBe('replayed');
    expect(executions.calls).toBe(1);
  });

  it.each([
    ['a request without its shape', { to: 'Oslo' }, "the request for saga 'BookTrip': tripId must be text"],
    ['an id that is no name', { tripId: 'trip 1' }, "the saga's id must match"],
    [
      'an id of 76 characters, whose recoveries would have no name',
      { tripId: 't'.repeat(76) },
      "the saga's id must match",
    ],
    ['an empty id', { tripId: '' }, "the saga's id must match"],
    ['an input that no execution takes', { tripId: 't', note: 'x'.repeat(262_144) }, 'an execution takes 262144'],
  ])('refuses %s before anything is kept', async (_, request, sentence) => {
    const { ledger, executions, ask } = aDoor();

    const refused = ask(request);

    await expect(refused).rejects.toThrow(InvalidRequest);
    await expect(refused).rejects.toThrow(sentence);
    expect(ledger.kept.size).toBe(0);
    expect(executions.calls).toBe(0);
  });

  it('takes an id of 75 characters, and an input of exactly 262,144 bytes', async () => {
    const { executions, ask } = aDoor();
    const tripId = 't'.repeat(75);
    const empty = JSON.stringify({ input: { note: '', tripId } }).length;

    const start = await ask({ tripId, note: 'x'.repeat(262_144 - empty) });

    expect(start.kind).toBe('started');
    expect(executions.started.get(sagaId(tripId))).toHaveLength(262_144);
  });
});
