/** A participant to test with: a step that takes money from an account, and the compensation that gives it back. */
import type { StepCall } from '../../lib/saga/participant';
import { type Decision, type RuleContext, sagaId, type Undo } from '../../lib/saga/rule';
import type { RowKey } from '../../lib/saga/write';
import { epochMillis } from '../../lib/units';
import { MemoryParticipantStore } from './memory-participant-store';

export const ACCOUNT: RowKey = { pk: 'account#1', sk: 'account' };
export const CHARGE: RowKey = { pk: 'charge#saga-1', sk: 'charge' };
export const FENCE = { sagaId: sagaId('saga-1'), step: 'Charge' };
export const OPENING_BALANCE = 100;
export const AMOUNT = 30;

export type Input = { readonly amount: number };
type Context = RuleContext<Input, object>;

export function anAccountOf(balance: number): MemoryParticipantStore {
  const store = new MemoryParticipantStore();
  store.seed(ACCOUNT, { balance, open: true });
  return store;
}

export const balanceIn = (store: MemoryParticipantStore): unknown => store.row(ACCOUNT)?.balance;

export function aCall(
  functionName: 'Charge' | 'Refund',
  at = 1,
  input: Input = { amount: AMOUNT },
): StepCall<Input, object> {
  return {
    key: FENCE,
    functionName,
    context: { sagaId: FENCE.sagaId, input, results: {}, at: epochMillis(at) },
  };
}

/** Refuses where there is too little money, which only the write finds out. */
export function charge({ input: { amount }, at }: Context): Decision<{ readonly chargedAt: number }, 'Declined'> {
  const event = (type: string) => ({ type, aggregate: 'charge#saga-1', sequence: 1, payload: { amount } });
  return {
    kind: 'apply',
    result: { chargedAt: at },
    writes: [
      { kind: 'insert', key: CHARGE, row: { amount, status: 'CHARGED' } },
      {
        kind: 'change',
        key: ACCOUNT,
        add: { balance: -amount },
        when: [{ field: 'balance', atLeast: amount }],
        otherwise: {
          kind: 'reject',
          rejection: { reason: 'Declined', message: 'too little money' },
          events: [event('charge.failed')],
        },
      },
    ],
    events: [event('charge.made')],
  };
}

/** Refuses by its own rule, whatever the account holds. */
export const declineAll = ({ input: { amount } }: Context): Decision<never, 'Declined'> => ({
  kind: 'reject',
  rejection: { reason: 'Declined', message: 'never' },
  events: [{ type: 'charge.failed', aggregate: 'charge#saga-1', sequence: 1, payload: { amount } }],
});

export const refund = ({ input: { amount } }: Context): Undo => ({
  writes: [
    {
      kind: 'change',
      key: CHARGE,
      set: { status: 'REFUNDED' },
      when: [{ field: 'status', equals: 'CHARGED' }],
    },
    { kind: 'change', key: ACCOUNT, add: { balance: amount }, when: [{ field: 'open', equals: true }] },
  ],
  events: [{ type: 'charge.refunded', aggregate: 'charge#saga-1', sequence: 2, payload: { amount } }],
});
