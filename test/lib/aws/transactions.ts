/** Transactions of a participant, and DynamoDB's refusals of them as the official client throws them. */
import { type AttributeValue, type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Applied } from '../../../lib/saga/fence';
import type { Transaction } from '../../../lib/saga/participant';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';

export const AT = epochMillis(1_700_000_000_000);
export const APPLIED: Applied = { status: 'APPLIED', requestHash: 'abc', at: AT, result: { paymentId: 'p-1' } };

export function aTransaction(given: Partial<Transaction> = {}): Transaction {
  return {
    key: { sagaId: sagaId('saga-1'), step: 'Charge' },
    fence: { kind: 'create', fence: APPLIED },
    writes: [],
    outbox: [],
    ...given,
  };
}

/** `none` for each action that was not to blame. */
export function cancelled(...reasons: readonly (CancellationReason | 'none')[]): TransactionCanceledException {
  const given = reasons.map((reason) => (reason === 'none' ? { Code: 'None' } : reason));
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${given.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: given,
    $metadata: {},
  });
}

export const refused = (item?: Record<string, AttributeValue>): CancellationReason => ({
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
  ...(item && { Item: item }),
});
