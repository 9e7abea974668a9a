/**
 * When a failed delivery is tried again. Source: SNS Developer Guide, "Amazon SNS message delivery retries", the policy for
 * endpoints that AWS manages: 3 times at once, 2 times a second apart, 10 times from 1 to 20 seconds, 100,000 times every
 * 20 seconds. Here the long last phase ends sooner: after 2,000 times, half a day.
 */

const IMMEDIATE = 3;
const PRE_BACKOFF = 2;
const BACKOFF = 10;
const POST_BACKOFF = 2_000;
const MAX_DELAY_MILLIS = 20_000;

/** The wait after the `failures`th failure in a row; undefined when it is given up. */
export function delayAfter(failures: number): number | undefined {
  if (failures <= IMMEDIATE) return 0;
  if (failures <= IMMEDIATE + PRE_BACKOFF) return 1_000;
  const step = failures - IMMEDIATE - PRE_BACKOFF;
  if (step <= BACKOFF) return Math.round(1_000 * (MAX_DELAY_MILLIS / 1_000) ** ((step - 1) / (BACKOFF - 1)));
  return step <= BACKOFF + POST_BACKOFF ? MAX_DELAY_MILLIS : undefined;
}
