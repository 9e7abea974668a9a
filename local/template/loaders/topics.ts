/** AWS::SNS::Topic, AWS::SNS::Subscription and AWS::SNS::TopicPolicy. */
import type { Json, JsonObject } from '../../../lib/units';
import { CLIENT, type Service } from '../../service';
import { type Declared, isObject, type Loader, type Loading, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

export const loadTopic: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'TopicName', physicalName(type, stack.name, logicalId));
  const arn = arnOf('sns', target, name);
  const loaded = { name, arn, ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  if (name.endsWith('.fifo') || String(properties.FifoTopic) === 'true') {
    return { kind: 'notModelled', reason: 'only standard topics are modelled', ...loaded };
  }
  await target.sns.call('CreateTopic', { Name: name }, CLIENT);
  const AttributeValue = textOf(properties, 'DisplayName', '');
  const attribute = { TopicArn: arn, AttributeName: 'DisplayName', AttributeValue };
  await target.sns.call('SetTopicAttributes', attribute, CLIENT);
  const inline = Array.isArray(properties.Subscription) ? properties.Subscription.filter(isObject) : [];
  for (const { Protocol = '', Endpoint = '' } of inline) await subscribe(target.sns, arn, Protocol, Endpoint, {});
  return { kind: 'modelled', ...loaded };
};

const ATTRIBUTES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy', 'DeliveryPolicy'];
/** What an attribute goes back to when a template no longer sets it. */
const DEFAULTS: JsonObject = {
  FilterPolicyScope: 'MessageAttributes',
  FilterPolicy: '{}',
  RawMessageDelivery: 'false',
  RedrivePolicy: '',
};
/** Of AWS's protocols, those that the model does not take. */
const NOT_MODELLED: ReadonlySet<Json> = new Set<Json>(['application', 'firehose']);

export const loadSubscription: Loader = async (declared, target): Promise<Loading> => {
  const { properties, logicalId } = declared;
  const { TopicArn = '', Protocol = '', Endpoint = '' } = properties;
  if (NOT_MODELLED.has(Protocol)) {
    const reason = `no message reaches ${String(Endpoint)}: subscriptions by ${String(Protocol)} are not modelled`;
    return { kind: 'notModelled', reason, name: logicalId, arn: '', ref: logicalId, attributes: {} };
  }
  const attributes = { ...DEFAULTS, ...attributesIn(declared) };
  const arn = await subscribe(target.sns, String(TopicArn), Protocol, Endpoint, attributes);
  return { kind: 'modelled', name: logicalId, arn, ref: arn, attributes: { Arn: arn } };
};

function attributesIn({ properties }: Declared): JsonObject {
  return Object.fromEntries(
    ATTRIBUTES.flatMap((name) => {
      const value = properties[name];
      if (value === undefined) return [];
      return [[name, isObject(value) ? JSON.stringify(value) : String(value)] as const];
    }),
  );
}

/** The one that there is, or a new one; with these attributes. Answers its ARN. */
async function subscribe(
  sns: Service,
  TopicArn: string,
  Protocol: Json,
  Endpoint: Json,
  attributes: JsonObject,
): Promise<string> {
  const request = { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true };
  const SubscriptionArn = String((await sns.call('Subscribe', request, CLIENT)).SubscriptionArn);
  for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
    await sns.call('SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue }, CLIENT);
  }
  return SubscriptionArn;
}

/** Nothing in the model is refused for want of permission. */
export const loadTopicPolicy: Loader = ({ stack, logicalId, type }) => {
  const name = physicalName(type, stack.name, logicalId);
  return { kind: 'data', name, arn: '', ref: name, attributes: { Id: name } };
};
