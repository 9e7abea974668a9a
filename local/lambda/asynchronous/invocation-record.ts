/**
 * What a destination is told of an asynchronous invocation, and a dead-letter queue.
 * Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
 */
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import type { InvocationResult } from '../invocation';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

export interface Ending {
  readonly condition: Condition;
  readonly requestId: string;
  readonly functionArn: string;
  readonly invokeCount: number;
  /** The event, as JSON text. */
  readonly payload: string;
  /** Of the last attempt that reached the function. */
  readonly result: InvocationResult | undefined;
  readonly now: EpochMillis;
}

export function invocationRecord(ending: Ending): JsonObject {
  const { condition, requestId, functionArn, invokeCount, payload, result, now } = ending;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: JSON.parse(payload) as Json,
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(result.kind === 'failed' ? { functionError: 'Unhandled' } : {}),
          },
          responsePayload: JSON.parse(result.payload) as Json,
        }),
  };
}

/** "The first 1 KB of the error message." */
const MAX_ERROR_BYTES = 1_024;

/** The attributes of the message that holds the event itself. */
export function deadLetterAttributes({ requestId, result }: Ending): { readonly [name: string]: string } {
  const message = result?.kind === 'failed' ? result.errorMessage : 'The event was not processed.';
  return {
    RequestID: requestId,
    ErrorCode: '200',
    ErrorMessage: Buffer.from(message === '' ? 'Error' : message)
      .subarray(0, MAX_ERROR_BYTES)
      .toString(),
  };
}
