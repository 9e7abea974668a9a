/** The exceptions of Step Functions in its own words. Source: Step Functions API Reference, "Errors" of each operation. */
import { AwsError } from '../service';

export const validationException = (message: string) => new AwsError('ValidationException', message);
export const serializationException = (message: string) => new AwsError('SerializationException', message);
export const invalidArn = (reason: string) => new AwsError('InvalidArn', `Invalid Arn: '${reason}'`);
export const invalidName = (name: string) => new AwsError('InvalidName', `Invalid Name: '${name}'`);
export const invalidToken = () => new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
export const invalidExecutionInput = (reason: string) =>
  new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
export const invalidDefinition = (diagnostics: string) =>
  new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${diagnostics}'`);
export const stateMachineDoesNotExist = (arn: string) =>
  new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
export const stateMachineAlreadyExists = (arn: string) =>
  new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
export const stateMachineTypeNotSupported = () =>
  new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
export const executionDoesNotExist = (arn: string) =>
  new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
export const executionAlreadyExists = (arn: string) =>
  new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
export const invalidLoggingConfiguration = (reason: string) =>
  new AwsError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${reason}`);
export const resourceNotFound = (message: string) => new AwsError('ResourceNotFound', message);
export const conflict = (message: string) => new AwsError('ConflictException', message);
export const quotaExceeded = (message: string) => new AwsError('ServiceQuotaExceededException', message);
export const activityDoesNotExist = (arn: string) =>
  new AwsError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
export const activityAlreadyExists = (arn: string) =>
  new AwsError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`);
export const tooManyTags = (resourceName: string) =>
  new AwsError('TooManyTags', "You've exceeded the number of tags allowed for a resource.", 400, { resourceName });
export const executionNotRedrivable = (reason: string) => new AwsError('ExecutionNotRedrivable', reason);
export const invalidOutput = (reason: string) => new AwsError('InvalidOutput', `Invalid Output: '${reason}'`);
export const taskDoesNotExist = (token: string) => new AwsError('TaskDoesNotExist', `Task Does Not Exist: '${token}'`);
export const taskTimedOut = () =>
  new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
