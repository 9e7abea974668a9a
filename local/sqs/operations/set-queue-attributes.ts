import { missingParameter } from '../errors';
import { optionalObject } from '../members';
import { parseAttributes } from '../queue';
import { type Operation, queueOf } from './operation';

export const setQueueAttributes: Operation = async (model, input) => {
  const queue = queueOf(model, input);
  const given = optionalObject(input, 'Attributes');
  if (Object.keys(given).length === 0) throw missingParameter('Attribute.Name');
  const changed = parseAttributes(given, (arn) => model.queues.findByArn(arn) !== undefined);
  const attributes = { ...queue.attributes, ...changed };
  await model.queues.put({ ...queue, attributes, modifiedAt: model.clock.now() });
  return {};
};
