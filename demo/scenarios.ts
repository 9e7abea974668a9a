/** The orders that the demo places, what goes wrong with each, and how each must end. Data only. */

import type { OrderRequest } from '../lib/order/order';
import type { PlaceOrder } from '../lib/order/place-order';
import type { FunctionNameOf } from '../lib/saga/definition';

export interface Scenario {
  readonly name: string;
  /** What goes wrong, in a few words. */
  readonly title: string;
  readonly order: OrderRequest;
  readonly faults: readonly FunctionFault[];
  /** How the request reaches the door. */
  readonly requests: 'once' | 'twice' | 'thenAnotherPayload';
  readonly ends: { readonly [S in Style]: End };
}

/** With a state machine that conducts, or with services that answer each other's events. */
export type Style = 'orchestrated' | 'choreographed';
export type Outcome = 'COMPLETED' | 'COMPENSATED' | 'COMPENSATION_FAILED';

/** `notApplied`: fails before it runs. `replyLost`: runs to its end, then fails. `late`: fails, and runs later all the same. */
export interface FunctionFault {
  readonly function: FunctionNameOf<PlaceOrder>;
  readonly kind: 'notApplied' | 'replyLost' | 'late';
  readonly error: { readonly name: string; readonly message: string };
  readonly times: number | 'always';
  /** Milliseconds after the failure; `late` only. */
  readonly lateMillis?: number;
}

export interface End {
  readonly outcome: Outcome;
  readonly order: 'COMPLETED' | 'CANCELLED';
  readonly payment: 'CHARGED' | 'REFUNDED' | 'none';
  readonly reservation: 'HELD' | 'none';
  /** Steps whose compensation failed, in the order of undoing. */
  readonly notUndone: readonly string[];
}

/** What is on the shelves before the first order. */
export const OPENING_STOCK: { readonly [sku: string]: number } = { book: 12, lamp: 6, globe: 1, piano: 1 };

/** Minor units. */
const PRICES: { readonly [sku: string]: number } = { book: 15_00, lamp: 49_90, globe: 120_00, piano: 12_000_00 };

const COMPLETED: End = {
  outcome: 'COMPLETED',
  order: 'COMPLETED',
  payment: 'CHARGED',
  reservation: 'HELD',
  notUndone: [],
};
const UNDONE: End = {
  outcome: 'COMPENSATED',
  order: 'CANCELLED',
  payment: 'REFUNDED',
  reservation: 'none',
  notUndone: [],
};
const CRASH = { name: 'Runtime.ExitError', message: 'RequestId: Error: Runtime exited with error: signal: killed' };
const PROVIDER_DOWN = { name: 'ProviderUnavailable', message: 'the payment provider does not answer' };

export const SCENARIOS: readonly Scenario[] = [
  scenario('completed', 'nothing goes wrong', { book: 2 }, COMPLETED),
  scenario('declined', 'the amount is over 10,000.00', { piano: 1 }, { ...UNDONE, payment: 'none' }),
  scenario('out-of-stock', 'too few on the shelf, after the charge', { globe: 3 }, UNDONE),
  scenario('reply-once', 'crashes once between the charge and its reply', { book: 1 }, COMPLETED, {
    faults: [{ function: 'ProcessPayment', kind: 'replyLost', error: CRASH, times: 1 }],
  }),
  // Without a conductor nobody waits for the reply: the charge is committed with the event that tells of it.
  scenario('reply-lost', 'crashes after every charge, before its reply', { lamp: 1 }, UNDONE, {
    choreographed: COMPLETED,
    faults: [{ function: 'ProcessPayment', kind: 'replyLost', error: CRASH, times: 'always' }],
  }),
  scenario(
    'late-charge',
    'the charge arrives after the order was undone',
    { lamp: 1 },
    { ...UNDONE, payment: 'none' },
    {
      // Nor does anybody give up on it after seconds: late is soon enough.
      choreographed: COMPLETED,
      faults: [{ function: 'ProcessPayment', kind: 'late', error: CRASH, times: 'always', lateMillis: 15_000 }],
    },
  ),
  scenario('refund-retried', 'out of stock, and the refund fails twice', { globe: 2, book: 1 }, UNDONE, {
    faults: [{ function: 'RefundPayment', kind: 'notApplied', error: PROVIDER_DOWN, times: 2 }],
  }),
  scenario(
    'refund-failed',
    'out of stock, and the refund never works',
    { globe: 4 },
    { ...UNDONE, outcome: 'COMPENSATION_FAILED', payment: 'CHARGED', notUndone: ['ProcessPayment'] },
    { faults: [{ function: 'RefundPayment', kind: 'notApplied', error: PROVIDER_DOWN, times: 'always' }] },
  ),
  scenario('sent-twice', 'the same request arrives twice', { book: 1, lamp: 1 }, COMPLETED, { requests: 'twice' }),
  scenario('key-reused', 'the same key comes with another payload', { book: 1 }, COMPLETED, {
    requests: 'thenAnotherPayload',
  }),
];

/** The order that the second request of `thenAnotherPayload` carries under the same key. */
export function withAnotherPayload(order: OrderRequest): OrderRequest {
  return { ...order, lines: order.lines.map((line) => ({ ...line, quantity: line.quantity + 1 })) };
}

function scenario(
  name: string,
  title: string,
  quantities: { readonly [sku: string]: number },
  end: End,
  {
    faults = [],
    requests = 'once',
    choreographed = end,
  }: Partial<Pick<Scenario, 'faults' | 'requests'>> & { readonly choreographed?: End } = {},
): Scenario {
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity, unitPrice: PRICES[sku] ?? 0 }));
  return {
    name,
    title,
    order: { orderId: name, customerId: 'customer-1', currency: 'EUR', lines },
    faults,
    requests,
    ends: { orchestrated: end, choreographed },
  };
}
