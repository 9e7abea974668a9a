/** The errors of Amazon EventBridge in its own words. Source: EventBridge API Reference, the "Errors" of each operation. */
import { AwsError } from '../service';

export const resourceNotFound = (message: string) => new AwsError('ResourceNotFoundException', message);
export const resourceAlreadyExists = (message: string) => new AwsError('ResourceAlreadyExistsException', message);
export const validationError = (message: string) => new AwsError('ValidationException', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);
export const invalidEventPattern = (reason: string) =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
export const throttled = () => new AwsError('ThrottlingException', 'Rate exceeded');

export const busNotFound = (name: string) => resourceNotFound(`Event bus ${name} does not exist.`);
export const ruleNotFound = (rule: string, bus: string) =>
  resourceNotFound(`Rule ${rule} does not exist on EventBus ${bus}.`);
