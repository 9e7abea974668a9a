/** Metrics written as log lines ("Specification: Embedded metric format" of CloudWatch): no call, and none to pay for. */
import type { EpochMillis } from '../units';

export const METRIC_NAMESPACE = 'Backstep';

export interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Seconds';
  readonly value: number;
}

/** `at` is when they were measured. */
export type Metrics = (metrics: readonly Metric[], at: EpochMillis) => void;

/** Whose metrics they are: the values of the two dimensions. */
export interface MetricOwner {
  readonly stack: string;
  readonly service: string;
}

/**
 * @param writeLine must write to the standard output itself: where logs are JSON, `console.log` wraps the line
 */
export function embeddedMetrics({ stack, service }: MetricOwner, writeLine: (line: string) => void): Metrics {
  return (metrics, at) => {
    const directive = {
      Namespace: METRIC_NAMESPACE,
      Dimensions: [['Stack', 'Service']],
      Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
    };
    const values = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    const _aws = { Timestamp: at, CloudWatchMetrics: [directive] };
    writeLine(JSON.stringify({ _aws, Stack: stack, Service: service, ...values }));
  };
}
