/**
 * The errors of Amazon SQS in its own words. Source: SQS API Reference, the "Errors" of each operation; developer guide,
 * "Interpreting Amazon SQS JSON API responses".
 */
import { QueryCompatibleError } from '../service';

const MODELLED = 'com.amazonaws.sqs#';
const UNMODELLED = 'com.amazon.coral.service#';

/** An exception of the service's model, with the code that it had in the query protocol. */
const modelled =
  (code: string, queryCode = code) =>
  (message: string) =>
    new QueryCompatibleError(code, message, { wireType: MODELLED + code, queryError: `${queryCode};Sender` });
const legacy = (code: string, queryCode = code) => modelled(code, `AWS.SimpleQueueService.${queryCode}`);
const unmodelled = (code: string) => (message: string) =>
  new QueryCompatibleError(code, message, {
    wireType: `${UNMODELLED}${code}Exception`,
    queryError: `${code};Sender`,
  });

export const queueDoesNotExist = () =>
  legacy('QueueDoesNotExist', 'NonExistentQueue')('The specified queue does not exist.');
export const queueNameExists = modelled('QueueNameExists', 'QueueAlreadyExists');
export const invalidAttributeName = modelled('InvalidAttributeName');
export const invalidAttributeValue = modelled('InvalidAttributeValue');
export const invalidMessageContents = modelled('InvalidMessageContents');
export const resourceNotFound = modelled('ResourceNotFoundException');
export const unsupportedOperation = legacy('UnsupportedOperation');
export const purgeQueueInProgress = legacy('PurgeQueueInProgress');
export const messageNotInflight = () => legacy('MessageNotInflight')('The message referred to is not in flight.');
export const emptyBatchRequest = legacy('EmptyBatchRequest');
export const tooManyEntriesInBatchRequest = legacy('TooManyEntriesInBatchRequest');
export const batchEntryIdsNotDistinct = legacy('BatchEntryIdsNotDistinct');
export const batchRequestTooLong = legacy('BatchRequestTooLong');
export const invalidBatchEntryId = legacy('InvalidBatchEntryId');
export const receiptHandleIsInvalid = (handle: string) =>
  modelled('ReceiptHandleIsInvalid')(`The input receipt handle "${handle}" is not a valid receipt handle.`);

export const invalidParameterValue = unmodelled('InvalidParameterValue');
export const missingParameter = (name: string) =>
  unmodelled('MissingParameter')(`The request must contain the parameter ${name}.`);
export const invalidAction = (operation: string) =>
  unmodelled('InvalidAction')(`SQS's operation ${operation} is not modelled.`);
export const outOfRange = (value: unknown, name: string, reason: string) =>
  invalidParameterValue(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
