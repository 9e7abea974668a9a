import { canonicalJson, type Json } from '../../lib/units';
import type { Invariant } from '../invariant';
import type { Item, ItemChange } from '../observed';

export const streamIsState: Invariant = {
  name: 'I14 stream is state',
  law: 'Each change of an item begins where the one before ended, and all of them together give what the table holds.',
  check: ({ streams, tables }) =>
    Object.entries(streams).flatMap(([service, changes]) => [
      ...outOfOrder(service, changes),
      ...folded(service, changes, tables[service] ?? []),
    ]),
};

function outOfOrder(service: string, changes: readonly ItemChange[]): readonly string[] {
  return changes.flatMap(({ sequence }, at) =>
    at > 0 && sequence <= (changes[at - 1]?.sequence ?? '') ? [`${service}: record ${sequence} is out of turn`] : [],
  );
}

function folded(service: string, changes: readonly ItemChange[], items: readonly Item[]): readonly string[] {
  const state = new Map<string, Item | null>();
  const faults: string[] = [];
  for (const { keys, before, after, sequence } of changes) {
    const key = keyText(keys);
    const known = state.get(key);
    if (known !== undefined && !same(known, before))
      faults.push(`${service}: record ${sequence} does not begin as ${key} was`);
    state.set(key, after);
  }
  const held = new Map(items.map((item) => [keyText(item), item]));
  for (const [key, item] of state) {
    if (!same(item, held.get(key) ?? null)) faults.push(`${service}: the table and its stream differ about ${key}`);
  }
  return faults;
}

const keyText = ({ pk, sk }: Item): string => `${pk} ${sk}`;
const same = (one: Json, other: Json): boolean => canonicalJson(one) === canonicalJson(other);
