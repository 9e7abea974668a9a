/**
 * A participant's table: one `TransactWriteItems` a commit, so that no crash can part the effect from its fence, its
 * events or the record of the message that it answers.
 */
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { CommitOutcome, ParticipantStore, Transaction } from '../saga/participant';
import { type Backoff, type BackoffLimits, waitAfter } from './backoff';
import { decodeFence } from './fence-item';
import { FENCE_INDEX, FIRST_WRITE_INDEX, messageIndex, transactionItems } from './transaction-items';
import { checkFits } from './transaction-limits';

/** Long enough for a row that many orders want; at most 1.7 seconds of waiting, well within a step's time-out. */
export const CONTENTION: BackoffLimits = { tries: 8, baseMillis: 20, maxMillis: 500 };

/** Reasons that say nothing of the conditions: the same transaction may succeed a moment later. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

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
      for (let tries = 1; ; tries++) {
        try {
          await documents.send(new TransactWriteCommand({ TransactItems: items }));
          return { kind: 'committed' };
        } catch (error) {
          if (!(error instanceof TransactionCanceledException)) throw error;
          const reasons = error.CancellationReasons ?? [];
          const outcome = outcomeOf(reasons, transaction);
          if (outcome !== undefined) return outcome;
          if (tries === CONTENTION.tries || !reasons.some(isPassing)) throw error;
        }
        await waitAfter(tries, CONTENTION, backoff);
      }
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

const isRefused = (reason?: CancellationReason): reason is CancellationReason =>
  reason?.Code === 'ConditionalCheckFailed';
const isPassing = ({ Code }: CancellationReason): boolean => Code !== undefined && PASSING.has(Code);
