/** What a trip is: the input of the saga. */
import * as z from 'zod/mini';
import type { Schema } from '../../lib/saga/definition';

const name = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,60}$/));

const schema = z.strictObject({
  /** Also the saga's id. */
  tripId: name,
  traveller: name,
  hotel: name,
  flight: name,
  car: name,
  travellers: z.int().check(z.minimum(1), z.maximum(9)),
  /** Minor units of the currency. */
  price: z.int().check(z.minimum(0), z.maximum(100_000_000)),
  /** ISO 4217. */
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
});

export type TripRequest = z.infer<typeof schema>;
export const tripRequest: Schema<TripRequest> = schema;
