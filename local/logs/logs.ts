/** Amazon CloudWatch Logs: groups, streams, events and what is found in them. */
import type { EpochMillis, JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import { recordEmbedded } from '../cloudwatch/metrics/embedded-format';
import type { Metrics } from '../cloudwatch/metrics/metrics';
import type { Service } from '../service';
import type { Store } from '../store/store';
import { unknownOperation } from './errors';
import { candidateOf } from './filter-pattern';
import type { LogEvent } from './group';
import { LogGroups } from './groups';
import { applyMetricFilters } from './metric-filter';
import type { Model } from './operations/operation';
import { operations } from './operations/operations';

export interface LogsOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly region: string;
  readonly account: string;
  /** Where the metrics go that log events hold. */
  readonly metrics: Metrics;
}

/** For the services of the model that log. */
export interface LogsPort {
  /** Keeps events, in memory; a group or a stream that is not there is made. Costs no more than a few microseconds. */
  put(groupName: string, streamName: string, events: readonly LogEvent[]): void;
}

export interface Logs extends Service, LogsPort {
  readonly name: 'logs';
}

export function createLogs({ store, clock, region, account, metrics }: LogsOptions): Logs {
  const groups = new LogGroups(store, (name) => `arn:aws:logs:${region}:${account}:log-group:${name}`);
  const ingest = (groupName: string, streamName: string, events: readonly LogEvent[], now: EpochMillis) => {
    const group = groups.open(groupName, now);
    for (const event of events) {
      group.add(streamName, event, now);
      recordEmbedded(metrics, event.message);
      if (group.filters.length > 0) applyMetricFilters(metrics, group, candidateOf(event.message), event.timestamp);
    }
  };
  const model: Model = { clock, groups, ingest };
  return {
    name: 'logs',
    call: (operation, input) => call(model, operation, input),
    put: (groupName, streamName, events) => ingest(groupName, streamName, events, clock.now()),
  };
}

async function call(model: Model, operation: string, input: JsonObject): Promise<JsonObject> {
  const run = operations.get(operation);
  if (run === undefined) throw unknownOperation(`CloudWatch Logs ${operation} is not modelled`);
  return run(model, input);
}
