/** Names under which a call can fail so that Catch sees it. None of them says whether the effect happened. */

/** What Lambda throws when asking again may well help (Step Functions Developer Guide, "Lambda service exceptions"). */
export const TRANSIENT_LAMBDA_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ResourceNotReadyException',
  'Lambda.TimeoutException',
  'Lambda.Unknown',
] as const;

/** Everything else that is worth another try. */
const OTHER_RETRIED_ERRORS = [
  'Lambda.ResourceNotFoundException',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Function.ResponseSizeTooLarge',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.TaskFailed',
  'States.Permissions',
  // Thrown by a handler: the database's, the network's, its own.
  'TransactionCanceledException',
  'InternalServerError',
  'TimeoutError',
  'WriteRefused',
  'TypeError',
  'Error',
  // A refusal that the step does not declare is no refusal.
  'Undeclared',
] as const;

export const RETRIED_ERRORS = [...TRANSIENT_LAMBDA_ERRORS, ...OTHER_RETRIED_ERRORS] as const;

/** Final, yet no refusal: `KeyReused` and `StepFenced` tell of an effect, `InvalidRequest` of a defect. */
export const PERMANENT_ERRORS = ['InvalidRequest', 'KeyReused', 'StepFenced'] as const;
