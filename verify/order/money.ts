import type { Invariant } from '../invariant';
import { isLeftToPeople, type OrderSeen, ordersOf } from './rows';

export const money: Invariant = {
  name: 'I1 money',
  law: 'An order is charged its total or nothing, and given back all of it or nothing: never twice, never a part.',
  check: (observed) => ordersOf(observed).flatMap((seen) => [...amountsOff(seen), ...netOff(seen)]),
};

function amountsOff({ saga: { id }, payment, refund, total }: OrderSeen): readonly string[] {
  const charged = payment?.amount;
  return [
    ...(payment !== undefined && !Number.isSafeInteger(charged)
      ? [`'${id}' is charged ${charged}, no whole number`]
      : []),
    ...(payment !== undefined && charged !== total ? [`'${id}' is charged ${charged} of ${total}`] : []),
    ...(refund !== undefined && refund.amount !== charged
      ? [`'${id}' is charged ${charged}, and given back ${refund.amount}`]
      : []),
    ...((payment?.status === 'REFUNDED') !== (refund !== undefined)
      ? [
          `the payment of '${id}' is ${payment?.status ?? 'none'}, and there is ${refund === undefined ? 'no' : 'a'} refund`,
        ]
      : []),
  ];
}

/** Everything is over, so what is kept belongs to completed orders. */
function netOff(seen: OrderSeen): readonly string[] {
  const { saga, payment, refund, total } = seen;
  if (isLeftToPeople(seen)) return [];
  const net = Number(payment?.amount ?? 0) - Number(refund?.amount ?? 0);
  const due = saga.state === 'COMPLETED' ? total : 0;
  return net === due ? [] : [`'${saga.id}' is ${saga.state}, and ${net} is kept of ${total}`];
}
