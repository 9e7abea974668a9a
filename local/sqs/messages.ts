/**
 * The messages of every queue, in the store.
 *
 * M1. A message is in the store from the answer to its sending until the answer to its deletion, its purge, or the end
 *     of its retention.
 * M2. While a message is invisible it is given to no one; it becomes visible again when its timeout ends.
 * M3. A receive that finds a message received `maxReceiveCount` times moves it to the dead-letter queue, in one commit.
 */
import { type EpochMillis, epochMillis } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Change, Store } from '../store/store';
import type { QueueDepth, SqsCounter } from './counter';
import {
  byVisibility,
  invisibleAt,
  messageKey,
  messagesIn,
  sequenceOf,
  visibilityKey,
  visibleAtOf,
  visibleBy,
} from './keys';
import type { QueuedMessage, Receipt, StoredMessage } from './message';
import { numberOf, type Queue, redrivePolicyOf } from './queue';
import type { Queues } from './queues';

/** Why a message is not visible, or was not before its time came. */
type Standing = 'sent' | 'delayed' | 'inFlight';

export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export type Found =
  | { readonly kind: 'current'; readonly queued: QueuedMessage }
  | { readonly kind: 'stale' }
  | { readonly kind: 'gone' };

interface Tally {
  last: number;
  count: number;
}

export class Messages {
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly store: Store,
    private readonly clock: LocalClock,
    private readonly queues: Queues,
    /** Told once a change of a queue is on disk. */
    private readonly changed: (queueName: string) => void,
    private readonly count: SqsCounter,
  ) {}

  add(queueName: string, messages: readonly StoredMessage[]): Promise<void> {
    this.count('NumberOfMessagesSent', queueName, messages.length);
    return this.commit(
      messages.flatMap((message) => this.added(queueName, message)),
      [queueName],
    );
  }

  /** Makes up to `max` visible messages invisible for `timeoutSeconds` and answers them. */
  async take(queue: Queue, max: number, timeoutSeconds: number): Promise<readonly QueuedMessage[]> {
    const now = this.clock.now();
    const changes: Change[] = [];
    const taken: QueuedMessage[] = [];
    const deadLetters = this.deadLettersOf(queue);
    for (const [key] of this.store.range(visibleBy(queue.name, now))) {
      if (taken.length === max) break;
      const queued = this.read(queue.name, sequenceOf(key));
      if (queued === undefined) continue;
      if (this.isExpired(queue, queued.message)) changes.push(...this.removed(queue.name, queued));
      else if (deadLetters !== undefined && queued.message.receiveCount >= deadLetters.maxReceiveCount) {
        changes.push(...this.movedToDeadLetters(queue, queued, deadLetters.queue));
      } else taken.push(this.received(queue, queued, now, timeoutSeconds, changes));
    }
    const touched = deadLetters === undefined ? [queue.name] : [queue.name, deadLetters.queue.name];
    if (taken.length > 0) this.count('NumberOfMessagesReceived', queue.name, taken.length);
    await this.commit(changes, touched);
    return taken;
  }

  find(queueName: string, { messageId, sequence, receiveCount }: Receipt): Found {
    const queued = this.read(queueName, sequence);
    if (queued?.message.id !== messageId) return { kind: 'gone' };
    return queued.message.receiveCount === receiveCount ? { kind: 'current', queued } : { kind: 'stale' };
  }

  delete(queueName: string, messages: readonly QueuedMessage[]): Promise<void> {
    return this.commit(
      messages.flatMap((queued) => this.removed(queueName, queued)),
      [queueName],
    );
  }

  /** Because its receiver is done with it. */
  finish(queueName: string, received: QueuedMessage): Promise<void> {
    this.count('NumberOfMessagesDeleted', queueName, 1);
    return this.delete(queueName, [received]);
  }

  setVisibleAt(queueName: string, { sequence, message }: QueuedMessage, visibleAt: EpochMillis): Promise<void> {
    return this.commit(this.rewritten(queueName, { sequence, message }, { ...message, visibleAt }), [queueName]);
  }

  /** From a dead-letter queue: "considered new messages with a new message ID and enqueue time". */
  async move(
    from: Queue,
    destinationOf: (message: StoredMessage) => Queue | undefined,
    renew: (message: StoredMessage) => StoredMessage,
  ): Promise<number> {
    const destinations: string[] = [];
    const changes: Change[] = [];
    for (const [key] of this.store.range(visibleBy(from.name, this.clock.now()))) {
      const queued = this.read(from.name, sequenceOf(key));
      const destination = queued === undefined ? undefined : destinationOf(queued.message);
      if (queued === undefined || destination === undefined) continue;
      destinations.push(destination.name);
      changes.push(...this.removed(from.name, queued), ...this.added(destination.name, renew(queued.message)));
    }
    await this.commit(changes, [from.name, ...destinations]);
    return destinations.length;
  }

  purge(queueName: string): Promise<void> {
    return this.delete(queueName, [...this.all(queueName)]);
  }

  *all(queueName: string): Iterable<QueuedMessage> {
    for (const [key, message] of this.store.range(messagesIn(queueName))) {
      yield { sequence: sequenceOf(key), message: message as StoredMessage };
    }
  }

  /** Walks only what is not visible. */
  counts(queue: Queue): Counts {
    let inFlight = 0;
    let delayed = 0;
    for (const [, standing] of this.store.range(invisibleAt(queue.name, this.clock.now()))) {
      if ((standing as Standing) === 'inFlight') inFlight++;
      else delayed++;
    }
    return { inFlight, delayed, visible: this.tally(queue.name).count - inFlight - delayed };
  }

  /** The counts, and how long ago the oldest message was sent. */
  depthOf(queue: Queue): Omit<QueueDepth, 'queueName'> {
    const [oldest] = this.all(queue.name);
    return {
      ...this.counts(queue),
      oldestAgeMillis: oldest === undefined ? 0 : Math.max(0, this.clock.now() - oldest.message.sentAt),
    };
  }

  hasVisible(queueName: string): boolean {
    const next = this.nextVisibleAt(queueName);
    return next !== undefined && next <= this.clock.now();
  }

  /** When the first message is, or becomes, visible. */
  nextVisibleAt(queueName: string): EpochMillis | undefined {
    for (const [key] of this.store.range(byVisibility(queueName))) return epochMillis(visibleAtOf(key));
    return undefined;
  }

  /** Lets go of messages that have been kept for the retention period; they were sent in the order of their numbers. */
  async expire(queue: Queue): Promise<void> {
    const expired: QueuedMessage[] = [];
    for (const queued of this.all(queue.name)) {
      if (!this.isExpired(queue, queued.message)) break;
      expired.push(queued);
    }
    if (expired.length > 0) await this.delete(queue.name, expired);
  }

  private received(
    queue: Queue,
    queued: QueuedMessage,
    now: EpochMillis,
    timeoutSeconds: number,
    changes: Change[],
  ): QueuedMessage {
    const { message, sequence } = queued;
    const received: StoredMessage = {
      ...message,
      visibleAt: epochMillis(now + timeoutSeconds * 1_000),
      receiveCount: message.receiveCount + 1,
      firstReceivedAt: message.firstReceivedAt ?? now,
      lastReceivedAt: now,
    };
    changes.push(...this.rewritten(queue.name, queued, received));
    return { sequence, message: received };
  }

  /** M3. A message whose dead-letter queue is no more goes on being received. */
  private deadLettersOf(queue: Queue): { readonly queue: Queue; readonly maxReceiveCount: number } | undefined {
    const policy = redrivePolicyOf(queue);
    const deadLetters = policy === undefined ? undefined : this.queues.findByArn(policy.deadLetterTargetArn);
    if (policy === undefined || deadLetters === undefined) return undefined;
    return { queue: deadLetters, maxReceiveCount: policy.maxReceiveCount };
  }

  private movedToDeadLetters(queue: Queue, queued: QueuedMessage, deadLetters: Queue): readonly Change[] {
    // "The original enqueue timestamp of the message is unchanged."
    const moved = { ...queued.message, visibleAt: this.clock.now(), deadLetterSourceArn: queue.arn };
    return [...this.removed(queue.name, queued), ...this.added(deadLetters.name, moved)];
  }

  private async commit(changes: readonly Change[], queueNames: Iterable<string>): Promise<void> {
    if (changes.length === 0) return;
    await this.store.commit(changes);
    for (const name of new Set(queueNames)) this.changed(name);
  }

  private read(queueName: string, sequence: number): QueuedMessage | undefined {
    const message = this.store.get(messageKey(queueName, sequence));
    return message === undefined ? undefined : { sequence, message: message as StoredMessage };
  }

  private isExpired(queue: Queue, { sentAt }: StoredMessage): boolean {
    return sentAt + numberOf(queue, 'MessageRetentionPeriod') * 1_000 <= this.clock.now();
  }

  private added(queueName: string, message: StoredMessage): readonly Change[] {
    const tally = this.tally(queueName);
    tally.count++;
    const sequence = ++tally.last;
    const standing: Standing = message.visibleAt > this.clock.now() ? 'delayed' : 'sent';
    return [
      { kind: 'put', key: messageKey(queueName, sequence), value: message },
      { kind: 'put', key: visibilityKey(queueName, message.visibleAt, sequence), value: standing },
    ];
  }

  private removed(queueName: string, { sequence, message }: QueuedMessage): readonly Change[] {
    this.tally(queueName).count--;
    return [
      { kind: 'delete', key: messageKey(queueName, sequence) },
      { kind: 'delete', key: visibilityKey(queueName, message.visibleAt, sequence) },
    ];
  }

  private rewritten(queueName: string, old: QueuedMessage, message: StoredMessage): readonly Change[] {
    const standing: Standing = 'inFlight';
    return [
      { kind: 'delete', key: visibilityKey(queueName, old.message.visibleAt, old.sequence) },
      { kind: 'put', key: visibilityKey(queueName, message.visibleAt, old.sequence), value: standing },
      { kind: 'put', key: messageKey(queueName, old.sequence), value: message },
    ];
  }

  /** Counted once from the store, when the queue is first used. */
  private tally(queueName: string): Tally {
    const known = this.tallies.get(queueName);
    if (known !== undefined) return known;
    const tally: Tally = { last: 0, count: 0 };
    for (const { sequence } of this.all(queueName)) {
      tally.count++;
      tally.last = sequence;
    }
    this.tallies.set(queueName, tally);
    return tally;
  }
}
