import { busNameOf } from '../arns';
import { validationError } from '../errors';
import { requiredText } from '../members';
import { DEFAULT_BUS } from '../model';
import type { Operation } from './operation';

/** Deleting a bus that does not exist is a success. */
export const deleteEventBus: Operation = async (model, input) => {
  const name = busNameOf(requiredText(input, 'Name', { max: 256 }));
  if (name === DEFAULT_BUS) throw validationError(`Cannot delete event bus ${DEFAULT_BUS}.`);
  const bus = model.registry.findBus(name);
  if (bus === undefined) return {};
  if (model.registry.rulesOf(name).length > 0) throw validationError("Event bus can't be deleted since it has rules.");
  await model.registry.deleteBus(name);
  await model.tags.forget(bus.arn);
  return {};
};
