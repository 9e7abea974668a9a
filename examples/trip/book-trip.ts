/** The trip saga: hold a room, a seat and a car; pay, which is the point of no return; then issue the tickets. */
import * as z from 'zod/mini';
import { saga } from '../../lib/saga/builder';
import { tripRequest } from './trip';

const booking = z.strictObject({ bookingId: z.string() });

export const bookTrip = saga('BookTrip', { input: tripRequest })
  .compensatable('BookHotel', { compensation: 'CancelHotel', rejects: ['NoRoom'], result: booking })
  .compensatable('BookFlight', { compensation: 'CancelFlight', rejects: ['NoSeat'], result: booking })
  .compensatable('BookCar', { compensation: 'CancelCar', rejects: ['NoCar'], result: booking })
  .pivot('PayTrip', {
    rejects: ['PaymentDeclined'],
    result: z.strictObject({ paymentId: z.string(), paid: z.int() }),
  })
  .retriable('IssueTickets', { result: z.strictObject({ tickets: z.array(z.string()) }) })
  .build();

export type BookTrip = typeof bookTrip;
