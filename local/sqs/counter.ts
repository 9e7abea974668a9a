/** What SQS counts, by the names of its metrics. Source: SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS". */
export type SqsMetric = 'NumberOfMessagesDeleted' | 'NumberOfMessagesReceived' | 'NumberOfMessagesSent';

/** Called on every message: to take no longer than an addition does. */
export type SqsCounter = (metric: SqsMetric, queueName: string, value: number) => void;

/** How full a queue is, measured when it is asked for. */
export interface QueueDepth {
  readonly queueName: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Of the oldest message, visible or not; 0 for an empty queue. */
  readonly oldestAgeMillis: number;
}
