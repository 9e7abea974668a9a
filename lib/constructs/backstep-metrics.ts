/** The metrics that the functions write into their logs, as alarms and dashboards read them. */
import { Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { PERIOD } from './alarms';

/** As `embeddedMetrics` writes them. */
export const NAMESPACE = 'Backstep';

/** The service in whose name sweeper and recorders measure. */
export const SAGAS = 'sagas';

/** @param service the value of the dimension `Service` */
export function backstepMetric(
  scope: Construct,
  service: string,
  metricName: string,
  statistic: 'Maximum' | 'Sum',
): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { Stack: Stack.of(scope).stackName, Service: service },
    statistic,
    period: PERIOD,
  });
}
