import { type JsonObject, toEpochSeconds } from '../../../lib/units';
import { invalidAttributeName } from '../errors';
import { textList } from '../members';
import { defaultAttributes, type Queue } from '../queue';
import { type Model, type Operation, queueOf } from './operation';

export const getQueueAttributes: Operation = async (model, input): Promise<JsonObject> => {
  const queue = queueOf(model, input);
  const names = textList(input, 'AttributeNames');
  await model.messages.expire(queue);
  const all = attributesOf(model, queue);
  const unknown = names.find((name) => name !== 'All' && !KNOWN.has(name));
  if (unknown !== undefined) throw invalidAttributeName(`Unknown Attribute ${unknown}.`);
  const asked = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) };
};

/** Known though a queue may have no value for them. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(defaultAttributes),
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
]);

function attributesOf(model: Model, queue: Queue): { readonly [name: string]: string } {
  const { visible, inFlight, delayed } = model.messages.counts(queue);
  const set = Object.entries(queue.attributes).filter(([, value]) => value !== '');
  return {
    ...defaultAttributes,
    ...Object.fromEntries(set),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(toEpochSeconds(queue.createdAt)),
    LastModifiedTimestamp: String(toEpochSeconds(queue.modifiedAt)),
  };
}
