import { apply, type SagaFact } from '../../../lib/saga/ledger';
import { abandonSaga, cancelSaga, redriveSaga, resumeSaga } from '../../../lib/saga/operators';
import { sagaId } from '../../../lib/saga/rule';
import { aGuard, FAILURE, PARKED, TIMED_OUT } from './a-guard';
import { AT, aChoreographed, aRecord, later, TRIP, trip } from './a-saga';

const ANN = { by: 'ann', reason: 'a mistake' };
const ENDED = [
  ['COMPLETED', [{ kind: 'completed' }]],
  ['COMPENSATED', [{ kind: 'compensated' }]],
  ['ABANDONED by ann: a mistake', [...PARKED, { kind: 'abandoned', ...ANN }]],
] as const satisfies readonly (readonly [string, readonly SagaFact[]])[];

describe('resuming a saga', () => {
  it('undoes only what was not undone, in a recovery of its own', async () => {
    const { ports, executions, known } = await aGuard(aRecord({}, PARKED));

    expect(await resumeSaga(ports, TRIP, later(9))).toEqual({ kind: 'recovering', run: 1, way: 'back' });

    expect([...executions.recoveries]).toMatchObject([
      ['trip-1-r1', { undone: { BookHotel: { outcome: 'undone' } }, failure: { Error: 'FullyBooked' } }],
    ]);
    expect(await known()).toMatchObject({ state: 'COMPENSATING', since: later(9), recoveries: 1 });
  });

  it('is done again where the compensation still fails, as often as a person asks', async () => {
    const { ports, ledger, executions } = await aGuard(aRecord({}, PARKED));
    for (const run of [1, 2, 3, 4, 5, 6, 7]) {
      expect(await resumeSaga(ports, TRIP, later(run))).toMatchObject({ kind: 'recovering', run });
      executions.end(`trip-1-r${run}`, {
        kind: 'failed',
        at: later(run),
        error: 'SagaCompensationFailed',
        cause: '{}',
      });
      const again: SagaFact = { kind: 'compensationFailed', run, failure: null };
      await ledger.update(TRIP, (record) => apply(record, [again], later(run)));
    }
    expect(executions.recoveries.size).toBe(7);
  });

  it('begins one recovery, though two ask at once', async () => {
    const { ports, ledger, executions } = await aGuard(aRecord({}, PARKED));
    const answers: unknown[] = [];
    ledger.meanwhile = async () => {
      ledger.meanwhile = async () => {};
      answers.push(await resumeSaga(ports, TRIP, later(1)));
    };

    answers.push(await resumeSaga(ports, TRIP, later(1)));

    expect(answers).toMatchObject([{ kind: 'recovering', run: 1 }, { kind: 'refused' }]);
    expect(executions.recoveries.size).toBe(1);
  });

  it('drives forward what ended past the point of no return and nobody recovered', async () => {
    const { ports, executions, running } = await aGuard();
    await running('SendTickets', { results: { BookFlight: 1, BookHotel: 2, BookCar: 3 } });
    executions.end(TRIP, { ...TIMED_OUT });

    expect(await resumeSaga(ports, TRIP, AT)).toEqual({ kind: 'recovering', run: 1, way: 'forward' });
  });

  it('begins what was never begun', async () => {
    const { ports } = await aGuard();

    expect(await resumeSaga(ports, TRIP, AT)).toEqual({ kind: 'started' });
  });

  it.each(ENDED)('is refused once it is %s', async (ending, facts) => {
    const { ports, executions } = await aGuard(aRecord({}, facts));

    expect(await resumeSaga(ports, TRIP, AT)).toEqual({ kind: 'refused', reason: `it has ended: ${ending}` });
    expect(executions.calls).toBe(0);
  });

  it('is refused while its execution runs, also one that was redriven', async () => {
    const [one, redriven] = [await aGuard(), await aGuard(aRecord({}, PARKED))];
    await one.running();
    await redriven.running();

    expect(await resumeSaga(one.ports, TRIP, AT)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/is running/),
    });
    expect(await resumeSaga(redriven.ports, TRIP, AT)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/was redriven/),
    });
  });

  it('is refused where it had ended, which is then recorded', async () => {
    const { ports, executions, running, known } = await aGuard();
    await running();
    executions.end(TRIP, { kind: 'succeeded', at: later(5), output: undefined });

    expect(await resumeSaga(ports, TRIP, AT)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/it is COMPLETED/),
    });
    expect(await known()).toMatchObject({ state: 'COMPLETED' });
  });

  it('is refused where events drive it, and there is nobody to ask', async () => {
    const { ports } = await aGuard(aChoreographed());

    expect(await resumeSaga(ports, TRIP, AT)).toMatchObject({ kind: 'refused' });
  });
});

describe('redriving a saga', () => {
  it('redrives its own execution, or the last recovery', async () => {
    const [own, recovered] = [await aGuard(), await aGuard(aRecord({ recoveries: 2, state: 'COMPENSATING' }))];

    expect(await redriveSaga(own.ports, TRIP)).toEqual({ kind: 'redriven', run: 0 });
    expect(await redriveSaga(recovered.ports, TRIP)).toEqual({ kind: 'redriven', run: 2 });
    expect([own.executions.redriven, recovered.executions.redriven]).toEqual([['trip-1'], ['trip-1-r2']]);
  });

  it('is refused for the reason that Step Functions gives', async () => {
    const { ports, executions } = await aGuard();
    executions.redriveAnswer = { kind: 'refused', reason: 'ExecutionNotRedrivable: it is older than 14 days' };

    expect(await redriveSaga(ports, TRIP)).toEqual(executions.redriveAnswer);
  });

  it('is refused where it would only fail again: in a Fail state', async () => {
    const { ports, executions, running } = await aGuard(aRecord({}, PARKED));
    await running();
    executions.end(TRIP, { kind: 'failed', at: AT, error: 'SagaCompensationFailed', cause: '{}' });

    expect(await redriveSaga(ports, TRIP)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/resume it/),
    });
    expect(executions.redriven).toEqual([]);
  });

  it.each(ENDED)('is refused once it is %s', async (ending, facts) => {
    const { ports } = await aGuard(aRecord({}, facts));

    expect(await redriveSaga(ports, TRIP)).toEqual({ kind: 'refused', reason: `it has ended: ${ending}` });
  });
});

describe('cancelling a saga', () => {
  it.each(
    trip.steps.filter(({ kind }) => kind !== 'retriable').map(({ name }, index) => [name, index] as const),
  )('at %s stops its execution and undoes what was done', async (step, index) => {
    const results = Object.fromEntries(trip.steps.slice(0, index).map(({ name }) => [name, 1]));
    const { ports, executions, running, known } = await aGuard();
    await running(step, { results });

    expect(await cancelSaga(ports, TRIP, ANN, later(9))).toEqual({ kind: 'recovering', run: 1, way: 'back' });

    expect(executions.stopped).toEqual([{ name: 'trip-1', error: 'SagaCancelled', cause: 'a mistake' }]);
    expect(executions.recoveries.get('trip-1-r1')).toMatchObject({
      results,
      failure: { Error: 'SagaCancelled', Cause: 'a mistake' },
    });
    expect(await known()).toMatchObject({
      state: 'COMPENSATING',
      cancelled: { ...ANN, at: later(9) },
      failure: { step, error: 'SagaCancelled', cause: 'a mistake' },
    });
  });

  it('past the point of no return is refused, and nothing is stopped', async () => {
    const { ports, executions, running, known } = await aGuard();
    await running('SendTickets', { results: { BookFlight: 1, BookHotel: 2, BookCar: 3 } });

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toEqual({
      kind: 'refused',
      reason: 'it is past the point of no return, from where sagas are only driven forward',
    });
    expect(executions.stopped).toEqual([]);
    expect(await known()).toEqual(aRecord());
  });

  it('says that it goes forward where it passed the point of no return before it was stopped', async () => {
    const { ports, executions, running } = await aGuard();
    await running('BookCar', { results: { BookFlight: 1, BookHotel: 2 } });
    const { stop } = executions;
    executions.stop = async (...given) => {
      await running('SendTickets', { results: { BookFlight: 1, BookHotel: 2, BookCar: 3 } });
      await stop.apply(executions, given);
    };

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toEqual({ kind: 'recovering', run: 1, way: 'forward' });
  });

  it('is refused where it completed before it was stopped', async () => {
    const { ports, executions, running, known } = await aGuard();
    await running('BookCar');
    executions.stop = async () => executions.end(TRIP, { kind: 'succeeded', at: later(3), output: undefined });

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toEqual({
      kind: 'refused',
      reason: 'it had ended before it was stopped: COMPLETED',
    });
    expect(await known()).toMatchObject({ state: 'COMPLETED' });
    expect(executions.recoveries.size).toBe(0);
  });

  it('answers the same where the recorder of endings heard of its being stopped first', async () => {
    const { ports, executions, running } = await aGuard();
    await running();
    executions.stop = async () => {
      executions.end(TRIP, { kind: 'failed', at: AT, error: 'SagaCancelled', cause: 'a mistake' });
    };

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toEqual({ kind: 'recovering', run: 1, way: 'back' });
    expect(executions.recoveries.size).toBe(1);
  });

  it('of one that was never begun keeps it from being begun', async () => {
    const { ports, executions, known } = await aGuard();

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toMatchObject({ kind: 'recovering', way: 'back' });
    expect(executions.started.size).toBe(0);
    expect(await known()).toMatchObject({ state: 'COMPENSATING', failure: { step: 'BookFlight' } });
  });

  it('of a choreographed one undoes what its participants did, and stops nobody', async () => {
    const { ports, executions } = await aGuard(aChoreographed({}, [{ kind: 'stepDone', step: 'BookFlight' }]));

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toEqual({ kind: 'recovering', run: 1, way: 'back' });
    expect(executions.stopped).toEqual([]);
  });

  it.each([
    ['that is being undone', [{ kind: 'compensating', failure: FAILURE }], /is being undone already, since 2023-11-14/],
    ['that was undone in part', PARKED, /resume it once what failed is mended, or abandon it/],
    ['that is complete', [{ kind: 'completed' }], /has ended: COMPLETED/],
  ] as const)('%s is refused', async (_, facts, reason) => {
    const { ports, executions } = await aGuard(aRecord({}, facts));

    expect(await cancelSaga(ports, TRIP, ANN, AT)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(reason),
    });
    expect(executions.stopped).toEqual([]);
  });
});

describe('abandoning a saga', () => {
  it('ends it as it is, says who did it and why, and refuses to resume it', async () => {
    const { ports, known } = await aGuard(aRecord({}, PARKED));

    expect(await abandonSaga(ports, TRIP, { by: 'ann', reason: 'refunded by hand' }, later(9))).toEqual({
      kind: 'abandoned',
    });

    expect(await known()).toMatchObject({
      state: 'ABANDONED',
      endedAt: later(9),
      abandoned: { by: 'ann', reason: 'refunded by hand', at: later(9) },
    });
    expect(await resumeSaga(ports, TRIP, later(10))).toEqual({
      kind: 'refused',
      reason: 'it has ended: ABANDONED by ann: refunded by hand',
    });
  });

  it.each([
    ['', 'enough'],
    ['ann', '  '],
  ])('needs a name and a reason: %j and %j are refused', async (by, reason) => {
    const { ports, known } = await aGuard(aRecord({}, PARKED));

    expect(await abandonSaga(ports, TRIP, { by, reason }, AT)).toMatchObject({ kind: 'refused' });
    expect(await known()).toMatchObject({ state: 'COMPENSATION_FAILED' });
  });

  it('is refused while an execution or events may still change something', async () => {
    const [running, choreographed] = [await aGuard(), await aGuard(aChoreographed())];
    await running.running();

    expect(await abandonSaga(running.ports, TRIP, ANN, AT)).toMatchObject({ kind: 'refused' });
    expect(await abandonSaga(choreographed.ports, TRIP, ANN, AT)).toMatchObject({ kind: 'refused' });
  });

  it('ends an open saga that nothing drives', async () => {
    const { ports, running, executions } = await aGuard();
    await running();
    executions.end(TRIP, TIMED_OUT);

    expect(await abandonSaga(ports, TRIP, ANN, AT)).toEqual({ kind: 'abandoned' });
  });
});

test('of a saga that nobody knows nothing is done', async () => {
  const { ports, executions } = await aGuard();
  const nobody = sagaId('nobody');

  expect(await resumeSaga(ports, nobody, AT)).toEqual({ kind: 'notFound' });
  expect(await redriveSaga(ports, nobody)).toEqual({ kind: 'notFound' });
  expect(await cancelSaga(ports, nobody, ANN, AT)).toEqual({ kind: 'notFound' });
  expect(await abandonSaga(ports, nobody, ANN, AT)).toEqual({ kind: 'notFound' });
  expect(executions.calls).toBe(0);
});
