import type { JsonObject } from '../../../lib/units';
import { md5Of, md5OfAttributes } from '../digest';
import type { StoredMessage } from '../message';
import { outgoingMessage } from '../outgoing';
import { type Operation, queueOf, senderOf } from './operation';

export const sendMessage: Operation = async (model, input, caller) => {
  const queue = queueOf(model, input);
  const message = outgoingMessage(queue, input, senderOf(model, caller));
  await model.messages.add(queue.name, [message]);
  return sentAnswer(message);
};

export function sentAnswer({ id, body, attributes }: StoredMessage): JsonObject {
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: id,
    MD5OfMessageBody: md5Of(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
  };
}
