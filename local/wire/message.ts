/** HTTP as far as the protocols need it, so that the server and the direct transport share every line of them. */
import type { JsonObject } from '../../lib/units';
import { AwsError, type ServiceName } from '../service';

export interface WireRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: { readonly [name: string]: string | undefined };
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: string;
}

export interface WireReply {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

/** One call, read from a request; `reply` and `refuse` write the answer as its protocol does. */
export interface Route {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: JsonObject;
  reply(output: JsonObject, requestId: string): WireReply;
  refuse(error: AwsError, requestId: string): WireReply;
}

/** Every error as one of AWS's; what the model did not foresee is an internal error that keeps its cause. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const failure = new AwsError('InternalServerError', messageOf(error), 500);
  failure.cause = error;
  return failure;
}

/** By shape: an error of a handler's or a library's realm is no instance of ours. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
