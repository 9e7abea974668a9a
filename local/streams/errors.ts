/** The errors of Amazon DynamoDB Streams. Source: API Reference, "Amazon DynamoDB Streams", the "Errors" of each operation. */
import { AwsError } from '../service';

export const validationError = (message: string) => new AwsError('ValidationException', message);
export const streamNotFound = (streamArn: string) =>
  new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${streamArn} not found`);
export const shardNotFound = (streamArn: string, shardId: string) =>
  new AwsError(
    'ResourceNotFoundException',
    `Requested resource not found: Shard: ${shardId} of ${streamArn} not found`,
  );
export const expiredIterator = () =>
  new AwsError(
    'ExpiredIteratorException',
    'The shard iterator has expired: it can be used for 15 minutes after it was given.',
  );
export const trimmedDataAccess = () =>
  new AwsError(
    'TrimmedDataAccessException',
    'The requested stream record is past the trim horizon: records are kept for 24 hours.',
  );
