/**
 * How long a poller waits after failures in a row. AWS retries "with an exponential backoff" and publishes no figures:
 * here one second, doubled each time, up to a minute. Without jitter, since a poller competes with no other.
 */
const FIRST_DELAY_MILLIS = 1_000;
const MAX_DELAY_MILLIS = 60_000;

export const backoffMillis = (failuresInARow: number): number =>
  Math.min(FIRST_DELAY_MILLIS * 2 ** (failuresInARow - 1), MAX_DELAY_MILLIS);
