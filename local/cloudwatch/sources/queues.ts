/** What queues tell CloudWatch: messages as they pass, and how full each queue is as minutes close. */
import type { QueueDepth, SqsCounter, SqsMetric } from '../../sqs/counter';
import type { Metrics } from '../metrics/metrics';
import { Counters } from './counters';

type DepthMetric =
  | 'ApproximateNumberOfMessagesVisible'
  | 'ApproximateNumberOfMessagesNotVisible'
  | 'ApproximateNumberOfMessagesDelayed'
  | 'ApproximateAgeOfOldestMessage';

const unitOf = (metric: SqsMetric | DepthMetric) => (metric === 'ApproximateAgeOfOldestMessage' ? 'Seconds' : 'Count');

/** "A queue … is active for up to six hours if it contains any messages or any action accesses it." */
const ACTIVE_MILLIS = 6 * 3_600_000;

/** `depths` is asked once a minute: a message costs nothing but its own count. */
export function queueCounter(metrics: Metrics, depths: () => readonly QueueDepth[]): SqsCounter {
  const counters = new Counters<SqsMetric | DepthMetric>(metrics, 'AWS/SQS', 'QueueName', unitOf);
  const used = new Set<string>();
  const activeAt = new Map<string, number>();
  metrics.watch((at) => {
    for (const { queueName, visible, inFlight, delayed, oldestAgeMillis } of depths()) {
      if (used.has(queueName) || visible + inFlight + delayed > 0) activeAt.set(queueName, at);
      const active = activeAt.get(queueName);
      if (active === undefined || at - active > ACTIVE_MILLIS) continue;
      const add = (metric: DepthMetric, value: number) => counters.of(queueName, metric).add(value, 1, at);
      add('ApproximateNumberOfMessagesVisible', visible);
      add('ApproximateNumberOfMessagesNotVisible', inFlight);
      add('ApproximateNumberOfMessagesDelayed', delayed);
      add('ApproximateAgeOfOldestMessage', Math.floor(oldestAgeMillis / 1_000));
    }
    used.clear();
  });
  return (metric, queueName, value) => {
    used.add(queueName);
    counters.of(queueName, metric).add(value);
  };
}
