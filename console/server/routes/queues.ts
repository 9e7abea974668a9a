/** Queues, what lies in them, and sending it on its way again. */

import { CLIENT } from '../../../local/service';
import type { StoredMessage } from '../../../local/sqs/message';
import type { WireRequest } from '../../../local/wire/message';
import { messageOf } from '../../../local/wire/message';
import type { QueueMessages, QueueSummary, Replayed } from '../../api';
import { bodyOf, fieldOptional, fieldText, queryCount, queryText } from '../asked';
import { deadLetterQueues } from '../dead-letter-queues';
import { type Destination, destinationOf } from '../dead-letters';
import { Refused } from '../refused';
import type { Room } from '../room';

const MESSAGES = { usual: 100, most: 1_000 };
/** Long enough to be sent on; what is not comes back by itself. */
const REPLAY_SECONDS = 30;
const MAX_REPLAYED = 1_000;

export async function queues(room: Room): Promise<readonly QueueSummary[]> {
  const deadLetters = await deadLetterQueues(room.local.world);
  return room.local.world.services.sqs.depths().map(({ queueName, visible, inFlight, delayed }) => ({
    name: queueName,
    label: room.places.labelOf('queue', arnOf(room, queueName)),
    stack: room.places.stackOf('queue', arnOf(room, queueName)),
    visible,
    inFlight,
    delayed,
    isDeadLetterQueue: deadLetters.has(arnOf(room, queueName)),
  }));
}

const arnOf = ({ local: { world } }: Room, queue: string): string =>
  `arn:aws:sqs:${world.region}:${world.account}:${queue}`;

/** @throws Refused */
function messagesIn(room: Room, queue: string): readonly StoredMessage[] {
  const { sqs } = room.local.world.services;
  if (!sqs.depths().some(({ queueName }) => queueName === queue))
    throw new Refused(404, `there is no queue '${queue}'`);
  return sqs.messagesOf(arnOf(room, queue));
}

export function queueMessages(room: Room, { query }: WireRequest): QueueMessages {
  const queue = queryText(query, 'queue');
  const found = messagesIn(room, queue);
  const limit = queryCount(query, 'limit', MESSAGES);
  return {
    queue,
    total: found.length,
    messages: found.slice(0, limit).map((message) => ({
      id: message.id,
      sentAt: message.sentAt,
      receives: message.receiveCount,
      body: message.body,
      attributes: textsOf(message),
      replaysTo: wordsOf(room, destinationOf(room.local.world, arnOf(room, queue), message)),
    })),
  };
}

const textsOf = ({ attributes }: StoredMessage) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      'StringValue' in value ? value.StringValue : value.BinaryValue,
    ]),
  );

function wordsOf({ places }: Room, destination: Destination): string | null {
  switch (destination.kind) {
    case 'function':
      return `calls ${places.sagaFunctionOf(destination.arn) ?? places.labelOf('function', destination.arn)} again`;
    case 'queue':
      return `goes back to the queue ${places.labelOf('queue', destination.arn)}`;
    case 'unknown':
      return null;
  }
}

/** Sends messages where they were on their way to, and takes each out once it is there. */
export async function replayQueue(room: Room, request: WireRequest): Promise<Replayed> {
  const body = bodyOf(request);
  const queue = fieldText(body, 'queue');
  const wanted = fieldOptional(body, 'messageId');
  const stored = new Map(messagesIn(room, queue).map((message) => [message.id, message]));
  if (wanted !== undefined && !stored.has(wanted)) throw new Refused(404, `there is no message '${wanted}' any more`);
  const { sqs } = room.local.world.services;
  const arn = arnOf(room, queue);
  const refused: { id: string; reason: string }[] = [];
  let replayed = 0;
  for (const received of await sqs.receive(arn, MAX_REPLAYED, { visibilityTimeoutSeconds: REPLAY_SECONDS })) {
    const { MessageId: id, ReceiptHandle: handle } = received;
    const message = stored.get(id);
    const reason =
      wanted !== undefined && id !== wanted
        ? ''
        : message === undefined
          ? 'it has only just come'
          : await send(room, arn, message);
    if (reason === undefined) {
      await sqs.deleteMessage(arn, handle);
      replayed++;
      continue;
    }
    await sqs.changeVisibility(arn, handle, 0);
    if (reason !== '') refused.push({ id, reason });
  }
  return { replayed, refused };
}

/** Why it cannot be sent; undefined once it is. */
async function send({ local: { world } }: Room, queueArn: string, message: StoredMessage): Promise<string | undefined> {
  const destination = destinationOf(world, queueArn, message);
  const { lambda, sqs } = world.services;
  try {
    switch (destination.kind) {
      case 'function':
        await lambda.accept({ functionName: destination.arn, payload: destination.payload, caller: CLIENT });
        return undefined;
      case 'queue':
        await sqs.send(destination.arn, message.body);
        return undefined;
      case 'unknown':
        return destination.reason;
    }
  } catch (error) {
    return messageOf(error);
  }
}
