/** The trip as it is verified: its stack, its tables, and what has to be there before a request. */
import type { JsonObject } from '../../../lib/units';
import type { Names, Request, Scenario, Subject } from '../../../verify/scenario';
import { bookTrip } from '../book-trip';
import { capacityKey } from '../capacity';
import { TRIP_STACK } from '../stack-name';

const offer = (of: string, free: number): JsonObject => ({ ...capacityKey(of), of, free, held: 0 });

/** The places of an article by the service that has them: `hotel` in the scenario's shelf. */
const SERVICES = { hotels: 'hotel', flights: 'flight', cars: 'car' } as const;

export const trip: Subject = {
  name: 'trip',
  style: 'orchestrated',
  definition: bookTrip,
  stack: TRIP_STACK,
  door: 'StartTrip',
  tables: {
    hotels: 'HotelsTableName',
    flights: 'FlightsTableName',
    cars: 'CarsTableName',
    bank: 'BankTableName',
  },
  ledger: 'SagasTableName',
  reactions: {},
  seed: ({ shelf }: Scenario, names: Names) =>
    Object.fromEntries(
      Object.entries(SERVICES).map(([service, what]) => [service, [offer(names(what), shelf[what] ?? 0)]]),
    ),
  request: ({ id, payload }: Request, names: Names) => ({
    ...payload,
    tripId: names(id),
    ...Object.fromEntries(Object.values(SERVICES).map((what) => [what, names(what)])),
  }),
  idField: 'tripId',
};
