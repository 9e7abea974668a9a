/** What each step of an order makes, read from the rows of its service. */
import { type OrderRequest, orderTotal, quantitiesBySku } from '../../lib/order/order';
import { sagaId, stepId } from '../../lib/saga/rule';
import type { JsonObject } from '../../lib/units';
import type { Item } from '../observed';
import type { StepEffect } from '../one-step/laws';

const totalOf = (input: JsonObject): number => orderTotal(input as OrderRequest).amount;

const row = (items: readonly Item[], pk: string, sk: string): Item | undefined =>
  items.find((item) => item.pk === pk && item.sk === sk);

const orderOf = (items: readonly Item[], saga: string) => row(items, `order#${saga}`, 'order');

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const isHeld = ({ sk, status }: Item): boolean => sk === 'reservation' && status === 'HELD';

const piecesOf = ({ lines }: Item): number =>
  sum((lines as readonly { readonly quantity: number }[]).map(({ quantity }) => quantity));

export const orderEffects: { readonly [step: string]: StepEffect } = {
  /** Minor units that are ordered, unless it was cancelled. */
  CreateOrder: {
    made: (items, saga) => {
      const { status = 'CANCELLED', total = 0 } = orderOf(items, saga) ?? {};
      return status === 'CANCELLED' ? 0 : Number(total);
    },
    due: totalOf,
  },
  /** Minor units that are charged and not given back. */
  ProcessPayment: {
    made: (items, saga) => {
      const payment = `payment#${stepId(sagaId(saga), 'ProcessPayment')}`;
      const [charged, refunded] = ['payment', 'refund'].map((sk) => Number(row(items, payment, sk)?.amount ?? 0));
      return (charged ?? 0) - (refunded ?? 0);
    },
    due: totalOf,
  },
  /** Pieces that the shelf says are reserved and no other order holds. */
  ReserveInventory: {
    made: (items, saga) => {
      const own = `reservation#${stepId(sagaId(saga), 'ReserveInventory')}`;
      const reserved = items.flatMap((item) => (item.sk === 'stock' ? [Number(item.reserved)] : []));
      const ofOthers = items.flatMap((item) => (isHeld(item) && item.pk !== own ? [piecesOf(item)] : []));
      return sum(reserved) - sum(ofOthers);
    },
    due: (input) => sum(quantitiesBySku(input as OrderRequest).map(({ quantity }) => quantity)),
  },
  /** One completed order. */
  CompleteOrder: { made: (items, saga) => (orderOf(items, saga)?.status === 'COMPLETED' ? 1 : 0), due: () => 1 },
};

/** What those make who react to a completed order. */
export const orderReactions: { readonly [reaction: string]: StepEffect } = {
  /** Confirmations. */
  mails: { made: (items) => items.filter(({ pk }) => String(pk).startsWith('mail#')).length, due: () => 1 },
  /** Pieces that are told as sold. */
  sales: {
    made: (items) =>
      sum(items.flatMap(({ pk, quantity }) => (/^sales#/.test(String(pk)) ? [Number(quantity ?? 0)] : []))),
    due: (input) => sum(quantitiesBySku(input as OrderRequest).map(({ quantity }) => quantity)),
  },
};
