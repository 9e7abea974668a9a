/** GetTopicAttributes and SetTopicAttributes. */
import { optionalText, requiredText } from '../members';
import { checkTopicAttributes } from './create-topic';
import { type Operation, topicOf } from './operation';

export const getTopicAttributes: Operation = (model, input) => {
  const topic = topicOf(model, input);
  const subscriptions = model.topics.subscriptionsOf(topic.arn);
  const pending = subscriptions.filter(({ isPending }) => isPending).length;
  return {
    Attributes: {
      DisplayName: '',
      Policy: policyOf(topic.arn, model.account),
      ...topic.attributes,
      TopicArn: topic.arn,
      Owner: model.account,
      SubscriptionsConfirmed: String(subscriptions.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: '0',
    },
  };
};

/** The policy that a topic begins with: its account may do everything with it. */
const policyOf = (arn: string, account: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:Publish', 'SNS:Subscribe', 'SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:DeleteTopic'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  });

export const setTopicAttributes: Operation = async (model, input) => {
  const topic = topicOf(model, input);
  const name = requiredText(input, 'AttributeName');
  const changed = { [name]: optionalText(input, 'AttributeValue') ?? '' };
  checkTopicAttributes(changed);
  await model.topics.put({ ...topic, attributes: { ...topic.attributes, ...changed } });
  return {};
};
