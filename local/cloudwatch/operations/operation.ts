/** What an operation of the service works on. */
import type { JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Alarms } from '../alarms/alarms';
import type { Evaluation } from '../alarms/evaluation';
import type { Home } from '../alarms/notifications';
import type { Dashboards } from '../dashboards';
import type { Metrics } from '../metrics/metrics';

export interface Model {
  readonly home: Home;
  readonly clock: LocalClock;
  readonly metrics: Metrics;
  readonly alarms: Alarms;
  readonly evaluation: Evaluation;
  readonly dashboards: Dashboards;
}

export type Operation = (model: Model, input: JsonObject) => JsonObject | Promise<JsonObject>;
