/** The errors of CloudWatch Logs in its own words. Source: CloudWatch Logs API Reference, the "Errors" of each operation. */
import { AwsError } from '../service';

export const resourceNotFound = (message: string) => new AwsError('ResourceNotFoundException', message);
export const groupNotFound = () => resourceNotFound('The specified log group does not exist.');
export const streamNotFound = () => resourceNotFound('The specified log stream does not exist.');
export const alreadyExists = (what: 'group' | 'stream') =>
  new AwsError('ResourceAlreadyExistsException', `The specified log ${what} already exists`);
export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
export const unknownOperation = (message: string) => new AwsError('UnknownOperationException', message);
export const invalidPattern = (pattern: string) => invalidParameter(`Invalid filter pattern: ${pattern}`);
