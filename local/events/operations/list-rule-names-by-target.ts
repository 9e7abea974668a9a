import { requiredText } from '../members';
import { pageOf } from '../page';
import { busOf, type Operation } from './operation';

export const listRuleNamesByTarget: Operation = (model, input) => {
  const arn = requiredText(input, 'TargetArn', { max: 1600 });
  const { name: bus } = model.registry.bus(busOf(input));
  const rules = model.registry
    .rulesOf(bus)
    .filter((rule) => model.registry.targetsOf(rule).some((target) => target.arn === arn));
  const { items, next } = pageOf(rules, ({ name }) => name, input);
  return { RuleNames: items.map(({ name }) => name), ...next };
};
