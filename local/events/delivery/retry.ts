/**
 * When a failed delivery is tried again: "By default, EventBridge retries sending the event for 24 hours and up to 185
 * times with an exponential back off and jitter" (user guide, "How EventBridge retries delivering events").
 *
 * The delays themselves are not published. Here they double from one second to ten minutes, and each is drawn between
 * half and the whole of that: 185 of them come to about 23 hours, so that the two default limits lie close together.
 */
import { type EpochMillis, epochMillis } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import type { RetryPolicy } from '../model';

const FIRST_DELAY_MILLIS = 1_000;
const MAX_DELAY_MILLIS = 600_000;

export type NextStep =
  | { readonly kind: 'retry'; readonly at: EpochMillis }
  | { readonly kind: 'exhausted'; readonly condition: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' };

/** After `attempts` attempts, the first and the retries, of an event accepted at `acceptedAt`. */
export function afterFailure(
  policy: RetryPolicy,
  { attempts, acceptedAt }: { readonly attempts: number; readonly acceptedAt: EpochMillis },
  now: EpochMillis,
  entropy: Entropy,
): NextStep {
  const retries = attempts - 1;
  if (retries >= policy.maximumRetryAttempts) return { kind: 'exhausted', condition: 'MaximumRetryAttempts' };
  const ceiling = Math.min(FIRST_DELAY_MILLIS * 2 ** retries, MAX_DELAY_MILLIS);
  const at = epochMillis(now + Math.ceil(ceiling * (0.5 + entropy.fraction() / 2)));
  const lastMoment = acceptedAt + policy.maximumEventAgeSeconds * 1_000;
  return at > lastMoment ? { kind: 'exhausted', condition: 'MaximumEventAgeInSeconds' } : { kind: 'retry', at };
}
