/**
 * What TransactWriteItems and TransactGetItems share: every action is tried, and one refusal cancels all.
 *
 * T1. Reasons stand in the order of the actions, one for each, `None` for those that would have passed.
 * T2. Nothing is waited for between the first look and the commit, so a transaction is serializable.
 */
import { AwsError } from '../service';
import { type CancellationReason, transactionCanceled, validationError } from './errors';
import type { Item } from './values/attribute-value';

/** Source: DynamoDB Developer Guide, "Quotas", Transactions. */
export const MAX_ACTIONS = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

export const tooLarge = () => validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
export const sameItemTwice = () =>
  validationError('Transaction request cannot include multiple operations on one item');

/** Does each action, or cancels the transaction with the reasons of those that were refused. */
export function allOrCancel<Action, Result>(
  actions: readonly Action[],
  act: (action: Action) => Result,
): readonly Result[] {
  const results: Result[] = [];
  const refusals = new Map<number, CancellationReason>();
  for (const [at, action] of actions.entries()) {
    try {
      results.push(act(action));
    } catch (error) {
      refusals.set(at, reasonOf(error));
    }
  }
  if (refusals.size === 0) return results;
  throw transactionCanceled(actions.map((_action, at) => refusals.get(at) ?? { Code: 'None' }));
}

function reasonOf(error: unknown): CancellationReason {
  if (!(error instanceof AwsError)) throw error;
  if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  if (error.code !== 'ConditionalCheckFailedException') throw error;
  const item = error.fields.Item as unknown as Item | undefined;
  return { Code: 'ConditionalCheckFailed', Message: error.message, ...(item && { Item: item }) };
}
