/** A service on a virtual clock that stands still until it is moved, with ports that remember what they are given. */
import { epochMillis, type Json, type JsonObject } from '../../../lib/units';
import { VirtualClock, type VirtualMode } from '../../../local/clock';
import type { AlarmPorts } from '../../../local/cloudwatch/alarms/alarms';
import { type CloudWatch, createCloudWatch } from '../../../local/cloudwatch/cloudwatch';
import type { EventEntry } from '../../../local/events/ingest';
import { CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

/** Half a minute past, so that the running minute is told from the last one. */
export const START = epochMillis(Date.UTC(2026, 1, 5, 6, 28, 30));
export const MINUTE = 60_000;
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:pages';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:page';

export class FakePorts implements AlarmPorts {
  readonly events: EventEntry[] = [];
  readonly published: { readonly topicArn: string; readonly subject: string; readonly message: string }[] = [];
  readonly invoked: { readonly functionArn: string; readonly payload: string }[] = [];
  refusal: Error | undefined;

  stageEvents(entries: readonly EventEntry[]) {
    return { changes: [], eventIds: [], begin: () => void this.events.push(...entries) };
  }

  async publish(topicArn: string, subject: string, message: string): Promise<void> {
    if (this.refusal !== undefined) throw this.refusal;
    this.published.push({ topicArn, subject, message });
  }

  async invoke(functionArn: string, payload: string): Promise<void> {
    this.invoked.push({ functionArn, payload });
  }
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly ports: FakePorts;
  readonly cloudwatch: CloudWatch;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
}

export function aBench(options: { mode?: VirtualMode; store?: Store; clock?: VirtualClock } = {}): Bench {
  const { store = new MemoryStore(), clock = new VirtualClock(START, options.mode ?? 'hold') } = options;
  const ports = new FakePorts();
  const cloudwatch = createCloudWatch({ store, clock, region: 'eu-west-1', account: '123456789012', ports });
  cloudwatch.start();
  return {
    clock,
    store,
    ports,
    cloudwatch,
    call: (operation, input) => cloudwatch.call(operation, input, CLIENT),
  };
}

/** On the sum of `Shop`/`Failures` a minute. */
export const anAlarm = (bench: Bench, settings: JsonObject = {}) =>
  bench.call('PutMetricAlarm', {
    AlarmName: 'failures',
    Namespace: 'Shop',
    MetricName: 'Failures',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...settings,
  });

export const record = (bench: Bench, value: number, name = 'Failures') =>
  bench.cloudwatch.metrics.of('Shop', name).add(value);

export async function describe1(bench: Bench, name = 'failures'): Promise<JsonObject> {
  const types: Json = ['MetricAlarm', 'CompositeAlarm'];
  const answer = await bench.call('DescribeAlarms', { AlarmNames: [name], AlarmTypes: types });
  const [found] = [answer.MetricAlarms, answer.CompositeAlarms].flatMap((list) => list as readonly JsonObject[]);
  if (found === undefined) throw new Error(`no alarm ${name}`);
  return found;
}

export const stateOf = async (bench: Bench, name = 'failures') => (await describe1(bench, name)).StateValue;
