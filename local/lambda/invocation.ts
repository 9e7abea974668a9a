/** What the other services ask of the Lambda model: run a function once and say what came back. */
import type { Caller } from '../service';

export interface InvocationRequest {
  /** A name, `name:qualifier`, or a full ARN. */
  readonly functionName: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly caller: Caller;
}

/** `payload` is JSON text; for an error `{"errorType":…,"errorMessage":…,"trace":[…]}`, as Invoke answers it. */
export type InvocationResult =
  | { readonly kind: 'returned'; readonly payload: string }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string; readonly payload: string };

export interface FunctionRunner {
  /** Throws `AwsError` where the service refuses (`ResourceNotFoundException`, `TooManyRequestsException`). */
  invoke(request: InvocationRequest): Promise<InvocationResult>;
}
