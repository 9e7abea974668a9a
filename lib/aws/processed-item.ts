/** The record of a processed event as an item: `event#<event's id>` / `processed#<function>`. */
import type { ProcessedMessage } from '../saga/participant';
import { type JsonObject, toEpochSeconds } from '../units';

/**
 * For so long a repetition is recognised: longer than an event can be on its way, be it 24 hours on the bus and 14 days,
 * the most that SQS keeps a message, in a dead-letter queue.
 */
export const KEPT_SECONDS = 15 * 24 * 60 * 60;

export function encodeProcessed({ eventId, functionName, at }: ProcessedMessage): JsonObject {
  return {
    pk: `event#${eventId}`,
    sk: `processed#${functionName}`,
    at,
    expiresAt: toEpochSeconds(at) + KEPT_SECONDS,
  };
}
