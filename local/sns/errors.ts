/** The errors of Amazon SNS in its own words. Source: SNS API Reference, the "Errors" of each operation. */
import { QueryCompatibleError } from '../service';

const error =
  (name: string, code: string, statusCode = 400) =>
  (message: string) =>
    new QueryCompatibleError(name, message, {
      wireType: `com.amazonaws.sns#${name}`,
      queryError: `${code};Sender`,
      statusCode,
    });

export const notFound = error('NotFoundException', 'NotFound', 404);
export const topicDoesNotExist = () => notFound('Topic does not exist');
export const subscriptionDoesNotExist = () => notFound('Subscription does not exist');
export const resourceNotFound = error('ResourceNotFoundException', 'ResourceNotFound', 404);
const invalid = error('InvalidParameterException', 'InvalidParameter');
export const invalidParameter = (what: string) => invalid(`Invalid parameter: ${what}`);
export const invalidParameterValue = error('InvalidParameterValueException', 'ParameterValueInvalid');
export const validationError = error('ValidationException', 'ValidationError');
export const invalidAction = error('InvalidAction', 'InvalidAction');
export const emptyBatchRequest = error('EmptyBatchRequestException', 'EmptyBatchRequest');
export const tooManyEntriesInBatchRequest = error(
  'TooManyEntriesInBatchRequestException',
  'TooManyEntriesInBatchRequest',
);
export const batchEntryIdsNotDistinct = error('BatchEntryIdsNotDistinctException', 'BatchEntryIdsNotDistinct');
export const batchRequestTooLong = error('BatchRequestTooLongException', 'BatchRequestTooLong');
export const invalidBatchEntryId = error('InvalidBatchEntryIdException', 'InvalidBatchEntryId');
