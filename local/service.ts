/** What every modelled AWS service looks like to the wire, to the direct transport, and to the other services. */
import type { Json, JsonObject } from '../lib/units';

export type ServiceName = 'dynamodb' | 'stepfunctions' | 'lambda' | 'events' | 'sqs' | 'streams' | 'cloudwatch';

/** Who is calling: the physical name of a function or state machine of the model, or `client` for an outside caller. */
export type Caller =
  | { readonly kind: 'client' }
  | { readonly kind: 'function' | 'stateMachine'; readonly name: string };
export const CLIENT: Caller = { kind: 'client' };

/**
 * A service, by operation. `operation` is AWS's name (`PutItem`); `input` and the answer have the shape of the AWS JSON
 * protocol: blobs are base64 text, timestamps are epoch seconds. Throws `AwsError` for everything AWS would refuse.
 */
export interface Service {
  readonly name: ServiceName;
  call(operation: string, input: JsonObject, caller: Caller): Promise<JsonObject>;
}

/** An error in the service's own words. `code` is the exception's name (`ConditionalCheckFailedException`). */
export class AwsError extends Error {
  override readonly name: string;
  constructor(
    readonly code: string,
    message: string,
    /** HTTP status: 400 unless the service says otherwise. */
    readonly statusCode = 400,
    /** Modelled members beside the message (`CancellationReasons`, `Item`). */
    readonly fields: { readonly [member: string]: Json } = {},
  ) {
    super(message);
    this.name = code;
  }
}
