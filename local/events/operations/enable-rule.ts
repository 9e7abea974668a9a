import type { JsonObject } from '../../../lib/units';
import type { Rule } from '../model';
import { busOf, type Model, type Operation, ruleNameOf } from './operation';

export const enableRule: Operation = (model, input) => setState(model, input, 'ENABLED');
export const disableRule: Operation = (model, input) => setState(model, input, 'DISABLED');

async function setState(model: Model, input: JsonObject, state: Rule['state']): Promise<JsonObject> {
  const rule = model.registry.rule(busOf(input), ruleNameOf(input));
  if (rule.state === state) return {};
  const changed: Rule = { ...rule, state, since: model.clock.now() };
  await model.registry.putRule(changed);
  model.schedules.set(changed);
  return {};
}
