/** Messages as they are published, and as each kind of subscriber gets them. Source: SNS Developer Guide. */
import { type EpochMillis, type Json, type JsonObject, toEpochSeconds } from '../../lib/units';
import { invalidParameter, invalidParameterValue } from './errors';
import { isObject, optionalText, parseJson } from './members';
import { isRaw, type Protocol, type Subscription, type Topic } from './topic';

export interface Message {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** With `MessageStructure: 'json'`: a text for each protocol that has its own, and `default`. */
  readonly texts: { readonly [protocol: string]: string };
  /** As in the JSON protocol: `BinaryValue` is base64 text. */
  readonly attributes: JsonObject;
  readonly at: EpochMillis;
}

/** "The maximum message size is 256 KB", attributes included. */
export const MAX_MESSAGE_BYTES = 262_144;
const MAX_SUBJECT = 100;

export function messageOf(topic: Topic, input: JsonObject, id: string, at: EpochMillis): Message {
  const text = optionalText(input, 'Message');
  if (text === undefined || text === '') throw invalidParameter('Empty message');
  const subject = optionalText(input, 'Subject');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: line breaks and control characters are refused
  if (subject !== undefined && (subject.length > MAX_SUBJECT || /[\u0000-\u001f]|^$|^\s/.test(subject))) {
    throw invalidParameter('Subject');
  }
  const attributes = attributesOf(input.MessageAttributes);
  if (sizeOf(text, attributes) > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  return { id, topicArn: topic.arn, subject, texts: textsOf(text, input.MessageStructure), attributes, at };
}

function textsOf(text: string, structure: Json | undefined): Message['texts'] {
  if (structure === undefined || structure === null) return { default: text };
  if (structure !== 'json') throw invalidParameter('MessageStructure');
  const parsed = parseJson(text);
  if (!isObject(parsed)) throw invalidParameter('Message Structure - JSON message body failed to parse');
  if (typeof parsed.default !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return Object.fromEntries(Object.entries(parsed).map(([protocol, each]) => [protocol, String(each)]));
}

export function sizeOf(text: string, attributes: JsonObject): number {
  const extra = Object.keys(attributes).length === 0 ? 0 : Buffer.byteLength(JSON.stringify(attributes));
  return Buffer.byteLength(text) + extra;
}

const DATA_TYPE = /^(String|Number|Binary|String\.Array)(\.[^.]+)*$/;

function attributesOf(given: Json | undefined): JsonObject {
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw invalidParameter('MessageAttributes');
  for (const [name, attribute] of Object.entries(given)) {
    const type = isObject(attribute) ? String(attribute.DataType ?? '') : '';
    if (!isObject(attribute) || !DATA_TYPE.test(type)) {
      throw invalidParameterValue(`The message attribute '${name}' has an invalid message attribute type.`);
    }
    const value = type.startsWith('Binary') ? attribute.BinaryValue : attribute.StringValue;
    if (typeof value !== 'string' || value === '') {
      throw invalidParameterValue(`The message attribute '${name}' must contain non-empty message attribute value.`);
    }
  }
  return given;
}

const textFor = ({ texts }: Message, protocol: Protocol): string => texts[protocol] ?? texts.default ?? '';

/** What a queue is sent: the message itself, or wrapped. Nothing is signed here: the signature is a placeholder. */
export function queueMessage(message: Message, subscription: Subscription): JsonObject {
  const text = textFor(message, subscription.protocol);
  if (isRaw(subscription)) return { MessageBody: text, MessageAttributes: message.attributes };
  const { MessageAttributes, ...notification } = notificationOf(message, subscription);
  const attributes = Object.keys(message.attributes).length === 0 ? {} : { MessageAttributes };
  return {
    MessageBody: JSON.stringify({
      ...notification,
      SigningCertURL: notification.SigningCertUrl,
      SigningCertUrl: undefined,
      UnsubscribeURL: notification.UnsubscribeUrl,
      UnsubscribeUrl: undefined,
      ...attributes,
    }),
  };
}

/** The event of a function. Source: Lambda Developer Guide, "Using Lambda with Amazon SNS". */
export function functionEvent(message: Message, subscription: Subscription): string {
  const Sns = { Subject: null, ...notificationOf(message, subscription) };
  return JSON.stringify({
    Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns }],
  });
}

function notificationOf(message: Message, { arn, protocol, topicArn }: Subscription) {
  const region = topicArn.split(':')[3] ?? '';
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: textFor(message, protocol),
    Timestamp: new Date(message.at).toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from(`local ${message.id} ${toEpochSeconds(message.at)}`).toString('base64'),
    SigningCertUrl: `https://sns.${region}.amazonaws.com/SimpleNotificationService-local.pem`,
    UnsubscribeUrl: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    MessageAttributes: Object.fromEntries(Object.entries(message.attributes).map(shownAttribute)),
  };
}

function shownAttribute([name, attribute]: readonly [string, Json]): readonly [string, JsonObject] {
  if (!isObject(attribute)) return [name, {}];
  return [name, { Type: attribute.DataType ?? '', Value: attribute.StringValue ?? attribute.BinaryValue ?? '' }];
}
