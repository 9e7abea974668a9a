/** The ledger and the executions in memory, with the one saga in whatever state a test needs. */
import type { Ending } from '../../../lib/saga/executions';
import type { SagaPorts } from '../../../lib/saga/guard';
import type { SagaFact, SagaRecord } from '../../../lib/saga/ledger';
import type { JsonObject } from '../../../lib/units';
import { MemoryExecutions } from '../../fakes/memory-executions';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { aRecord, INPUT, later, TRIP, trip } from './a-saga';

export const TIMED_OUT: Ending = { kind: 'failed', at: later(60), error: 'States.Timeout', cause: '' };
export const FAILURE = { step: 'BookHotel', error: 'FullyBooked', cause: 'no room' };
/** What the ledger hears of a saga of which a part was not undone. */
export const PARKED: readonly SagaFact[] = [
  { kind: 'compensating', failure: FAILURE },
  { kind: 'undone', step: 'BookHotel' },
  { kind: 'notUndone', step: 'BookFlight', reason: 'the airline is down' },
  { kind: 'compensationFailed', run: 0, failure: null },
];

export const stood = (entered: string, state: JsonObject = {}) =>
  ({ kind: 'read', entered, state: { input: INPUT, ...state } }) as const;

export async function aGuard(record: SagaRecord = aRecord()) {
  const [ledger, executions] = [new MemoryLedger(), new MemoryExecutions()];
  await ledger.accept(record);
  const ports: SagaPorts = { definition: trip, ledger, executions };
  return {
    ports,
    ledger,
    executions,
    /** Its execution runs, and stands where the history says. */
    running: async (entered = 'BookHotel', state: JsonObject = { results: { BookFlight: 1 } }) => {
      await executions.start(TRIP, '{}');
      executions.at(TRIP, stood(entered, state));
    },
    known: async () => {
      const found = await ledger.find(TRIP);
      if (found === undefined) throw new Error('the saga is not there');
      return found;
    },
  };
}

/** As the index of open sagas tells of it. */
export async function openOf({ ledger }: { readonly ledger: MemoryLedger }) {
  for (const state of ['RUNNING', 'COMPENSATING', 'COMPENSATION_FAILED'] as const) {
    const [open] = (await ledger.openSagas({ state, before: later(10_000_000), limit: 1 })).sagas;
    if (open !== undefined) return open;
  }
  throw new Error('no saga is open');
}
