/** A message as a function sees it. Source: Lambda Developer Guide, "Using Lambda with Amazon SQS", "Example event". */
import type { Json, JsonObject } from '../../../../lib/units';
import type { MessageAttribute, ReceivedMessage } from '../../../sqs/message';

export function messageEvent(message: ReceivedMessage, queueArn: string, region: string): JsonObject {
  const { MD5OfMessageAttributes: md5OfMessageAttributes } = message;
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes).map(([name, attribute]) => [name, attributeEvent(attribute)]),
    ),
    md5OfBody: message.MD5OfBody,
    ...(md5OfMessageAttributes === undefined ? {} : { md5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

const attributeEvent = (attribute: MessageAttribute): JsonObject => ({
  ...('StringValue' in attribute ? { stringValue: attribute.StringValue } : { binaryValue: attribute.BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: attribute.DataType,
});

/** For the filter, to which a body that is JSON is the JSON; a pattern for the other kind of body does not match. */
export function filterableEvent(event: JsonObject): JsonObject {
  return { ...event, body: jsonOr(String(event.body)) };
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
