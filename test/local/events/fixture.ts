/** A service with destinations that record what they are given, and fail when told to. */
import type { JsonObject } from '../../../lib/units';
import { VirtualClock, type VirtualMode } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import type { Destinations, MessageOptions } from '../../../local/events/delivery/destinations';
import type { EventsNotice } from '../../../local/events/delivery/notices';
import { createEventBridge, type EventBridge, type EventBridgeOptions } from '../../../local/events/event-bridge';
import { CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

export interface Received {
  readonly arn: string;
  readonly payload: string;
  readonly atMillis: number;
  readonly options?: MessageOptions;
  readonly name?: string;
}

/** Answers the error to throw, or undefined to take the delivery. */
export type Refusal = (arn: string, attempt: number) => Error | undefined;

export class FakeDestinations implements Destinations {
  readonly received: Received[] = [];
  readonly attempts: { readonly arn: string; readonly atMillis: number }[] = [];
  refuse: Refusal = () => undefined;

  constructor(private readonly clock: VirtualClock) {}

  async invoke(arn: string, payload: string): Promise<void> {
    this.take({ arn, payload, atMillis: this.clock.now() });
  }

  /** Undefined unless a test says that the function takes its events at once. */
  stageInvocation: Destinations['stageInvocation'] = () => undefined;

  async sendMessage(arn: string, payload: string, options: MessageOptions): Promise<void> {
    this.take({ arn, payload, options, atMillis: this.clock.now() });
  }

  async startExecution(arn: string, payload: string, name: string): Promise<void> {
    this.take({ arn, payload, name, atMillis: this.clock.now() });
  }

  to(arn: string): readonly Received[] {
    return this.received.filter((received) => received.arn === arn);
  }

  private take(received: Received): void {
    this.attempts.push({ arn: received.arn, atMillis: received.atMillis });
    const error = this.refuse(received.arn, this.attempts.filter(({ arn }) => arn === received.arn).length);
    if (error !== undefined) throw error;
    this.received.push(received);
  }
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly destinations: FakeDestinations;
  readonly events: EventBridge;
  readonly notices: readonly EventsNotice[];
  call(operation: string, input: JsonObject): Promise<JsonObject>;
}

export const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:react';
export const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:inbox';
export const DEAD_LETTERS = 'arn:aws:sqs:eu-west-1:123456789012:dead-letters';
export const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:order';

interface BenchOptions extends Partial<Pick<EventBridgeOptions, 'schedules' | 'maxRequestBytes'>> {
  readonly mode?: VirtualMode;
  readonly store?: Store;
  readonly clock?: VirtualClock;
  readonly seed?: number;
}

export function aBench(options: BenchOptions = {}): Bench {
  const clock = options.clock ?? new VirtualClock(undefined, options.mode ?? 'skip');
  const store = options.store ?? new MemoryStore();
  const destinations = new FakeDestinations(clock);
  const events = createEventBridge({
    ...options,
    store,
    clock,
    entropy: seededEntropy(options.seed ?? 1),
    region: 'eu-west-1',
    account: '123456789012',
    targets: destinations,
  });
  const notices: EventsNotice[] = [];
  events.subscribe((notice) => notices.push(notice));
  events.start();
  const call = (operation: string, input: JsonObject) => clock.busy(events.call(operation, input, CLIENT));
  return { clock, store, destinations, events, notices, call };
}

/** A rule on a bus with one target. */
export async function aRule(bench: Bench, target: JsonObject = {}, rule: JsonObject = {}): Promise<void> {
  const bus: JsonObject = rule.EventBusName === undefined ? {} : { EventBusName: rule.EventBusName };
  await bench.call('PutRule', { Name: 'orders', EventPattern: '{"source":["shop"]}', ...rule });
  await bench.call('PutTargets', {
    ...bus,
    Rule: rule.Name ?? 'orders',
    Targets: [{ Id: 'target', Arn: FUNCTION, ...target }],
  });
}

export const anEntry = (entry: JsonObject = {}): JsonObject => ({
  Source: 'shop',
  DetailType: 'order.created',
  Detail: '{"orderId":"o-1"}',
  ...entry,
});
