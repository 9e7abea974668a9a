/** The errors that a call of each kind may meet, by the names that AWS gives them, and what each leaves open. */
import { HANG } from './calls';
import type { CallFaultKind, CallPosition, ErrorReply } from './schedule';

export interface ErrorCase extends ErrorReply {
  /** `refused`: surely nothing was done. `unknown`: it may have been done, or may be done yet. */
  readonly leaves: 'refused' | 'unknown';
}

const refused = (name: string, message: string): ErrorCase => ({ name, message, leaves: 'refused' });
const unknown = (name: string, message: string): ErrorCase => ({ name, message, leaves: 'unknown' });

/** AWS Lambda Developer Guide, "Invoke" errors, as Step Functions names them; what functions themselves end with. */
const INVOKE: readonly ErrorCase[] = [
  unknown('Runtime.ExitError', 'RequestId: Error: Runtime exited with error: signal: killed'),
  unknown('Sandbox.Timedout', 'Task timed out after 10.00 seconds'),
  unknown(HANG, 'no answer at all'),
  refused('Lambda.TooManyRequestsException', 'Rate Exceeded.'),
  refused('Lambda.ResourceNotReadyException', 'The function is not ready.'),
  unknown('Lambda.ServiceException', 'The service met an error.'),
  unknown('Lambda.AWSLambdaException', 'The service met an error.'),
  unknown('Lambda.SdkClientException', 'Unable to execute HTTP request'),
  unknown('Lambda.ClientExecutionTimeoutException', 'Client execution did not complete'),
  unknown('Lambda.Unknown', 'The cause could not be determined.'),
  unknown('Function.ResponseSizeTooLarge', 'Response payload size exceeded maximum allowed payload size'),
  unknown('Error', 'any error of a handler'),
];

/** Amazon DynamoDB Developer Guide, "Error handling with DynamoDB"; what a client meets on the way. */
const ANY_DYNAMODB: readonly ErrorCase[] = [
  unknown('InternalServerError', 'The server encountered an internal error'),
  unknown('TimeoutError', 'socket hang up'),
  unknown('ECONNRESET', 'read ECONNRESET'),
  refused('ProvisionedThroughputExceededException', 'The level of configured provisioned throughput was exceeded'),
  refused('ThrottlingException', 'Rate of requests exceeds the allowed throughput'),
  refused('RequestLimitExceeded', 'Throughput exceeds the current throughput limit for your account'),
];

const TRANSACTION: readonly ErrorCase[] = [
  ...ANY_DYNAMODB,
  refused('TransactionCanceledException:TransactionConflict', 'Transaction is ongoing for the item'),
  refused('TransactionCanceledException:ThrottlingError', 'Throughput exceeds the current capacity'),
  unknown('TransactionInProgressException', 'The transaction with the given request token is already in progress'),
];

const BY_OPERATION: { readonly [operation: string]: readonly ErrorCase[] } = {
  'lambda.Invoke': INVOKE,
  'dynamodb.TransactWriteItems': TRANSACTION,
  'dynamodb.PutItem': [...ANY_DYNAMODB, refused('TransactionConflictException', 'Transaction is ongoing for the item')],
  'dynamodb.UpdateItem': [
    ...ANY_DYNAMODB,
    refused('TransactionConflictException', 'Transaction is ongoing for the item'),
  ],
  'dynamodb.GetItem': ANY_DYNAMODB,
  'dynamodb.Query': ANY_DYNAMODB,
  'events.PutEvents': [
    unknown('InternalException', 'This exception occurs due to unexpected causes.'),
    unknown('TimeoutError', 'socket hang up'),
    refused('ThrottlingException', 'Rate exceeded'),
  ],
};

/** Of any other call: the network's. */
const ANY: readonly ErrorCase[] = [
  unknown('TimeoutError', 'socket hang up'),
  unknown('ServiceUnavailable', 'The service cannot answer'),
  refused('ThrottlingException', 'Rate exceeded'),
];

export const errorsAt = ({ service, operation }: CallPosition): readonly ErrorCase[] =>
  BY_OPERATION[`${service}.${operation}`] ?? ANY;

/** The one error of each kind of call that stands for the others where not all are tried. */
export const representativeAt = (at: CallPosition): ErrorCase => errorsAt(at)[0] ?? unknown('TimeoutError', '');

export const waysOf = ({ leaves }: ErrorCase): readonly CallFaultKind[] =>
  leaves === 'refused' ? ['notApplied'] : ['notApplied', 'replyLost', 'late'];

/** Of a late call: while its caller still tries, and after its saga was undone. */
export const LATE_MILLIS = [1_500, 600_000] as const;
