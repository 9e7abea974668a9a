import type { Invariant } from '../invariant';
import type { Observed } from '../observed';
import { ordersOf } from './rows';

export const reactionsOnce: Invariant = {
  name: 'I10 reactions once',
  law: 'A completed order has one confirmation and is sold once; any other has none and is not sold.',
  check: (observed) => [...confirmations(observed), ...sales(observed)],
};

function confirmations(observed: Observed): readonly string[] {
  const { mails } = observed.reactions;
  if (mails === undefined) return [];
  return ordersOf(observed).flatMap(({ saga }) => {
    const count = mails.filter(({ about, sk }) => about === saga.id && String(sk).startsWith('mail#')).length;
    const due = saga.state === 'COMPLETED' ? 1 : 0;
    return count === due || isMissed(observed, `${saga.id}.CompleteOrder`)
      ? []
      : [`'${saga.id}' is ${saga.state}, and has ${count} confirmations`];
  });
}

function sales(observed: Observed): readonly string[] {
  const rows = observed.reactions.sales;
  if (rows === undefined) return [];
  const due = new Map<string, number>();
  for (const { saga, pieces } of ordersOf(observed)) {
    if (isMissed(observed, `${saga.id}.CompleteOrder`)) return [];
    const sold = saga.state === 'COMPLETED' ? 1 : 0;
    for (const { sku, quantity } of pieces) due.set(sku, (due.get(sku) ?? 0) + sold * quantity);
  }
  return [...due].flatMap(([sku, quantity]) => {
    const sold = rows.filter((row) => row.sku === sku).reduce((sum, row) => sum + Number(row.quantity), 0);
    return sold === quantity ? [] : [`${sold} of '${sku}' are told as sold, of ${quantity}`];
  });
}

/** A reaction that failed for good has its event in a dead-letter queue, where a person finds it. */
const isMissed = ({ deadLetters }: Observed, eventId: string): boolean =>
  deadLetters.some(({ body }) => body.includes(eventId));
