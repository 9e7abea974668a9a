/** Everything that lies at a place of the store. */
import type { Change, Key, Store } from '../../store/store';
import type { Item } from '../values/attribute-value';

const all = (place: Key) => ({ from: `${place}\u0000`, to: `${place}\u0001` });

export function* itemsOf(store: Store, place: Key): Iterable<Item> {
  for (const [, value] of store.range(all(place))) yield value as Item;
}

export const deletions = (store: Store, place: Key): readonly Change[] =>
  [...store.range(all(place))].map(([key]) => ({ kind: 'delete', key }));
