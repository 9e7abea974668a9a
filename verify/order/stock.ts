import type { Invariant } from '../invariant';
import type { Item, Observed } from '../observed';
import { ordersOf } from './rows';

export const stock: Invariant = {
  name: 'I2 stock',
  law: 'What is available and what is reserved come to what was on the shelf, and the reserved is what reservations hold.',
  check(observed) {
    const held = heldBySku(observed);
    return shelvesOf(observed).flatMap(([sku, opening, row]) => {
      if (row === undefined) return [];
      const [available, reserved] = [Number(row.available), Number(row.reserved)];
      return [
        ...(available + reserved === opening
          ? []
          : [`'${sku}': ${available} available and ${reserved} reserved, of ${opening}`]),
        ...(available < 0 || reserved < 0 ? [`'${sku}': ${available} available and ${reserved} reserved`] : []),
        ...(reserved === (held.get(sku) ?? 0)
          ? []
          : [`'${sku}': ${reserved} reserved, and reservations hold ${held.get(sku) ?? 0}`]),
      ];
    });
  },
};

/** What the run was given to begin with, and what is there now. */
function shelvesOf(observed: Observed): readonly (readonly [sku: string, opening: number, row: Item | undefined])[] {
  const { scenario, names, tables } = observed;
  const given = scenario.subject.seed(scenario, names).inventory ?? [];
  return given.map(({ sku, available, pk, sk }) => [
    String(sku),
    Number(available),
    tables.inventory?.find((item) => item.pk === pk && item.sk === sk),
  ]);
}

function heldBySku(observed: Observed): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { reservation } of ordersOf(observed)) {
    if (reservation?.status !== 'HELD') continue;
    for (const line of reservation.lines as readonly { readonly sku: string; readonly quantity: number }[]) {
      held.set(line.sku, (held.get(line.sku) ?? 0) + line.quantity);
    }
  }
  return held;
}
