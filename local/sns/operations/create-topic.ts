import type { JsonObject } from '../../../lib/units';
import { invalidParameter } from '../errors';
import { requiredText, tagsIn, textMap } from '../members';
import { TOPIC_ATTRIBUTES } from '../topic';
import type { Operation } from './operation';

const NAME = /^[\w-]{1,256}$/;

/** "If the requester already owns a topic with the specified name, that topic's ARN is returned". */
export const createTopic: Operation = async ({ topics, clock, region, account }, input) => {
  const name = requiredText(input, 'Name');
  const attributes = textMap(input, 'Attributes');
  if (name.endsWith('.fifo') || attributes.FifoTopic === 'true') {
    throw invalidParameter('FIFO topics are not modelled; create a standard topic, whose name does not end in .fifo.');
  }
  if (!NAME.test(name)) throw invalidParameter('Topic Name');
  checkTopicAttributes(attributes);
  const arn = `arn:aws:sns:${region}:${account}:${name}`;
  const existing = topics.find(arn);
  const tags = tagsIn(input);
  if (existing === undefined) await topics.put({ name, arn, attributes, tags, createdAt: clock.now() });
  else if (differ(existing.attributes, attributes)) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  } else if (Object.keys(tags).length > 0 && differ(existing.tags, tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
  return { TopicArn: arn };
};

export function checkTopicAttributes(attributes: JsonObject): void {
  const unknown = Object.keys(attributes).find((name) => !TOPIC_ATTRIBUTES.has(name) && name !== 'FifoTopic');
  if (unknown !== undefined) throw invalidParameter('AttributeName');
}

const differ = (existing: JsonObject, given: JsonObject): boolean =>
  Object.entries(given).some(([name, value]) => (existing[name] ?? '') !== value);
