/** A saga of three compensatable steps and one past the point of no return, and records of it. */
import { saga } from '../../../lib/saga/builder';
import { acceptedRecord, apply, type SagaFact, type SagaRecord } from '../../../lib/saga/ledger';
import { sagaId } from '../../../lib/saga/rule';
import { type EpochMillis, epochMillis, hashOf } from '../../../lib/units';

export const AT = epochMillis(1_700_000_000_000);
export const later = (seconds: number): EpochMillis => epochMillis(AT + seconds * 1000);
export const TRIP = sagaId('trip-1');
export const INPUT = { tripId: 'trip-1', to: 'Oslo' };

export const trip = saga('BookTrip', { input: { parse: (value) => value as typeof INPUT } })
  .compensatable('BookFlight', { compensation: 'CancelFlight', rejects: ['NoSeat'] })
  .compensatable('BookHotel', { compensation: 'CancelHotel', rejects: ['FullyBooked'] })
  .compensatable('BookCar', { compensation: 'CancelCar' })
  .retriable('SendTickets')
  .build();

export const STEPS = trip.steps.map(({ name }) => name);

export function aRecord(given: Partial<SagaRecord> = {}, facts: readonly SagaFact[] = []): SagaRecord {
  const accepted = acceptedRecord({
    sagaId: TRIP,
    saga: 'BookTrip',
    version: 1,
    style: 'orchestrated',
    inputHash: hashOf(INPUT),
    input: INPUT,
    executionArn: 'execution:trip-1',
    at: AT,
  });
  return apply({ ...accepted, ...given }, facts, AT);
}

/** A saga that its participants drive. */
export const aChoreographed = (given: Partial<SagaRecord> = {}, facts: readonly SagaFact[] = []): SagaRecord =>
  aRecord({ style: 'choreographed', executionArn: null, ...given }, facts);
