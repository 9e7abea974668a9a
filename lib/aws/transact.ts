/** One `TransactWriteItems`, tried again for as long as nothing but contention is in its way. */
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Backoff, type BackoffLimits, waitAfter } from './backoff';
import type { TransactionItem } from './transaction-items';

/** Long enough for a row that many orders want; at most 1.7 seconds of waiting, well within a step's time-out. */
export const CONTENTION: BackoffLimits = { tries: 8, baseMillis: 20, maxMillis: 500 };

/** Reasons that say nothing of the conditions: the same transaction may succeed a moment later. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * @param outcomeOf what the reasons of a cancellation decide; `undefined` where the conditions did not decide it
 * @throws what DynamoDB threw where it is neither an outcome nor contention that passes within its tries
 */
export async function transact<Outcome>(
  documents: DynamoDBDocumentClient,
  items: TransactionItem[],
  backoff: Backoff,
  outcomeOf: (reasons: readonly CancellationReason[]) => Outcome | undefined,
): Promise<Outcome | { readonly kind: 'committed' }> {
  for (let tries = 1; ; tries++) {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems: items }));
      return { kind: 'committed' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const outcome = outcomeOf(reasons);
      if (outcome !== undefined) return outcome;
      if (tries === CONTENTION.tries || !reasons.some(isPassing)) throw error;
    }
    await waitAfter(tries, CONTENTION, backoff);
  }
}

export const isRefused = (reason?: CancellationReason): reason is CancellationReason =>
  reason?.Code === 'ConditionalCheckFailed';
export const isPassing = ({ Code }: CancellationReason): boolean => Code !== undefined && PASSING.has(Code);
