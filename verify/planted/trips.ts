/** Bugs in the rules of the example. */
import type { PlantedBug } from './planted-bug';

const IN_TRIPS = { at: 'functions', subject: 'trip' } as const;

export const tripBugs: readonly PlantedBug[] = [
  {
    name: 'a booking that is cancelled gives back one place, however many it held',
    file: 'examples/trip/capacity.ts',
    find: 'add: { free: places, held: -places },',
    replace: 'add: { free: 1, held: -1 },',
    foundBy: 'T1 capacity',
    scenarios: ['no-car'],
    ...IN_TRIPS,
  },
  {
    name: 'tickets are issued and the booking does not say so',
    file: 'examples/trip/rules.ts',
    find: "set: { status: 'TICKETED', tickets, ticketedAt: at },",
    replace: 'set: { tickets, ticketedAt: at },',
    foundBy: 'T2 paid trips',
    scenarios: ['completed'],
    ...IN_TRIPS,
  },
];
