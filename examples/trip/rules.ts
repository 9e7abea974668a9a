/** The rules of the four services of a trip, one pure function a step and one a compensation. */
import { type Action, apply, type Compensation, reject, type SagaId, stepId } from '../../lib/saga/rule';
import type { RowKey } from '../../lib/saga/write';
import type { BookTrip } from './book-trip';
import { bookingKey, giveBack, hold } from './capacity';

/** Minor units: 20,000.00 where the currency has cents. */
export const MAX_PAYMENT = 20_000_00;

export const bookHotel: Action<BookTrip, 'BookHotel'> = ({ sagaId, input, at }) =>
  hold({ sagaId, step: 'BookHotel', of: input.hotel, places: 1, at, full: 'NoRoom' });

export const cancelHotel: Compensation<BookTrip, 'CancelHotel'> = ({ sagaId, input, at }) =>
  giveBack({ sagaId, step: 'BookHotel', of: input.hotel, places: 1, at });

export const bookFlight: Action<BookTrip, 'BookFlight'> = ({ sagaId, input, at }) =>
  hold({ sagaId, step: 'BookFlight', of: input.flight, places: input.travellers, at, full: 'NoSeat' });

export const cancelFlight: Compensation<BookTrip, 'CancelFlight'> = ({ sagaId, input, at }) =>
  giveBack({ sagaId, step: 'BookFlight', of: input.flight, places: input.travellers, at });

export const bookCar: Action<BookTrip, 'BookCar'> = ({ sagaId, input, at }) =>
  hold({ sagaId, step: 'BookCar', of: input.car, places: 1, at, full: 'NoCar' });

export const cancelCar: Compensation<BookTrip, 'CancelCar'> = ({ sagaId, input, at }) =>
  giveBack({ sagaId, step: 'BookCar', of: input.car, places: 1, at });

/** The point of no return: nothing gives this money back, so all that can be refused is refused before it. */
export const payTrip: Action<BookTrip, 'PayTrip'> = ({ sagaId, input, at }) => {
  const { price, currency, traveller } = input;
  if (price > MAX_PAYMENT) return reject('PaymentDeclined', `${price} is more than ${MAX_PAYMENT} ${currency}`);
  const paymentId = stepId(sagaId, 'PayTrip');
  return apply(
    { paymentId, paid: price },
    {
      writes: [
        {
          kind: 'insert',
          key: paymentKey(sagaId),
          row: { paymentId, traveller, amount: price, currency, status: 'PAID', paidAt: at },
        },
      ],
    },
  );
};

/** Retried until it is done: the flight's booking becomes tickets, one a traveller. */
export const issueTickets: Action<BookTrip, 'IssueTickets'> = ({ sagaId, input, at }) => {
  const tickets = Array.from({ length: input.travellers }, (_, seat) => `${input.flight}-${sagaId}-${seat + 1}`);
  return apply(
    { tickets },
    {
      writes: [
        {
          kind: 'change',
          key: bookingKey(stepId(sagaId, 'BookFlight')),
          set: { status: 'TICKETED', tickets, ticketedAt: at },
          when: [{ field: 'status', equals: 'HELD' }],
        },
      ],
    },
  );
};

export const paymentKey = (saga: SagaId): RowKey => ({ pk: `payment#${stepId(saga, 'PayTrip')}`, sk: 'payment' });
