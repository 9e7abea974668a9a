/**
 * Amazon CloudWatch: metrics, alarms and dashboards. Metrics are in memory, three hours of them; alarms, their states and
 * histories, and dashboards are in the store.
 */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Service } from '../service';
import type { Store } from '../store/store';
import { type AlarmPorts, Alarms } from './alarms/alarms';
import { Evaluation } from './alarms/evaluation';
import type { StateChange } from './alarms/notifications';
import { Dashboards } from './dashboards';
import { invalidAction } from './errors';
import { Metrics } from './metrics/metrics';
import type { Model } from './operations/operation';
import { operations } from './operations/operations';

export interface CloudWatchOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly region: string;
  readonly account: string;
  readonly ports: AlarmPorts;
}

export type AlarmListener = (change: StateChange) => void;

export interface CloudWatch extends Service {
  readonly name: 'cloudwatch';
  /** Where the services of the model count. */
  readonly metrics: Metrics;
  /** Evaluates the alarms at the end of every minute that passes. */
  start(): void;
  /** Evaluates every alarm now; the minute that runs counts for the alarms that have data in it. */
  evaluate(): Promise<void>;
  /** Tells of every change of an alarm's state; answers how to stop. */
  subscribe(listener: AlarmListener): () => void;
  /** Lets go of timers. */
  close(): void;
}

export function createCloudWatch({ store, clock, region, account, ports }: CloudWatchOptions): CloudWatch {
  const home = { region, account };
  const listeners = new Set<AlarmListener>();
  const notify: AlarmListener = (change) => {
    for (const listener of listeners) listener(change);
  };
  const metrics = new Metrics(clock);
  const alarms = new Alarms({ store, clock, home, ports, notify });
  const evaluation = new Evaluation(clock, metrics, alarms);
  const model: Model = { home, clock, metrics, alarms, evaluation, dashboards: new Dashboards(store) };
  return {
    name: 'cloudwatch',
    metrics,
    call: (operation, input) => call(model, operation, input),
    start: () => evaluation.start(),
    evaluate: () => clock.busy(evaluation.now()),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => evaluation.close(),
  };
}

async function call(model: Model, operation: string, input: JsonObject): Promise<JsonObject> {
  const run = operations.get(operation);
  if (run === undefined) throw invalidAction(`CloudWatch's operation ${operation} is not modelled.`);
  return run(model, input);
}
