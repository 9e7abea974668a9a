import type { JsonObject } from '../../../lib/units';
import { invalidParameter } from '../errors';
import { filterPolicyOf } from '../filter-policy';
import { isObject, parseJson, requiredText, textMap } from '../members';
import { PROTOCOLS, type Protocol, SUBSCRIPTION_ATTRIBUTES, type Subscription } from '../topic';
import { type Model, type Operation, topicOf } from './operation';

/** What the endpoint of each protocol looks like; the words are those of the refusal. */
const ENDPOINTS: { readonly [P in Protocol]: { readonly pattern: RegExp; readonly refusal: string } } = {
  sqs: { pattern: /^arn:aws[\w-]*:sqs:[\w-]+:\d+:[\w-]+$/, refusal: 'SQS endpoint ARN' },
  lambda: { pattern: /^arn:aws[\w-]*:lambda:[\w-]+:\d+:function:.+$/, refusal: 'Lambda endpoint ARN' },
  email: { pattern: /^\S+@\S+$/, refusal: 'Email address' },
  'email-json': { pattern: /^\S+@\S+$/, refusal: 'Email address' },
  http: { pattern: /^http:\/\/\S+$/, refusal: 'Endpoint must match the specified protocol' },
  https: { pattern: /^https:\/\/\S+$/, refusal: 'Endpoint must match the specified protocol' },
  sms: { pattern: /^\+?[\d() -]{4,}$/, refusal: 'Invalid SMS endpoint' },
};

/** Only owners of the account's own queues and functions need not be asked; a text message is not asked for either. */
const ASKED: ReadonlySet<Protocol> = new Set(['email', 'email-json', 'http', 'https']);

/** Subscribing again answers the subscription that there is, as long as its attributes are the same. */
export const subscribe: Operation = async (model, input) => {
  const topic = topicOf(model, input);
  const protocol = protocolOf(requiredText(input, 'Protocol'));
  const endpoint = requiredText(input, 'Endpoint');
  const { pattern, refusal } = ENDPOINTS[protocol];
  if (!pattern.test(endpoint)) throw invalidParameter(refusal);
  const attributes = checkedAttributes(textMap(input, 'Attributes'));
  const existing = model.topics
    .subscriptionsOf(topic.arn)
    .find((each) => each.protocol === protocol && each.endpoint === endpoint);
  if (existing !== undefined && differ(existing.attributes, attributes)) {
    throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
  }
  const subscription = existing ?? newSubscription(model, topic.arn, protocol, endpoint, attributes);
  if (existing === undefined) await model.topics.putSubscription(subscription);
  const shown =
    subscription.isPending && input.ReturnSubscriptionArn !== 'true' && input.ReturnSubscriptionArn !== true;
  return { SubscriptionArn: shown ? 'pending confirmation' : subscription.arn };
};

function newSubscription(
  { entropy, account }: Model,
  topicArn: string,
  protocol: Protocol,
  endpoint: string,
  attributes: Subscription['attributes'],
): Subscription {
  const arn = `${topicArn}:${entropy.uuid()}`;
  return { arn, topicArn, protocol, endpoint, owner: account, attributes, isPending: ASKED.has(protocol) };
}

function protocolOf(name: string): Protocol {
  const found = PROTOCOLS.find((known) => known === name);
  if (found === undefined) throw invalidParameter(`Amazon SNS does not support this protocol string: ${name}`);
  return found;
}

/** Throws for what could not be used: an unknown name, a filter policy that is none, a redrive policy without a queue. */
export function checkedAttributes(attributes: Subscription['attributes']): Subscription['attributes'] {
  const unknown = Object.keys(attributes).find((name) => !SUBSCRIPTION_ATTRIBUTES.has(name));
  if (unknown !== undefined) throw invalidParameter('AttributeName');
  const raw = attributes.RawMessageDelivery;
  if (raw !== undefined && raw !== 'true' && raw !== 'false') {
    throw invalidParameter(`Attributes Reason: RawMessageDelivery: Invalid value [${raw}]. Must be true or false.`);
  }
  const redrive = attributes.RedrivePolicy ?? '';
  if (redrive !== '') {
    const policy = parseJson(redrive);
    if (!isObject(policy)) throw invalidParameter('RedrivePolicy: failed to parse JSON.');
    if (!ENDPOINTS.sqs.pattern.test(String(policy.deadLetterTargetArn))) {
      throw invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
    }
  }
  filterPolicyOf({ attributes });
  return attributes;
}

const differ = (existing: JsonObject, given: JsonObject): boolean =>
  Object.entries(given).some(([name, value]) => existing[name] !== value);
