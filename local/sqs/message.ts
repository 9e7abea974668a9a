/** Messages as the service keeps them and as it shows them. */
import type { EpochMillis } from '../../lib/units';

/** As in the JSON protocol: `BinaryValue` is base64 text. */
export type MessageAttribute =
  | { readonly DataType: string; readonly StringValue: string }
  | { readonly DataType: string; readonly BinaryValue: string };

export interface MessageAttributes {
  readonly [name: string]: MessageAttribute;
}

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  readonly senderId: string;
  readonly sentAt: EpochMillis;
  readonly visibleAt: EpochMillis;
  readonly receiveCount: number;
  readonly firstReceivedAt: EpochMillis | undefined;
  readonly lastReceivedAt: EpochMillis | undefined;
  /** The queue that this one, as its dead-letter queue, took the message from. */
  readonly deadLetterSourceArn: string | undefined;
}

/** A message with its number in its queue. */
export interface QueuedMessage {
  readonly sequence: number;
  readonly message: StoredMessage;
}

/** As `ReceiveMessage` shows it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes: { readonly [name: string]: string };
  readonly MessageAttributes: MessageAttributes;
  readonly MD5OfMessageAttributes: string | undefined;
}

export interface Receipt {
  readonly messageId: string;
  readonly sequence: number;
  /** Of the receipt that the handle was given with: a later one makes it stale. */
  readonly receiveCount: number;
}

/** The handle names the message and the receipt; it survives a restart. */
export const handleOf = ({ sequence, message }: QueuedMessage): string =>
  Buffer.from(`${sequence} ${message.receiveCount} ${message.id}`).toString('base64');

export function parseHandle(handle: string): Receipt | undefined {
  const found = /^(\d{1,16}) (\d{1,9}) ([\w-]+)$/.exec(Buffer.from(handle, 'base64').toString());
  if (found === null) return undefined;
  return { sequence: Number(found[1]), receiveCount: Number(found[2]), messageId: found[3] ?? '' };
}

/** Every system attribute that the message has. Source: API Reference, "ReceiveMessage". */
export function systemAttributesOf(message: StoredMessage): { readonly [name: string]: string } {
  const { firstReceivedAt, deadLetterSourceArn, traceHeader } = message;
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ...(firstReceivedAt === undefined ? {} : { ApproximateFirstReceiveTimestamp: String(firstReceivedAt) }),
    ...(deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSourceArn }),
    ...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
  };
}
