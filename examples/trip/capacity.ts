/**
 * What the three services of a trip have in common: something with a limited number of places, of which a booking holds
 * some. The places are one row, a booking is one row, and both change in one transaction.
 */
import { type Apply, apply, type Reject, reject, type SagaId, stepId, type Undo } from '../../lib/saga/rule';
import type { RowKey } from '../../lib/saga/write';
import type { EpochMillis } from '../../lib/units';

export interface Booking<Reason extends string> {
  readonly sagaId: SagaId;
  /** The step that books: a booking's id is derived from it. */
  readonly step: string;
  /** What is booked: a hotel's name, a flight's number. */
  readonly of: string;
  readonly places: number;
  readonly at: EpochMillis;
  /** The refusal where there are too few. */
  readonly full: Reason;
}

export const capacityKey = (of: string): RowKey => ({ pk: `capacity#${of}`, sk: 'capacity' });
export const bookingKey = (bookingId: string): RowKey => ({ pk: `booking#${bookingId}`, sk: 'booking' });

export function hold<Reason extends string>({
  sagaId,
  step,
  of,
  places,
  at,
  full,
}: Booking<Reason>): Apply<{ bookingId: string }, Reason> | Reject<Reason> {
  const bookingId = stepId(sagaId, step);
  return apply(
    { bookingId },
    {
      writes: [
        { kind: 'insert', key: bookingKey(bookingId), row: { bookingId, of, places, status: 'HELD', heldAt: at } },
        {
          kind: 'change',
          key: capacityKey(of),
          add: { free: -places, held: places },
          when: [{ field: 'free', atLeast: places }],
          otherwise: reject(full, `fewer than ${places} of '${of}' are free`),
        },
      ],
    },
  );
}

/** Follows from the request alone: whether the holding was ever answered does not matter. */
export function giveBack({ sagaId, step, of, places, at }: Omit<Booking<never>, 'full'>): Undo {
  return {
    writes: [
      {
        kind: 'change',
        key: bookingKey(stepId(sagaId, step)),
        set: { status: 'CANCELLED', cancelledAt: at },
        when: [{ field: 'status', equals: 'HELD' }],
      },
      {
        kind: 'change',
        key: capacityKey(of),
        add: { free: places, held: -places },
        when: [{ field: 'held', atLeast: places }],
      },
    ],
    events: [],
  };
}
