/** What Lambda counts, by the names of its metrics. Source: Lambda Developer Guide, "Types of metrics for Lambda functions". */

/** Ages and durations are in milliseconds. */
export type LambdaMetric =
  | 'AsyncEventAge'
  | 'AsyncEventsDropped'
  | 'AsyncEventsReceived'
  | 'ConcurrentExecutions'
  | 'DeadLetterErrors'
  | 'DestinationDeliveryFailures'
  | 'Duration'
  | 'Errors'
  | 'Invocations'
  | 'IteratorAge'
  | 'Throttles';

/** Called on every invocation: to take no longer than an addition does. */
export type LambdaCounter = (metric: LambdaMetric, functionName: string, value: number) => void;

export const countNothing: LambdaCounter = () => undefined;
