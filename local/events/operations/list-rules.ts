import { optionalText } from '../members';
import { pageOf } from '../page';
import { shownRule } from './describe-rule';
import { busOf, type Operation } from './operation';

export const listRules: Operation = (model, input) => {
  const { name: bus } = model.registry.bus(busOf(input));
  const prefix = optionalText(input, 'NamePrefix') ?? '';
  const rules = model.registry.rulesOf(bus).filter(({ name }) => name.startsWith(prefix));
  const { items, next } = pageOf(rules, ({ name }) => name, input);
  return { Rules: items.map(shownRule), ...next };
};
