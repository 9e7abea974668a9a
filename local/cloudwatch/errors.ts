/** The errors of Amazon CloudWatch in its own words. Source: CloudWatch API Reference, the "Errors" of each operation. */
import { QueryCompatibleError } from '../service';

const error = (name: string, queryCode: string, statusCode: number) => (message: string) =>
  new QueryCompatibleError(name, message, {
    wireType: `com.amazonaws.cloudwatch#${name}`,
    queryError: `${queryCode};Sender`,
    statusCode,
  });

export const invalidParameterValue = error('InvalidParameterValueException', 'InvalidParameterValue', 400);
export const invalidParameterCombination = error(
  'InvalidParameterCombinationException',
  'InvalidParameterCombination',
  400,
);
export const missingParameter = error('MissingRequiredParameterException', 'MissingParameter', 400);
export const invalidFormat = error('InvalidFormatFault', 'InvalidFormat', 400);
export const invalidNextToken = error('InvalidNextToken', 'InvalidNextToken', 400);
export const resourceNotFound = error('ResourceNotFound', 'ResourceNotFound', 404);
export const resourceNotFoundException = error('ResourceNotFoundException', 'ResourceNotFoundException', 404);
export const dashboardNotFound = error('DashboardNotFoundError', 'ResourceNotFound', 404);
export const dashboardInvalidInput = error('DashboardInvalidInputError', 'InvalidParameterInput', 400);
export const validationError = error('ValidationError', 'ValidationError', 400);
export const invalidAction = error('InvalidAction', 'InvalidAction', 400);
