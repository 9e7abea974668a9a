/** The errors of Amazon DynamoDB in its own words. Source: DynamoDB API Reference, the "Errors" of each operation. */
import { AwsError } from '../service';
import type { Item } from './values/attribute-value';

export const validationError = (message: string) => new AwsError('ValidationException', message);
export const invalidParameter = (detail: string) =>
  validationError(`One or more parameter values were invalid: ${detail}`);
export const serializationError = (message: string) => new AwsError('SerializationException', message);

/** `detail` names the resource where the operation does. */
export const resourceNotFound = (detail?: string) =>
  new AwsError('ResourceNotFoundException', `Requested resource not found${detail === undefined ? '' : `: ${detail}`}`);
export const tableNotFound = (tableName: string) => resourceNotFound(`Table: ${tableName} not found`);
export const resourceInUse = (message: string) => new AwsError('ResourceInUseException', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);

export const CONDITION_FAILED = 'The conditional request failed';
export const conditionalCheckFailed = (item: Item | undefined) =>
  new AwsError('ConditionalCheckFailedException', CONDITION_FAILED, 400, item === undefined ? {} : { Item: item });

export type CancellationReason =
  | { readonly Code: 'None' }
  | { readonly Code: 'ValidationError'; readonly Message: string }
  | { readonly Code: 'ConditionalCheckFailed'; readonly Message: string }
  | { readonly Code: 'ConditionalCheckFailed'; readonly Message: string; readonly Item: Item };

export function transactionCanceled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
