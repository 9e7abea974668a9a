/** What EventBridge counts, by the names of its metrics. Source: EventBridge User Guide, "Monitoring Amazon EventBridge". */
import type { Rule } from './model';

export type EventsMetric =
  | 'FailedInvocations'
  | 'InvocationAttempts'
  | 'Invocations'
  | 'InvocationsFailedToBeSentToDlq'
  | 'InvocationsSentToDlq'
  | 'MatchedEvents'
  | 'RetryInvocationAttempts'
  | 'SuccessfulInvocationAttempts'
  | 'TriggeredRules';

/** Called on every match and every attempt: to take no longer than an addition does. */
export type EventsCounter = (metric: EventsMetric, rule: Rule) => void;
