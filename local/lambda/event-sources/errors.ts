/** The refusals of Lambda about mappings. Source: Lambda API Reference, the "Errors" of each operation. */
import { AwsError } from '../../service';

const USER = { Type: 'User' } as const;

export const invalidParameter = (message: string) => new AwsError('InvalidParameterValueException', message, 400, USER);
export const notModelled = (what: string, instead: string) =>
  invalidParameter(`The local model has no ${what}; ${instead}.`);
export const mappingNotFound = () =>
  new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, USER);
export const streamNotFound = (streamArn: string) =>
  new AwsError('ResourceNotFoundException', `Stream not found: ${streamArn}`, 404, USER);
export const queueNotFound = () =>
  invalidParameter(
    'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
  );
export const alreadyMapped = (sourceArn: string, functionName: string, uuid: string) =>
  new AwsError(
    'ResourceConflictException',
    `The event source arn (" ${sourceArn} ") and function (" ${functionName} ") provided mapping already exists. Please update or delete the existing mapping with UUID ${uuid}`,
    409,
    USER,
  );
