import { validationError } from '../errors';
import { busOf, type Operation, ruleNameOf } from './operation';

/** Deleting a rule that does not exist is a success. */
export const deleteRule: Operation = async (model, input) => {
  const rule = model.registry.findRule(busOf(input), ruleNameOf(input));
  if (rule === undefined) return {};
  if (model.registry.targetsOf(rule).length > 0) throw validationError("Rule can't be deleted since it has targets.");
  model.schedules.remove(rule);
  await model.registry.deleteRule(rule);
  await model.tags.forget(rule.arn);
  return {};
};
