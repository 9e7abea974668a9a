import { busArn } from '../arns';
import { resourceAlreadyExists } from '../errors';
import { optionalText, requiredText } from '../members';
import type { Operation } from './operation';
import { tagsIn } from './tag-resource';

export const createEventBus: Operation = async (model, input) => {
  const name = requiredText(input, 'Name', { max: 256, pattern: /^[.\-_A-Za-z0-9]+$/ });
  if (model.registry.findBus(name) !== undefined) throw resourceAlreadyExists(`Event bus ${name} already exists.`);
  const arn = busArn(model.home, name);
  const description = optionalText(input, 'Description', { max: 512 });
  await model.registry.putBus({ name, arn, description, createdAt: model.clock.now() });
  await model.tags.add(arn, tagsIn(input));
  return { EventBusArn: arn, ...(description === undefined ? {} : { Description: description }) };
};
