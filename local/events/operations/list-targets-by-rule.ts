import { pageOf } from '../page';
import { busOf, type Operation, ruleNameOf } from './operation';

export const listTargetsByRule: Operation = (model, input) => {
  const rule = model.registry.rule(busOf(input), ruleNameOf(input, 'Rule'));
  const targets = [...model.registry.targetsOf(rule)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { items, next } = pageOf(targets, ({ id }) => id, input);
  return { Targets: items.map(({ request }) => request), ...next };
};
