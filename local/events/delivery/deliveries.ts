/**
 * Deliveries of accepted events to targets.
 *
 * D1. A delivery is in the store from the commit that accepts its event until it has ended, so none is lost by a crash.
 * D2. It ends delivered, in the dead-letter queue, or dropped; the record goes only after that, so a crash between the
 *     two delivers again: at least once.
 * D3. There is no order between deliveries.
 * D4. A function that is there takes its event in the commit that accepts it: such a delivery has no record of its own.
 */
import type { EpochMillis } from '../../../lib/units';
import type { Cancel, LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { Store } from '../../store/store';
import type { EventsCounter } from '../counter';
import { ALL_DELIVERIES, deliveryKey, sequenceOf } from '../keys';
import type { BusEvent } from '../model';
import type { Registry, Route } from '../registry';
import { type Destinations, deadLetterAttributes, type Forward, isJson, type Staged, send } from './destinations';
import { type Failure, failureOf } from './failure';
import type { DeliveryOutcome, EventsListener } from './notices';
import { afterFailure } from './retry';

interface DeliveryRecord {
  readonly bus: string;
  readonly rule: string;
  readonly target: string;
  readonly event: BusEvent;
  readonly acceptedAt: EpochMillis;
  readonly attempts: number;
  /** When the next attempt is due. */
  readonly dueAt: EpochMillis;
  readonly hops: number;
}

interface Delivery {
  readonly sequence: number;
  readonly record: DeliveryRecord;
  /** The event's text, when it is at hand. */
  readonly text: string | undefined;
}

export interface DeliveryParts {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly registry: Registry;
  readonly destinations: Destinations;
  readonly forward: Forward;
  readonly notify: EventsListener;
  readonly count: EventsCounter;
}

/** What is counted of a delivery that succeeds at once. */
const FIRST_TIME = ['InvocationAttempts', 'Invocations', 'SuccessfulInvocationAttempts'] as const;

export class Deliveries {
  private sequence = 0;
  private closed = false;
  private readonly outstanding = new Set<number>();
  private readonly timers = new Map<number, Cancel>();
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly parts: DeliveryParts) {
    for (const [key] of parts.store.range({ ...ALL_DELIVERIES, reverse: true })) {
      this.sequence = sequenceOf(key);
      break;
    }
  }

  stage(route: Route, event: BusEvent, text: string, hops = 0): Staged {
    return this.stageInvocation(route, event, text) ?? this.stageDelivery(route, event, text, hops);
  }

  // D4
  private stageInvocation(route: Route, event: BusEvent, text: string): Staged | undefined {
    const { rule, target } = route;
    if (target.kind !== 'lambda') return undefined;
    const payload = route.makePayload({ event, text, ingestedAt: this.parts.clock.now() });
    if (target.input.kind === 'transformer' && !isJson(payload)) return undefined;
    const staged = this.parts.destinations.stageInvocation(target.arn, payload);
    if (staged === undefined) return undefined;
    const { notify, count } = this.parts;
    const begin = () => {
      for (const metric of FIRST_TIME) count(metric, rule);
      notify({ kind: 'attempted', rule, target, event, attempt: 1, outcome: { kind: 'delivered' } });
      staged.begin();
    };
    return { change: staged.change, begin };
  }

  private stageDelivery(route: Route, event: BusEvent, text: string, hops: number): Staged {
    const now = this.parts.clock.now();
    const record: DeliveryRecord = {
      bus: route.rule.bus,
      rule: route.rule.name,
      target: route.target.id,
      event,
      acceptedAt: now,
      attempts: 0,
      dueAt: now,
      hops,
    };
    const delivery: Delivery = { sequence: ++this.sequence, record, text };
    return {
      change: { kind: 'put', key: deliveryKey(delivery.sequence), value: record },
      begin: () => this.begin(delivery),
    };
  }

  /** Takes up what an earlier process left. */
  resume(): void {
    const left = Array.from(this.parts.store.range(ALL_DELIVERIES));
    for (const [key, record] of left) {
      const sequence = sequenceOf(key);
      if (this.outstanding.has(sequence)) continue;
      this.begin({ sequence, record: record as DeliveryRecord, text: undefined });
    }
  }

  get outstandingCount(): number {
    return this.outstanding.size;
  }

  /** Resolves when no delivery is under way or waits for another attempt. */
  settled(): Promise<void> {
    if (this.outstanding.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Lets go of every timer; what is left stays in the store. */
  close(): void {
    this.closed = true;
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private begin(delivery: Delivery): void {
    this.outstanding.add(delivery.sequence);
    if (delivery.record.dueAt > this.parts.clock.now()) this.wait(delivery);
    else this.start(delivery);
  }

  private wait(delivery: Delivery): void {
    const cancel = this.parts.clock.at(delivery.record.dueAt, () => {
      this.timers.delete(delivery.sequence);
      this.start(delivery);
    });
    this.timers.set(delivery.sequence, cancel);
  }

  private start(delivery: Delivery): void {
    if (!this.closed) void this.parts.clock.busy(this.attempt(delivery));
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const { bus, rule, target, event, acceptedAt, hops } = delivery.record;
    const route = this.parts.registry.route(bus, rule, target);
    // The rule or the target was removed after the event had been accepted.
    if (route === undefined) return this.end(delivery);
    this.countAttempt(delivery, route);
    try {
      const text = delivery.text ?? JSON.stringify(event);
      const payload = route.makePayload({ event, text, ingestedAt: acceptedAt });
      const newName = () => `${event.id}_${this.parts.entropy.uuid()}`;
      const parcel = { target: route.target, payload, event, hops, newName };
      await send(this.parts.destinations, this.parts.forward, parcel);
    } catch (error) {
      return this.failed(delivery, route, failureOf(error));
    }
    this.parts.count('SuccessfulInvocationAttempts', route.rule);
    await this.end(delivery, route, { kind: 'delivered' });
  }

  private countAttempt({ record }: Delivery, { rule }: Route): void {
    const { count } = this.parts;
    count('InvocationAttempts', rule);
    if (record.attempts === 0) count('Invocations', rule);
    else count('RetryInvocationAttempts', rule);
  }

  private async failed(delivery: Delivery, route: Route, failure: Failure): Promise<void> {
    if (this.closed) return;
    const { clock, entropy, store } = this.parts;
    const attempts = delivery.record.attempts + 1;
    const acceptedAt = delivery.record.acceptedAt;
    const next = failure.retriable
      ? afterFailure(route.target.retry, { attempts, acceptedAt }, clock.now(), entropy)
      : undefined;
    if (next?.kind !== 'retry') return this.giveUp(delivery, route, failure, next?.condition);
    const record: DeliveryRecord = { ...delivery.record, attempts, dueAt: next.at };
    this.tell(delivery, route, { kind: 'failed', code: failure.code, message: failure.message, retryAt: next.at });
    this.wait({ ...delivery, record });
    await store.commit([{ kind: 'put', key: deliveryKey(delivery.sequence), value: record }]);
  }

  private async giveUp(delivery: Delivery, route: Route, failure: Failure, exhausted?: string): Promise<void> {
    const { code, message } = failure;
    const { count } = this.parts;
    count('FailedInvocations', route.rule);
    const queueArn = route.target.deadLetterArn;
    if (queueArn === undefined) return this.end(delivery, route, { kind: 'dropped', code, message });
    const { event, attempts } = delivery.record;
    const { arn: targetArn } = route.target;
    const letter = { ruleArn: route.rule.arn, targetArn, code, message, exhausted, retries: attempts };
    try {
      const attributes = deadLetterAttributes(letter);
      await this.parts.destinations.sendMessage(queueArn, delivery.text ?? JSON.stringify(event), { attributes });
    } catch (error) {
      // As on AWS, where only this metric tells of it.
      count('InvocationsFailedToBeSentToDlq', route.rule);
      return this.end(delivery, route, { kind: 'dropped', code, message: `${message}; ${failureOf(error).message}` });
    }
    count('InvocationsSentToDlq', route.rule);
    await this.end(delivery, route, { kind: 'deadLettered', code, message, queueArn });
  }

  private async end(delivery: Delivery, route?: Route, outcome?: DeliveryOutcome): Promise<void> {
    if (this.closed) return; // D2: the next process delivers it once more.
    if (route !== undefined && outcome !== undefined) this.tell(delivery, route, outcome);
    await this.parts.store.commit([{ kind: 'delete', key: deliveryKey(delivery.sequence) }]);
    this.outstanding.delete(delivery.sequence);
    if (this.outstanding.size > 0) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private tell(delivery: Delivery, { rule, target }: Route, outcome: DeliveryOutcome): void {
    const { event, attempts } = delivery.record;
    this.parts.notify({ kind: 'attempted', rule, target, event, attempt: attempts + 1, outcome });
  }
}
