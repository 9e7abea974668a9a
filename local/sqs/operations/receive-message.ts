import type { JsonObject } from '../../../lib/units';
import { md5Of, md5OfAttributes } from '../digest';
import { optionalInteger, textList } from '../members';
import { handleOf, type MessageAttributes, type QueuedMessage, systemAttributesOf } from '../message';
import { type Operation, queueOf } from './operation';

const range = (min: number, max: number) => ({ min, max, reason: `Must be >= ${min} and <= ${max}, if provided.` });
const MAX_MESSAGES = { min: 1, max: 10, reason: 'Must be between 1 and 10, if provided.' };

export const receiveMessage: Operation = async (model, input): Promise<JsonObject> => {
  const queue = queueOf(model, input);
  const received = await model.receiving.receive(queue, {
    max: optionalInteger(input, 'MaxNumberOfMessages', MAX_MESSAGES) ?? 1,
    visibilityTimeoutSeconds: optionalInteger(input, 'VisibilityTimeout', range(0, 43_200)),
    waitSeconds: optionalInteger(input, 'WaitTimeSeconds', range(0, 20)),
  });
  if (received.length === 0) return {};
  const systemNames = [...textList(input, 'AttributeNames'), ...textList(input, 'MessageSystemAttributeNames')];
  const attributeNames = textList(input, 'MessageAttributeNames');
  return { Messages: received.map((queued) => shown(queued, systemNames, attributeNames)) };
};

/** Only with the attributes asked for. */
function shown(queued: QueuedMessage, systemNames: readonly string[], attributeNames: readonly string[]): JsonObject {
  const { message } = queued;
  const system = Object.entries(systemAttributesOf(message)).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes: MessageAttributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => attributeNames.some((asked) => covers(asked, name))),
  );
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: handleOf(queued),
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest, MessageAttributes: { ...attributes } }),
  };
}

/** "You can also use all message attributes starting with a prefix, for example bar.*". */
function covers(asked: string, name: string): boolean {
  if (asked === 'All' || asked === '.*') return true;
  return asked.endsWith('.*') ? name.startsWith(asked.slice(0, -1)) : asked === name;
}
