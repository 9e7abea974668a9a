/** Unsubscribe, ListSubscriptions, ListSubscriptionsByTopic, and the attributes of a subscription. */
import type { JsonObject } from '../../../lib/units';
import { optionalText, requiredText } from '../members';
import { pageOf } from '../page';
import type { Subscription } from '../topic';
import { type Model, type Operation, topicOf } from './operation';
import { checkedAttributes } from './subscribe';

/** Without an error for a subscription that is gone. */
export const unsubscribe: Operation = async ({ topics }, input) => {
  const subscription = topics.findSubscription(requiredText(input, 'SubscriptionArn'));
  if (subscription !== undefined) await topics.deleteSubscription(subscription);
  return {};
};

export const listSubscriptions: Operation = ({ topics }, input) => list(topics.allSubscriptions(), input);

export const listSubscriptionsByTopic: Operation = (model, input) =>
  list(model.topics.subscriptionsOf(topicOf(model, input).arn), input);

function list(subscriptions: readonly Subscription[], input: JsonObject): JsonObject {
  const { items, next } = pageOf(subscriptions, ({ arn }) => arn, input);
  return {
    Subscriptions: items.map((subscription) => ({
      SubscriptionArn: subscription.isPending ? 'PendingConfirmation' : subscription.arn,
      Owner: subscription.owner,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      TopicArn: subscription.topicArn,
    })),
    ...next,
  };
}

export const getSubscriptionAttributes: Operation = (model, input) => {
  const subscription = subscriptionOf(model, input);
  const { attributes, arn, topicArn, protocol, endpoint, owner, isPending } = subscription;
  return {
    Attributes: {
      RawMessageDelivery: 'false',
      ...(attributes.FilterPolicy === undefined ? {} : { FilterPolicyScope: 'MessageAttributes' }),
      ...attributes,
      SubscriptionArn: arn,
      TopicArn: topicArn,
      Protocol: protocol,
      Endpoint: endpoint,
      Owner: owner,
      PendingConfirmation: String(isPending),
      ConfirmationWasAuthenticated: String(!isPending),
      SubscriptionPrincipal: `arn:aws:iam::${owner}:root`,
    },
  };
};

export const setSubscriptionAttributes: Operation = async (model, input) => {
  const subscription = subscriptionOf(model, input);
  const name = requiredText(input, 'AttributeName');
  const value = optionalText(input, 'AttributeValue') ?? '';
  const attributes = checkedAttributes({ ...subscription.attributes, [name]: value });
  await model.topics.putSubscription({ ...subscription, attributes });
  return {};
};

const subscriptionOf = ({ topics }: Model, input: JsonObject): Subscription =>
  topics.subscription(requiredText(input, 'SubscriptionArn'));
