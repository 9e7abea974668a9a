import type { Ending } from '../../../lib/saga/executions';
import { DEFAULT_DEADLINE_SECONDS, inspect, MAX_AUTOMATIC_RECOVERIES, noteEnding } from '../../../lib/saga/guard';
import { apply } from '../../../lib/saga/ledger';
import { sagaId } from '../../../lib/saga/rule';
import { aGuard, openOf, PARKED, stood, TIMED_OUT } from './a-guard';
import { AT, aChoreographed, aRecord, later, TRIP } from './a-saga';

const DONE: Ending = { kind: 'succeeded', at: later(60), output: undefined };
const NINETY_DAYS = 90 * 24 * 60 * 60;

describe('an ending that is heard of', () => {
  it('is recorded, and known when it is heard of again', async () => {
    const { ports, known } = await aGuard();

    expect(await noteEnding(ports, TRIP, 0, DONE)).toEqual({ kind: 'recorded' });
    expect(await noteEnding(ports, TRIP, 0, DONE)).toEqual({ kind: 'known' });
    expect(await known()).toMatchObject({ state: 'COMPLETED', endedAt: later(60), revision: 2 });
  });

  it('that no Catch sees begins a recovery with what the execution knew', async () => {
    const { ports, executions, running, known } = await aGuard();
    await running();

    expect(await noteEnding(ports, TRIP, 0, TIMED_OUT)).toEqual({ kind: 'recoveryBegun', run: 1, way: 'back' });

    expect([...executions.recoveries]).toMatchObject([['trip-1-r1', { results: { BookFlight: 1 }, way: 'back' }]]);
    expect(await known()).toMatchObject({
      state: 'COMPENSATING',
      since: later(60),
      recoveries: 1,
      failure: { step: 'BookHotel', error: 'States.Timeout' },
    });
  });

  it('begins one recovery, however often it is heard of', async () => {
    const { ports, executions, running } = await aGuard();
    await running();

    await noteEnding(ports, TRIP, 0, TIMED_OUT);

    expect(await noteEnding(ports, TRIP, 0, TIMED_OUT)).toEqual({ kind: 'known' });
    expect(executions.recoveries.size).toBe(1);
  });

  it('begins one recovery, though two hear of it at once', async () => {
    const { ports, ledger, executions, running, known } = await aGuard();
    await running();
    ledger.meanwhile = async () => {
      ledger.meanwhile = async () => {};
      await noteEnding(ports, TRIP, 0, TIMED_OUT);
    };

    expect(await noteEnding(ports, TRIP, 0, TIMED_OUT)).toEqual({ kind: 'known' });

    expect([...executions.recoveries.keys()]).toEqual(['trip-1-r1']);
    expect(await known()).toMatchObject({ recoveries: 1 });
  });

  it('of a recovery that ended unexpectedly begins the next, with what that one knew', async () => {
    const { ports, executions, running } = await aGuard();
    await running();
    await noteEnding(ports, TRIP, 0, TIMED_OUT);
    executions.at('trip-1-r1', stood('CancelFlight', { undone: { BookHotel: { outcome: 'undone' } }, way: 'back' }));

    expect(await noteEnding(ports, TRIP, 1, TIMED_OUT)).toMatchObject({ kind: 'recoveryBegun', run: 2 });
    expect(executions.recoveries.get('trip-1-r2')).toMatchObject({ undone: { BookHotel: { outcome: 'undone' } } });
  });

  it('leaves a saga to a person once it was recovered often enough', async () => {
    const { ports, executions, known } = await aGuard(aRecord({ recoveries: MAX_AUTOMATIC_RECOVERIES - 1 }));

    await noteEnding(ports, TRIP, MAX_AUTOMATIC_RECOVERIES - 1, TIMED_OUT);
    const last = await noteEnding(ports, TRIP, MAX_AUTOMATIC_RECOVERIES, TIMED_OUT);

    expect(last).toEqual({ kind: 'exhausted' });
    expect([...executions.recoveries.keys()]).toEqual([`trip-1-r${MAX_AUTOMATIC_RECOVERIES}`]);
    expect(await known()).toMatchObject({ state: 'COMPENSATION_FAILED' });
    expect(await noteEnding(ports, TRIP, MAX_AUTOMATIC_RECOVERIES, TIMED_OUT)).toEqual({ kind: 'known' });
  });

  it.each([
    'COMPLETED',
    'COMPENSATED',
    'ABANDONED',
  ] as const)('recovers nothing of a saga that is %s', async (state) => {
    const { ports, executions } = await aGuard(aRecord({ state, endedAt: AT }));

    expect(await noteEnding(ports, TRIP, 0, TIMED_OUT)).toEqual({ kind: 'known' });
    expect(executions.calls).toBe(0);
  });

  it('of an execution that is no saga’s changes nothing', async () => {
    const { ports, executions } = await aGuard();
    const byHand = sagaId('by-hand');

    expect(await noteEnding(ports, byHand, 0, DONE)).toEqual({ kind: 'unknownSaga' });
    expect(await noteEnding(ports, byHand, 0, TIMED_OUT)).toEqual({ kind: 'unknownSaga' });
    expect(executions.calls).toBe(0);
  });

  it('is heard of again by the sweeper where the recovery was recorded and not started', async () => {
    const guard = await aGuard();
    const { ports, executions, running, known } = guard;
    await running();
    executions.failure = new Error('socket hang up');
    await expect(noteEnding(ports, TRIP, 0, TIMED_OUT)).rejects.toThrow('socket hang up');

    const seen = await inspect(ports, await openOf(guard), later(200));

    expect(seen).toEqual({ kind: 'recoveryBegun', run: 1, way: 'back' });
    expect([...executions.recoveries]).toMatchObject([['trip-1-r1', { results: { BookFlight: 1 } }]]);
    expect(await known()).toMatchObject({ recoveries: 1 });
  });
});

describe('a saga that is looked at', () => {
  it('is left alone while its execution runs', async () => {
    const guard = await aGuard();
    await guard.running();

    expect(await inspect(guard.ports, await openOf(guard), later(999))).toEqual({ kind: 'running' });
    expect(guard.executions.recoveries.size).toBe(0);
  });

  it('is begun where it was accepted and never begun, with the input that it was accepted with', async () => {
    const guard = await aGuard();

    expect(await inspect(guard.ports, await openOf(guard), later(999))).toEqual({ kind: 'started' });
    expect([...guard.executions.started]).toEqual([['trip-1', '{"input":{"to":"Oslo","tripId":"trip-1"}}']]);
  });

  it.each([
    ['its ending was told to nobody', DONE, 'recorded'],
    ['it ended where no Catch sees it, which was told to nobody', TIMED_OUT, 'recoveryBegun'],
  ])('is taken for what it is where %s', async (_, ending, kind) => {
    const guard = await aGuard();
    await guard.running();
    guard.executions.end(TRIP, ending);

    expect(await inspect(guard.ports, await openOf(guard), later(999))).toMatchObject({ kind });
  });

  it.each([
    ['its machine is deleted', aRecord(), later(999)],
    [
      'it was known to run, and its execution is gone',
      aRecord({}, [{ kind: 'stepDone', step: 'BookFlight' }]),
      later(999),
    ],
    ['it was being undone, and its execution is gone', aRecord({ state: 'COMPENSATING' }), later(999)],
    ['its execution may have been forgotten after 90 days', aRecord(), later(NINETY_DAYS)],
  ])('is recovered where %s', async (_, record, at) => {
    const guard = await aGuard(record);
    guard.executions.gone = ['conductor'];

    expect(await inspect(guard.ports, await openOf(guard), at)).toEqual({ kind: 'recoveryBegun', run: 1, way: 'back' });
    expect(guard.executions.started.size).toBe(0);
    expect(guard.executions.recoveries.size).toBe(1);
  });

  it('is begun up to the 90th day, while its name cannot be free', async () => {
    const guard = await aGuard();

    expect(await inspect(guard.ports, await openOf(guard), later(NINETY_DAYS - 1))).toEqual({ kind: 'started' });
  });

  it('has its recovery started again, under its name, where that is not there', async () => {
    const guard = await aGuard(aRecord({ state: 'COMPENSATING', recoveries: 2 }));

    expect(await inspect(guard.ports, await openOf(guard), later(999))).toMatchObject({ run: 2 });
    expect([...guard.executions.recoveries.keys()]).toEqual(['trip-1-r2']);
    expect(await guard.known()).toMatchObject({ recoveries: 2 });
  });

  it('is stopped and recovered where whoever cancelled it did not come to that', async () => {
    const guard = await aGuard();
    await guard.running();
    const failure = { step: 'BookHotel', error: 'SagaCancelled', cause: 'a mistake' };
    await guard.ledger.update(TRIP, (record) =>
      apply(
        record,
        [
          { kind: 'cancelled', by: 'ann', reason: 'a mistake' },
          { kind: 'compensating', failure },
        ],
        AT,
      ),
    );

    expect(await inspect(guard.ports, await openOf(guard), later(999))).toMatchObject({
      kind: 'recoveryBegun',
      run: 1,
    });
    expect(guard.executions.stopped).toEqual([{ name: 'trip-1', error: 'SagaCancelled', cause: 'a mistake' }]);
  });
});

describe('a choreographed saga that is looked at', () => {
  it('is left to its events until its deadline, and recovered from then on', async () => {
    const guard = await aGuard(aChoreographed({}, [{ kind: 'stepDone', step: 'BookFlight' }]));
    const open = await openOf(guard);

    expect(await inspect(guard.ports, open, later(DEFAULT_DEADLINE_SECONDS - 1))).toEqual({ kind: 'running' });
    expect(await inspect(guard.ports, open, later(DEFAULT_DEADLINE_SECONDS))).toMatchObject({ run: 1, way: 'back' });

    expect(await guard.known()).toMatchObject({
      state: 'COMPENSATING',
      failure: { step: 'BookHotel', error: 'DeadlineMissed' },
    });
  });

  it('has the deadline of its definition', async () => {
    const guard = await aGuard(aChoreographed());
    const ports = { ...guard.ports, definition: { ...guard.ports.definition, deadlineSeconds: 30 } };
    const open = await openOf(guard);

    expect(await inspect(ports, open, later(29))).toEqual({ kind: 'running' });
    expect(await inspect(ports, open, later(30))).toMatchObject({ kind: 'recoveryBegun' });
  });

  it('is watched by its recovery once that was begun', async () => {
    const guard = await aGuard(aChoreographed({ recoveries: 1, state: 'COMPENSATING' }));
    await guard.executions.startRecovery(TRIP, 1, {
      sagaId: TRIP,
      input: {},
      results: {},
      undone: {},
      failure: { Error: 'E', Cause: '' },
      way: 'back',
    });
    const output = { ended: 'COMPENSATED', undone: { BookFlight: { outcome: 'undone' } } };
    guard.executions.end('trip-1-r1', { kind: 'succeeded', at: later(60), output });

    expect(await inspect(guard.ports, await openOf(guard), later(999))).toEqual({ kind: 'recorded' });
    expect(await guard.known()).toMatchObject({ state: 'COMPENSATED' });
  });
});

test('what waits for a person is not recovered by endings that are told late', async () => {
  const { ports, executions } = await aGuard(aRecord({}, PARKED));

  expect(await noteEnding(ports, TRIP, 0, TIMED_OUT)).toEqual({ kind: 'known' });
  expect(executions.calls).toBe(0);
});
