/** What every modelled AWS service looks like to the wire, to the direct transport, and to the other services. */
import type { Json, JsonObject } from '../lib/units';

export type ServiceName =
  | 'dynamodb'
  | 'stepfunctions'
  | 'lambda'
  | 'events'
  | 'sqs'
  | 'streams'
  | 'cloudwatch'
  | 'sns'
  | 'logs';

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

/**
 * An error of a service that once spoke the query protocol: it is answered in two ways at once, by the JSON protocol's
 * type in the body and by the old code in the header `x-amzn-query-error`.
 */
export class QueryCompatibleError extends AwsError {
  readonly wireType: string;
  /** `<code>;<fault>`. */
  readonly queryError: string;
  constructor(
    code: string,
    message: string,
    wire: { readonly wireType: string; readonly queryError: string; readonly statusCode?: number },
  ) {
    super(code, message, wire.statusCode);
    this.wireType = wire.wireType;
    this.queryError = wire.queryError;
  }
}
