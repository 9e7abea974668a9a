/**
 * Errors of services as Step Functions names and words them: the optimized integrations as version 1 of the AWS SDK for
 * Java does, the AWS SDK integrations as version 2 does.
 * Developer Guide, "Handling errors in Step Functions workflows" and "AWS SDK service integrations".
 */
import { AwsError, type ServiceName } from '../../service';
import type { Failure } from '../interpreter/frame';

export interface ErrorNames {
  /** Before the dot. */
  readonly prefix: string;
  /** The service in the text of the cause. */
  readonly service: string;
  /** For what the service's model does not know. */
  readonly base: string;
}

export type Optimized = 'dynamodb' | 'sqs' | 'sns' | 'events' | 'stepfunctions';

const OPTIMIZED: { readonly [S in Optimized]: ErrorNames } = {
  dynamodb: { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', base: 'AmazonDynamoDBException' },
  sqs: { prefix: 'SQS', service: 'AmazonSQS', base: 'AmazonSQSException' },
  sns: { prefix: 'SNS', service: 'AmazonSNS', base: 'AmazonSNSException' },
  events: { prefix: 'EventBridge', service: 'AmazonEventBridge', base: 'AmazonEventBridgeException' },
  stepfunctions: { prefix: 'StepFunctions', service: 'AWSStepFunctions', base: 'AWSStepFunctionsException' },
};

export function optimizedFailure(service: Optimized, error: unknown, requestId: string): Failure {
  const names = OPTIMIZED[service];
  if (!(error instanceof AwsError)) return clientFailure(names.prefix, error);
  const code = QUERY_CODES[error.code] ?? error.code;
  return {
    error: `${names.prefix}.${exceptionOf(service, error.code, names.base)}`,
    cause: `${error.message} (Service: ${names.service}; Status Code: ${error.statusCode}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  };
}

/** `prefix`: the service's name in version 2 (`DynamoDb`). */
export function sdkFailure(service: ServiceName, prefix: string, error: unknown, requestId: string): Failure {
  if (!(error instanceof AwsError)) return clientFailure(prefix, error);
  return {
    error: `${prefix}.${exceptionOf(service, error.code, `${prefix}Exception`)}`,
    cause: `${error.message} (Service: ${prefix}, Status Code: ${error.statusCode}, Request ID: ${requestId})`,
  };
}

/** No answer came back. */
const clientFailure = (prefix: string, error: unknown): Failure => ({
  error: `${prefix}.SdkClientException`,
  cause: error instanceof Error ? error.message : String(error),
});

function exceptionOf(service: ServiceName, code: string, base: string): string {
  if (FRAMEWORK.has(code) || UNMODELLED[service]?.has(code)) return base;
  return code.endsWith('Exception') ? code : `${code}Exception`;
}

/** Errors of the framework below the services. */
const FRAMEWORK: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'IncompleteSignature',
  'InvalidAction',
  'MissingAction',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

/** What a service answers without listing it in its model. */
const UNMODELLED: { readonly [S in ServiceName]?: ReadonlySet<string> } = {
  dynamodb: new Set(['ValidationException']),
  streams: new Set(['ValidationException']),
  events: new Set(['ValidationException']),
  sqs: new Set(['MissingParameter', 'InvalidParameterValue', 'InvalidParameterCombination']),
  cloudwatch: new Set(['ValidationError']),
};

/** Error codes that the older query protocol spells in another way than the exception. */
const QUERY_CODES: { readonly [code: string]: string | undefined } = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  InvalidParameterException: 'InvalidParameter',
  NotFoundException: 'NotFound',
};
