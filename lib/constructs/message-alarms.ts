/** What is watched of events and of the queues where they end when nobody could handle them. */
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type Alarms, PERIOD, type Severity } from './alarms';
import { backstepMetric } from './backstep-metrics';

/** The sweeper publishes what is unsent for a minute, so more than a few are a fault of the bus or of the relay. */
const MAX_UNSENT_SECONDS = 300;
/** A function empties the queue within seconds; what is still there after so many minutes is stuck. */
const STUCK_MINUTES = 5;

/** @param service the one whose events they are: `payments` */
export function watchOutbox(alarms: Alarms, service: string): void {
  alarms.add(`${capitalized(service)}OutboxAge`, {
    severity: 'page',
    metric: backstepMetric(alarms, service, 'OldestUnsentEventAgeSeconds', 'Maximum'),
    above: MAX_UNSENT_SECONDS,
    meaning: `An event of ${service} has waited for more than ${MAX_UNSENT_SECONDS / 60} minutes to be published.`,
    look: 'ls --state RUNNING',
    anchor: 'outbox-age',
  });
}

export interface WatchedQueue {
  readonly severity: Severity;
  readonly meaning: string;
  readonly anchor: string;
  /**
   * Whether a function empties it, so that messages are a fault only when they stay.
   * @default false
   */
  readonly emptied?: boolean;
}

export function watchQueue(alarms: Alarms, name: string, queue: IQueue, { emptied, ...watched }: WatchedQueue): void {
  alarms.add(`${name}Depth`, {
    ...watched,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
    above: 0,
    periods: emptied ? STUCK_MINUTES : 1,
    look: 'ls',
  });
}

const capitalized = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
