/**
 * Deliveries that survive the process.
 *
 * D1. A delivery is in the store from the answer to its publication until it is delivered, dead-lettered or dropped.
 * D2. A crash after a delivery and before its end is kept delivers once more: at least once.
 */
import { assertNever, type EpochMillis, epochMillis, type JsonObject } from '../../lib/units';
import type { Cancel, LocalClock } from '../clock';
import { AwsError } from '../service';
import type { Change, Store } from '../store/store';
import { ALL_DELIVERIES, deliveryKey, sequenceOf } from './keys';
import { functionEvent, type Message, queueMessage } from './message';
import { delayAfter } from './retry';
import { type Delivered, deadLetterArnOf, type Subscription } from './topic';
import type { Topics } from './topics';

/** Each resolves once the service has taken what it was given, and throws `AwsError` as the service would answer. */
export interface Destinations {
  /** `message` has SendMessage's members beside the queue. */
  sendMessage(queueArn: string, message: JsonObject): Promise<void>;
  /** An asynchronous invocation. */
  invoke(functionArn: string, payload: string): Promise<void>;
}

export type Outcome = 'delivered' | 'deadLettered' | 'dropped';

interface DeliveryRecord {
  readonly subscriptionArn: string;
  readonly message: Message;
  readonly failures: number;
  readonly dueAt: EpochMillis;
}

interface Delivery {
  readonly sequence: number;
  readonly record: DeliveryRecord;
}

export interface DeliveryParts {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly topics: Topics;
  readonly destinations: Destinations;
  readonly ended: (message: Message, outcome: Outcome) => void;
}

/** Tried again, as faults of the service are. */
const THROTTLING: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'RequestThrottled',
  'TooManyRequestsException',
]);

export class Deliveries {
  private sequence = 0;
  /** The last delivery of an earlier process. */
  private readonly left: number;
  private closed = false;
  private readonly timers = new Map<number, Cancel>();

  constructor(private readonly parts: DeliveryParts) {
    for (const [key] of parts.store.range({ ...ALL_DELIVERIES, reverse: true })) {
      this.sequence = sequenceOf(key);
      break;
    }
    this.left = this.sequence;
  }

  /** Resolves when the deliveries are kept. */
  async accept(message: Message, subscriptions: readonly Subscription[]): Promise<void> {
    if (subscriptions.length === 0) return;
    const deliveries = subscriptions.map(({ arn: subscriptionArn }) => ({
      sequence: ++this.sequence,
      record: { subscriptionArn, message, failures: 0, dueAt: this.parts.clock.now() },
    }));
    await this.parts.store.commit(deliveries.map(putOf)); // D1
    for (const delivery of deliveries) this.begin(delivery);
  }

  /** Takes up what an earlier process left. */
  resume(): void {
    for (const [key, record] of Array.from(this.parts.store.range(ALL_DELIVERIES))) {
      const sequence = sequenceOf(key);
      if (sequence <= this.left) this.begin({ sequence, record: record as DeliveryRecord });
    }
  }

  close(): void {
    this.closed = true;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private begin(delivery: Delivery): void {
    const { clock } = this.parts;
    const start = () => {
      this.timers.delete(delivery.sequence);
      if (!this.closed) void clock.busy(this.attempt(delivery));
    };
    if (delivery.record.dueAt <= clock.now()) start();
    else this.timers.set(delivery.sequence, clock.at(delivery.record.dueAt, start));
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { message, subscriptionArn } = delivery.record;
    const subscription = this.parts.topics.findSubscription(subscriptionArn);
    // It was deleted after the message had been accepted.
    if (subscription === undefined) return this.end(delivery, undefined);
    try {
      await this.deliver(message, subscription);
    } catch (error) {
      return this.failed(delivery, subscription, error);
    }
    await this.end(delivery, 'delivered');
  }

  private async deliver(message: Message, subscription: Subscription): Promise<void> {
    const { destinations } = this.parts;
    const { protocol, endpoint } = subscription;
    if (!isDelivered(protocol)) return;
    switch (protocol) {
      case 'sqs':
        return destinations.sendMessage(endpoint, queueMessage(message, subscription));
      case 'lambda':
        return destinations.invoke(endpoint, functionEvent(message, subscription));
      default:
        return assertNever(protocol);
    }
  }

  private async failed({ sequence, record }: Delivery, subscription: Subscription, error: unknown): Promise<void> {
    if (this.closed) return; // D2
    const failures = record.failures + 1;
    const delay = isFinal(error) ? undefined : delayAfter(failures);
    if (delay === undefined) return this.giveUp({ sequence, record }, subscription);
    const dueAt = epochMillis(this.parts.clock.now() + delay);
    const delivery = { sequence, record: { ...record, failures, dueAt } };
    await this.parts.store.commit([putOf(delivery)]);
    if (!this.closed) this.begin(delivery);
  }

  private async giveUp(delivery: Delivery, subscription: Subscription): Promise<void> {
    const queueArn = deadLetterArnOf(subscription);
    if (queueArn === undefined) return this.end(delivery, 'dropped');
    try {
      await this.parts.destinations.sendMessage(queueArn, queueMessage(delivery.record.message, subscription));
    } catch {
      // As on AWS, where only the metric NumberOfNotificationsFailedToRedriveToDlq tells of it.
      return this.end(delivery, 'dropped');
    }
    await this.end(delivery, 'deadLettered');
  }

  private async end({ sequence, record }: Delivery, outcome: Outcome | undefined): Promise<void> {
    if (this.closed) return; // D2
    await this.parts.store.commit([{ kind: 'delete', key: deliveryKey(sequence) }]);
    if (outcome !== undefined) this.parts.ended(record.message, outcome);
  }
}

const putOf = ({ sequence, record }: Delivery): Change => ({
  kind: 'put',
  key: deliveryKey(sequence),
  value: record,
});

export const isDelivered = (protocol: Subscription['protocol']): protocol is Delivered =>
  protocol === 'sqs' || protocol === 'lambda';

/** "Client-side errors … the endpoint is deleted, or someone changes its policy": "Amazon SNS doesn't retry". */
const isFinal = (error: unknown): boolean =>
  error instanceof AwsError && error.statusCode < 500 && !THROTTLING.has(error.code);
