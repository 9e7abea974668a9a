import { saga } from '../../../lib/saga/builder';
import type { Ending, History } from '../../../lib/saga/executions';
import { apply, type SagaFact } from '../../../lib/saga/ledger';
import { isPastReturn, judge, MAX_INPUT_BYTES, planRecovery } from '../../../lib/saga/recovery';
import type { Json, JsonObject } from '../../../lib/units';
import { AT, aChoreographed, aRecord, INPUT, later, TRIP, trip } from './a-saga';

const thrown = (errorType: string, errorMessage: string) => ({
  Error: errorType,
  Cause: JSON.stringify({ errorType, errorMessage, trace: [] }),
});
const failed = (error: string, cause: Json = ''): Ending => ({
  kind: 'failed',
  at: later(60),
  error,
  cause: typeof cause === 'string' ? cause : JSON.stringify(cause),
});
const succeeded = (output?: Json): Ending => ({ kind: 'succeeded', at: later(60), output });
/** What the ledger says of the saga after an ending. */
function known(run: number, ending: Ending) {
  const judgement = judge(trip, run, ending);
  return judgement.kind === 'ended' ? apply(aRecord({ recoveries: run }), judgement.facts, ending.at) : judgement;
}
const outcomes = (entries: { readonly [step: string]: { readonly outcome: string } }) =>
  Object.fromEntries(Object.entries(entries).map(([step, { outcome }]) => [step, outcome]));
const at = (entered: string, state: JsonObject = {}): History => ({
  kind: 'read',
  entered,
  state: { input: INPUT, ...state },
});
const LOST: History = { kind: 'unreadable', reason: 'the machine was deleted' };
const WHY = { Error: 'States.Timeout', Cause: '' };

describe('an ending', () => {
  it('of the saga’s own execution that succeeded says that every step is done', () => {
    const record = known(0, succeeded());

    expect(record).toMatchObject({ state: 'COMPLETED', endedAt: later(60) });
    expect(outcomes((record as ReturnType<typeof aRecord>).steps)).toEqual({
      BookFlight: 'done',
      BookHotel: 'done',
      BookCar: 'done',
      SendTickets: 'done',
    });
  });

  it('after a refusal says which step refused, what was done before it, and what was undone', () => {
    const cause = { failure: thrown('FullyBooked', 'no room'), undone: { BookFlight: { outcome: 'undone' } } };

    const record = known(0, failed('SagaCompensated', cause));

    expect(record).toMatchObject({
      state: 'COMPENSATED',
      failure: { step: 'BookHotel', error: 'FullyBooked', cause: 'no room' },
      steps: { BookFlight: { outcome: 'done' }, BookHotel: { outcome: 'refused', reason: 'FullyBooked: no room' } },
      compensations: { BookFlight: { outcome: 'undone' } },
    });
  });

  it('after an unknown outcome says that the step failed, and that there was nothing to undo of it', () => {
    const cause = {
      failure: { Error: 'States.Timeout', Cause: '' },
      undone: { BookHotel: { outcome: 'nothingToUndo' }, BookFlight: { outcome: 'undone' } },
    };

    expect(known(0, failed('SagaCompensated', cause))).toMatchObject({
      failure: { step: 'BookHotel', error: 'States.Timeout' },
      steps: { BookFlight: { outcome: 'done' }, BookHotel: { outcome: 'failed', reason: 'States.Timeout' } },
      compensations: { BookHotel: { outcome: 'nothingToUndo' }, BookFlight: { outcome: 'undone' } },
    });
  });

  it('after the refusal of the first step says that nothing was done', () => {
    const record = known(0, failed('SagaCompensated', { failure: thrown('NoSeat', 'full'), undone: {} }));

    expect(record).toMatchObject({
      state: 'COMPENSATED',
      failure: { step: 'BookFlight' },
      steps: { BookFlight: { outcome: 'refused' } },
      compensations: {},
    });
  });

  it('with something not undone says what, and why', () => {
    const cause = {
      failure: { Error: 'States.Timeout', Cause: '' },
      notUndone: { BookFlight: thrown('AirlineDown', 'no answer') },
      undone: { BookCar: { outcome: 'undone' }, BookHotel: { outcome: 'undone' } },
    };

    expect(known(0, failed('SagaCompensationFailed', cause))).toMatchObject({
      state: 'COMPENSATION_FAILED',
      failure: { step: 'BookCar' },
      compensations: {
        BookCar: { outcome: 'undone' },
        BookHotel: { outcome: 'undone' },
        BookFlight: { outcome: 'failed', reason: 'AirlineDown: no answer' },
      },
    });
  });

  it.each([
    '',
    'no JSON',
    '{"failure":',
    '[1]',
    '{"undone":7}',
  ])('whose cause is %j still ends the saga, and says no more', (cause) => {
    expect(known(0, failed('SagaCompensated', cause))).toMatchObject({
      state: 'COMPENSATED',
      failure: null,
      compensations: {},
    });
  });

  it('of a recovery says in its output which way the saga ended', () => {
    const undone = { BookFlight: { outcome: 'undone' }, BookHotel: { outcome: 'nothingToUndo' } };

    expect(known(1, succeeded({ ended: 'COMPLETED', results: {}, undone: {} }))).toMatchObject({ state: 'COMPLETED' });
    expect(known(1, succeeded({ ended: 'COMPENSATED', results: {}, undone }))).toMatchObject({
      state: 'COMPENSATED',
      compensations: { BookFlight: { outcome: 'undone' }, BookHotel: { outcome: 'nothingToUndo' } },
    });
  });

  it.each([
    ['an execution that timed out', 0, failed('States.Timeout')],
    ['an execution that was stopped', 0, failed('SagaCancelled', 'a mistake')],
    ['a state that could not be run', 0, failed('States.Runtime', 'no such path')],
    ['a state that grew too large', 0, failed('States.DataLimitExceeded')],
    ['a history that grew too long', 0, failed('States.HistoryLimitExceeded')],
    ['a step past the point of no return that gave up', 0, failed('Lambda.Unknown')],
    ['a recovery that timed out', 2, failed('States.Timeout')],
    ['a recovery that does not say how the saga ended', 1, succeeded({ results: {} })],
    ['a recovery whose output nobody knows', 1, succeeded()],
  ])('that no Catch sees calls for a recovery: %s', (_, run, ending) => {
    expect(judge(trip, run, ending).kind).toBe('recover');
  });
});

describe('the way of a recovery', () => {
  const STATES: readonly [string, History, 'back' | 'forward'][] = [
    ['before the first state', at(''), 'back'],
    ...trip.steps.map((step): [string, History, 'back' | 'forward'] => [
      `at ${step.name}`,
      at(step.name),
      step.kind === 'retriable' ? 'forward' : 'back',
    ]),
    ['at a compensation', at('CancelHotel', { failure: WHY }), 'back'],
    ['at the end of the undoing', at('EverythingUndone', { failure: WHY }), 'back'],
    ['after a settling that found it applied', at('SendTicketsApplied', { settled: { applied: true } }), 'forward'],
    ['after a settling that found it never applied', at('SendTicketsApplied', { settled: { applied: false } }), 'back'],
    ['in a recovery that went forward', at('NextStep', { way: 'forward' }), 'forward'],
    ['in a recovery that went back', at('SettleSendTickets', { way: 'back' }), 'back'],
    ['where no history can be read', LOST, 'back'],
  ];

  it.each(STATES)('of a saga that stopped %s follows from what is known', (_, history, way) => {
    expect(planRecovery(trip, aRecord(), history, WHY).input.way).toBe(way);
    expect(isPastReturn(trip, history)).toBe(way === 'forward');
  });

  it('is back in a saga without a point of no return, whatever was entered', () => {
    const allUndoable = saga('Outing', { input: { parse: (value) => value as string } })
      .compensatable('Walk', { compensation: 'WalkBack' })
      .build();

    expect(isPastReturn(allUndoable, at('Walk'))).toBe(false);
  });
});

describe('what a recovery is begun with', () => {
  it('is what the execution knew when it stopped', () => {
    const results = { BookFlight: { seat: '1A' } };

    const { input, facts } = planRecovery(trip, aRecord(), at('BookHotel', { results }), WHY);

    expect(input).toEqual({ sagaId: TRIP, input: INPUT, results, undone: {}, failure: WHY, way: 'back' });
    expect(apply(aRecord(), facts, AT)).toMatchObject({
      state: 'COMPENSATING',
      failure: { step: 'BookHotel', error: 'States.Timeout' },
      steps: { BookFlight: { outcome: 'done' }, BookHotel: { outcome: 'failed', reason: 'States.Timeout' } },
    });
  });

  it('keeps the failure that turned the saga round, and what was undone since', () => {
    const failure = thrown('FullyBooked', 'no room');
    const undone = { BookFlight: { outcome: 'undone' } };
    const history = at('EverythingUndone', { results: { BookFlight: 1 }, failure, undone });

    const { input, facts } = planRecovery(trip, aRecord(), history, WHY);

    expect(input).toMatchObject({ undone, failure: { Error: 'FullyBooked', Cause: 'no room' } });
    expect(apply(aRecord(), facts, AT)).toMatchObject({
      failure: { step: 'BookHotel', error: 'FullyBooked' },
      steps: { BookHotel: { outcome: 'refused' } },
      compensations: { BookFlight: { outcome: 'undone' } },
    });
  });

  it('leaves out what was not undone, so that only that is tried again', () => {
    const facts: readonly SagaFact[] = [
      { kind: 'undone', step: 'BookCar' },
      { kind: 'nothingToUndo', step: 'BookHotel' },
      { kind: 'notUndone', step: 'BookFlight', reason: 'down' },
    ];
    const parked = apply(aRecord(), [...facts, { kind: 'compensationFailed', run: 0, failure: null }], AT);

    expect(planRecovery(trip, parked, LOST, WHY).input.undone).toEqual({
      BookCar: { outcome: 'undone' },
      BookHotel: { outcome: 'nothingToUndo' },
    });
  });

  it('is the record where no history can be read: nobody knows a result, and the step after the last done one failed', () => {
    const followed = aChoreographed({}, [{ kind: 'stepDone', step: 'BookFlight' }]);

    const { input, facts } = planRecovery(trip, followed, LOST, { Error: 'DeadlineMissed', Cause: 'too late' });

    expect(input).toMatchObject({ input: INPUT, results: {}, undone: {}, way: 'back' });
    expect(apply(followed, facts, AT).failure).toEqual({
      step: 'BookHotel',
      error: 'DeadlineMissed',
      cause: 'too late',
    });
  });

  it('does not turn a saga round that goes forward, and says which step is stuck', () => {
    const results = { BookFlight: 1, BookHotel: 2, BookCar: 3 };

    const { facts } = planRecovery(trip, aRecord(), at('SendTickets', { results }), thrown('MailDown', 'no answer'));

    expect(apply(aRecord(), facts, AT)).toMatchObject({
      state: 'RUNNING',
      failure: null,
      steps: { SendTickets: { outcome: 'failed', reason: 'MailDown: no answer' }, BookCar: { outcome: 'done' } },
    });
  });

  it.each([
    'BookCar',
    'SendTickets',
  ])('fits an execution though the state at %s did not: results are left out', (step) => {
    const large = at(step, { results: { BookFlight: 'x'.repeat(MAX_INPUT_BYTES - 100) } });

    const { input } = planRecovery(trip, aRecord(), large, { Error: 'E', Cause: 'y'.repeat(50_000) });

    expect(input.results).toEqual({});
    expect(input.failure.Cause).toHaveLength(1_000);
    expect(Buffer.byteLength(JSON.stringify(input))).toBeLessThan(MAX_INPUT_BYTES / 2);
  });
});
