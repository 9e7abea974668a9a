import { optionalText } from '../members';
import { pageOf } from '../page';
import { shownBus } from './describe-event-bus';
import type { Operation } from './operation';

export const listEventBuses: Operation = (model, input) => {
  const prefix = optionalText(input, 'NamePrefix') ?? '';
  const buses = model.registry.allBuses().filter(({ name }) => name.startsWith(prefix));
  const { items, next } = pageOf(buses, ({ name }) => name, input);
  return { EventBuses: items.map(shownBus), ...next };
};
