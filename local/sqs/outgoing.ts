/** Messages as they are sent: checked and ready to be kept. Source: SQS API Reference, "SendMessage". */
import type { Json, JsonObject } from '../../lib/units';
import { epochMillis } from '../../lib/units';
import { invalidMessageContents, invalidParameterValue, missingParameter } from './errors';
import { isObject, optionalInteger, optionalObject, optionalText } from './members';
import type { MessageAttribute, MessageAttributes, StoredMessage } from './message';
import { numberOf, type Queue } from './queue';

const MAX_DELAY_SECONDS = 900;
const MAX_ATTRIBUTES = 10;

export interface Sender {
  readonly messageId: string;
  readonly senderId: string;
  readonly now: number;
}

/** A message from the members that `SendMessage` and an entry of `SendMessageBatch` share. */
export function outgoingMessage(queue: Queue, input: JsonObject, { messageId, senderId, now }: Sender): StoredMessage {
  const body = optionalText(input, 'MessageBody');
  if (body === undefined || body === '') throw missingParameter('MessageBody');
  const delaySeconds =
    optionalInteger(input, 'DelaySeconds', {
      min: 0,
      max: MAX_DELAY_SECONDS,
      reason: `DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`,
    }) ?? numberOf(queue, 'DelaySeconds');
  if (!ALLOWED.test(body)) throw invalidMessageContents('The message contains characters outside the allowed set.');
  const attributes = parseMessageAttributes(optionalObject(input, 'MessageAttributes'));
  const message: StoredMessage = {
    id: messageId,
    body,
    attributes,
    traceHeader: traceHeaderOf(input),
    senderId,
    sentAt: epochMillis(now),
    visibleAt: epochMillis(now + delaySeconds * 1_000),
    receiveCount: 0,
    firstReceivedAt: undefined,
    lastReceivedAt: undefined,
    deadLetterSourceArn: undefined,
  };
  const limit = numberOf(queue, 'MaximumMessageSize');
  if (sizeOf(message) > limit) {
    throw invalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  return message;
}

/** "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF". */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** The body and its attributes: "The size ... includes message metadata attributes". */
export function sizeOf({ body, attributes }: StoredMessage): number {
  return Object.entries(attributes).reduce((sum, [name, attribute]) => {
    const value =
      'StringValue' in attribute
        ? Buffer.byteLength(attribute.StringValue)
        : Buffer.byteLength(attribute.BinaryValue, 'base64');
    return sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + value;
  }, Buffer.byteLength(body));
}

function traceHeaderOf(input: JsonObject): string | undefined {
  const header = optionalObject(input, 'MessageSystemAttributes').AWSTraceHeader;
  return isObject(header) ? optionalText(header, 'StringValue') : undefined;
}

function parseMessageAttributes(given: JsonObject): MessageAttributes {
  const entries = Object.entries(given);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameterValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, parseMessageAttribute(name, value)]));
}

const NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)(?!.*\.$)[\w.-]{1,256}$/i;
const TYPE = /^(String|Number|Binary)(\..+)?$/;

function parseMessageAttribute(name: string, value: Json): MessageAttribute {
  if (!NAME.test(name)) throw invalidParameterValue(`Message attribute name '${name}' is invalid.`);
  const attribute = isObject(value) ? value : {};
  const DataType = optionalText(attribute, 'DataType') ?? '';
  if (DataType === '') {
    throw invalidParameterValue(`The message attribute '${name}' must contain non-empty message attribute type.`);
  }
  const base = TYPE.exec(DataType)?.[1];
  if (base === undefined) {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  if (base === 'Binary')
    return { DataType, BinaryValue: valueOrRefuse(name, base, optionalText(attribute, 'BinaryValue')) };
  const StringValue = valueOrRefuse(name, base, optionalText(attribute, 'StringValue'));
  if (base === 'Number' && !Number.isFinite(Number(StringValue))) {
    throw invalidParameterValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType, StringValue };
}

function valueOrRefuse(name: string, base: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  const kind = base === 'Binary' ? 'binary' : 'string';
  throw invalidParameterValue(
    `The message attribute '${name}' must contain a non-empty ${kind} value for message attribute type '${base}'.`,
  );
}
