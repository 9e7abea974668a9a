import { invalidParameterValue, queueNameExists } from '../errors';
import { optionalObject, requiredText, textMap } from '../members';
import { defaultAttributes, fifoNotModelled, parseAttributes, type Queue } from '../queue';
import type { Operation } from './operation';

const NAME = /^[\w-]{1,80}$/;

/** Creating a queue again with the same attributes answers the one that there is. */
export const createQueue: Operation = async (model, input) => {
  const name = requiredText(input, 'QueueName');
  if (name.endsWith('.fifo')) throw fifoNotModelled();
  if (!NAME.test(name)) {
    throw invalidParameterValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  const attributes = parseAttributes(
    optionalObject(input, 'Attributes'),
    (arn) => model.queues.findByArn(arn) !== undefined,
  );
  const existing = model.queues.find(name);
  if (existing === undefined) {
    const now = model.clock.now();
    const tags = textMap(optionalObject(input, 'tags'));
    await model.queues.put({ name, arn: model.arnOf(name), attributes, tags, createdAt: now, modifiedAt: now });
  } else refuseDifference(existing, attributes);
  return { QueueUrl: model.urlOf(name) };
};

function refuseDifference(existing: Queue, attributes: Queue['attributes']): void {
  for (const [name, value] of Object.entries(attributes)) {
    if ((existing.attributes[name] ?? defaultAttributes[name]) === value) continue;
    throw queueNameExists(`A queue already exists with the same name and a different value for attribute ${name}`);
  }
}
