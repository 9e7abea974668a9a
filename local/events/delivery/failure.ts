/**
 * Which refusals of a target are worth another attempt. "For errors that result from missing permissions to a target,
 * or if a target resource that no longer exists, no retry attempts will happen"; the codes are those of the user
 * guide's "Using dead-letter queues to process undelivered events".
 */
import { AwsError } from '../../service';

export interface Failure {
  readonly retriable: boolean;
  readonly code: string;
  readonly message: string;
}

/** The payload is not what the target takes. */
export class InvalidPayload extends Error {
  override readonly name = 'InvalidPayload';
}

const NO_RESOURCE: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'StateMachineDoesNotExist',
  'StateMachineDeleting',
]);
const NO_PERMISSIONS: ReadonlySet<string> = new Set(['AccessDeniedException', 'AccessDenied']);
const THROTTLING: ReadonlySet<string> = new Set([
  'TooManyRequestsException',
  'ThrottlingException',
  'RequestThrottled',
  'OverLimit',
  'ExecutionLimitExceeded',
]);

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidPayload) return { retriable: false, code: 'INVALID_JSON', message };
  if (!(error instanceof AwsError)) return { retriable: true, code: 'UNKNOWN', message };
  if (NO_RESOURCE.has(error.code)) return { retriable: false, code: 'NO_RESOURCE', message };
  if (NO_PERMISSIONS.has(error.code)) return { retriable: false, code: 'NO_PERMISSIONS', message };
  if (THROTTLING.has(error.code)) return { retriable: true, code: 'THROTTLING', message };
  return error.statusCode >= 500
    ? { retriable: true, code: 'ERROR_FROM_TARGET', message }
    : { retriable: false, code: 'SDK_CLIENT_ERROR', message };
}
