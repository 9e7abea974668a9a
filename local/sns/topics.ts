/** The topics and subscriptions that there are: held in memory, written through to the store. */
import type { JsonObject } from '../../lib/units';
import type { Store } from '../store/store';
import { subscriptionDoesNotExist, topicDoesNotExist } from './errors';
import { type FilterPolicy, filterPolicyOf } from './filter-policy';
import { ALL_SUBSCRIPTIONS, ALL_TOPICS, subscriptionKey, topicKey } from './keys';
import type { Subscription, Topic } from './topic';

interface Kept {
  readonly subscription: Subscription;
  /** Undefined lets everything through. */
  readonly filter: FilterPolicy | undefined;
}

export class Topics {
  private readonly topics = new Map<string, Topic>();
  private readonly subscriptions = new Map<string, Kept>();
  /** By topic, in order of arrival. */
  private readonly byTopic = new Map<string, Map<string, Kept>>();

  constructor(private readonly store: Store) {
    for (const [, topic] of store.range(ALL_TOPICS)) this.topics.set((topic as Topic).arn, topic as Topic);
    for (const [, subscription] of store.range(ALL_SUBSCRIPTIONS)) this.keep(subscription as Subscription);
  }

  all(): readonly Topic[] {
    return inOrder([...this.topics.values()]);
  }

  find(arn: string): Topic | undefined {
    return this.topics.get(arn);
  }

  get(arn: string): Topic {
    return this.topics.get(arn) ?? fail(topicDoesNotExist());
  }

  allSubscriptions(): readonly Subscription[] {
    return inOrder(Array.from(this.subscriptions.values(), ({ subscription }) => subscription));
  }

  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return inOrder(Array.from(this.byTopic.get(topicArn)?.values() ?? [], ({ subscription }) => subscription));
  }

  findSubscription(arn: string): Subscription | undefined {
    return this.subscriptions.get(arn)?.subscription;
  }

  subscription(arn: string): Subscription {
    return this.findSubscription(arn) ?? fail(subscriptionDoesNotExist());
  }

  /** Those that a message goes to. */
  matching(topicArn: string, message: string, attributes: JsonObject): readonly Subscription[] {
    return Array.from(this.byTopic.get(topicArn)?.values() ?? []).flatMap(({ subscription, filter }) =>
      filter === undefined || filter(message, attributes) ? [subscription] : [],
    );
  }

  put(topic: Topic): Promise<void> {
    this.topics.set(topic.arn, topic);
    return this.store.commit([{ kind: 'put', key: topicKey(topic.name), value: topic }]);
  }

  /** With its subscriptions. */
  async delete(topic: Topic): Promise<void> {
    const subscriptions = this.subscriptionsOf(topic.arn);
    this.topics.delete(topic.arn);
    this.byTopic.delete(topic.arn);
    for (const { arn } of subscriptions) this.subscriptions.delete(arn);
    await this.store.commit([
      { kind: 'delete', key: topicKey(topic.name) },
      ...subscriptions.map(({ arn }) => ({ kind: 'delete', key: subscriptionKey(arn) }) as const),
    ]);
  }

  /** Throws what a filter policy is refused for, before anything is kept. */
  putSubscription(subscription: Subscription): Promise<void> {
    this.keep(subscription);
    return this.store.commit([{ kind: 'put', key: subscriptionKey(subscription.arn), value: subscription }]);
  }

  async deleteSubscription({ arn, topicArn }: Subscription): Promise<void> {
    this.subscriptions.delete(arn);
    this.byTopic.get(topicArn)?.delete(arn);
    await this.store.commit([{ kind: 'delete', key: subscriptionKey(arn) }]);
  }

  private keep(subscription: Subscription): void {
    const kept: Kept = { subscription, filter: filterPolicyOf(subscription) };
    this.subscriptions.set(subscription.arn, kept);
    const ofTopic = this.byTopic.get(subscription.topicArn) ?? new Map<string, Kept>();
    this.byTopic.set(subscription.topicArn, ofTopic.set(subscription.arn, kept));
  }
}

const inOrder = <T extends { readonly arn: string }>(items: readonly T[]) =>
  [...items].sort((a, b) => (a.arn < b.arn ? -1 : 1));

function fail(error: Error): never {
  throw error;
}
