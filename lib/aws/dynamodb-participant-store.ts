/**
 * A participant's table: one `TransactWriteItems` a commit, so that no crash can part the effect from its fence, its
 * events or the record of the message that it answers.
 */
import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CommitOutcome, ParticipantStore, Transaction } from '../saga/participant';
import type { Backoff } from './backoff';
import { decodeFence } from './fence-item';
import { isPassing, isRefused, transact } from './transact';
import { FENCE_INDEX, FIRST_WRITE_INDEX, messageIndex, transactionItems } from './transaction-items';
import { checkFits } from './transaction-limits';

/**
 * `commit` throws what DynamoDB threw where it is neither an outcome nor passing contention, and contention that
 * outlasts its tries. The SDK's own token makes its retries of one call harmless; between calls the fence does.
 */
export function dynamoDbParticipantStore(
  documents: DynamoDBDocumentClient,
  tableName: string,
  backoff: Backoff,
): ParticipantStore {
  return {
    async commit(transaction) {
      const items = transactionItems(tableName, transaction);
      checkFits(transaction, items);
      return transact(documents, items, backoff, (reasons) => outcomeOf(reasons, transaction));
    },
  };
}

/** `undefined`: the conditions did not decide it. A write's refusal counts only where the fence itself was weighed. */
function outcomeOf(reasons: readonly CancellationReason[], transaction: Transaction): CommitOutcome | undefined {
  if (transaction.message !== undefined && isRefused(reasons[messageIndex(transaction)])) {
    return { kind: 'messageProcessed' };
  }
  const fence = reasons[FENCE_INDEX];
  if (isRefused(fence)) {
    return { kind: 'fenceFound', fence: fence.Item === undefined ? undefined : decodeFence(fence.Item) };
  }
  if (reasons.some(isPassing)) return undefined;
  const index = transaction.writes.findIndex((_, at) => isRefused(reasons[FIRST_WRITE_INDEX + at]));
  return index === -1 ? undefined : { kind: 'writeRefused', index };
}
