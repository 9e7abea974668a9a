/** From a publication to its deliveries, and to what is only kept for someone to see. */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import { type Deliveries, isDelivered } from './deliveries';
import { type Message, messageOf } from './message';
import type { Topic } from './topic';
import type { Topics } from './topics';

/** A message that someone outside would have been sent. */
export interface Unsent {
  readonly message: Message;
  readonly protocol: string;
  readonly endpoint: string;
}

/** Messages to people kept in memory; the oldest go first. */
const MAX_UNSENT = 1_000;

export interface PublishingParts {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly topics: Topics;
  readonly deliveries: Deliveries;
  readonly published: (message: Message) => void;
}

export class Publishing {
  private readonly kept: Unsent[] = [];

  constructor(private readonly parts: PublishingParts) {}

  /** Checks a publication; the caller then lets it go. */
  messageOf(topic: Topic, input: JsonObject): Message {
    return messageOf(topic, input, this.parts.entropy.uuid(), this.parts.clock.now());
  }

  /** Resolves when every delivery is kept. */
  async publish(message: Message): Promise<void> {
    const { topics, deliveries, published } = this.parts;
    const subscriptions = topics.matching(message.topicArn, message.texts.default ?? '', message.attributes);
    for (const { protocol, endpoint } of subscriptions) {
      if (!isDelivered(protocol)) this.kept.push({ message, protocol, endpoint });
    }
    if (this.kept.length > MAX_UNSENT) this.kept.splice(0, this.kept.length - MAX_UNSENT);
    await deliveries.accept(
      message,
      subscriptions.filter(({ protocol }) => isDelivered(protocol)),
    );
    published(message);
  }

  /** Oldest first. */
  get unsent(): readonly Unsent[] {
    return this.kept;
  }
}
