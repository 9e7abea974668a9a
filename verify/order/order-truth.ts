import type { Invariant } from '../invariant';
import { isLeftToPeople, type OrderSeen, ordersOf } from './rows';

export const orderTruth: Invariant = {
  name: 'I3 order truth',
  law: 'A completed order is paid and reserved; a cancelled one is neither; and the saga says which.',
  check: (observed) => ordersOf(observed).flatMap(untruths),
};

function untruths(seen: OrderSeen): readonly string[] {
  const { saga, order, payment, reservation } = seen;
  const [status, paid, held] = [order?.status ?? 'none', payment?.status === 'CHARGED', reservation?.status === 'HELD'];
  const found: string[] = [];
  if (status === 'COMPLETED' && !(paid && held)) {
    found.push(
      `order '${saga.id}' is COMPLETED; its payment is ${payment?.status ?? 'none'}, its reservation ${reservation?.status ?? 'none'}`,
    );
  }
  const isTold = (status === 'COMPLETED') === (saga.state === 'COMPLETED');
  if (!isTold && !(status === 'COMPLETED' && waitsOnItsWayForward(seen))) {
    found.push(`order '${saga.id}' is ${status}, and its saga ${saga.state}`);
  }
  if (isLeftToPeople(seen)) return found;
  if (status === 'CANCELLED' && (paid || held)) {
    found.push(`order '${saga.id}' is CANCELLED, and ${paid ? 'its payment is kept' : 'its pieces are held'}`);
  }
  if (status !== 'CANCELLED' && status !== 'none' && saga.state === 'COMPENSATED') {
    found.push(`saga '${saga.id}' is COMPENSATED, and its order ${status}`);
  }
  return found;
}

/** Whoever recovers a saga past its point of no return may fail for good as well: then a person is told, and nothing was undone. */
const waitsOnItsWayForward = ({ saga: { state, record } }: OrderSeen): boolean =>
  state === 'COMPENSATION_FAILED' && Object.keys(record?.compensations ?? {}).length === 0;
