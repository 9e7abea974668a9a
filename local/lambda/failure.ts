/** Failed invocations, as the Node runtime of Lambda reports them (aws-lambda-nodejs-runtime-interface-client). */
import type { Json } from '../../lib/units';
import type { InvocationResult } from './invocation';
import type { TraceMapper } from './stack-trace';

export type Failure = Extract<InvocationResult, { kind: 'failed' }>;

export function failure(errorType: string, errorMessage: string, trace?: readonly string[]): Failure {
  const fields: { readonly [name: string]: Json } = { errorType, errorMessage, ...(trace && { trace }) };
  return { kind: 'failed', errorType, errorMessage, payload: JSON.stringify(fields) };
}

/** What a handler threw. An error is known by its shape: it may come from another realm. */
export function failureOf(thrown: unknown, traces: TraceMapper): Failure {
  if (!isError(thrown)) return failure(typeof thrown, String(thrown), []);
  return failure(String(thrown.name), String(thrown.message), traces.trace(String(thrown.stack)));
}

/** What loading the module threw. */
export function loadFailure(thrown: unknown, traces: TraceMapper): Failure {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  if (isError(thrown) && code === 'MODULE_NOT_FOUND') {
    return failure('Runtime.ImportModuleError', `Error: ${String(thrown.message).split('\n')[0]}`, []);
  }
  if (isError(thrown) && thrown.name === 'SyntaxError') {
    return failure('Runtime.UserCodeSyntaxError', `SyntaxError: ${String(thrown.message)}`, []);
  }
  return failureOf(thrown, traces);
}

export const handlerNotFound = (handler: string): Failure =>
  failure('Runtime.HandlerNotFound', `${handler} is undefined or not exported`, []);

export const CALLBACK_HANDLER: Failure = failure(
  'Runtime.CallbackHandlerDeprecated',
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  [],
);

/** Seconds with two decimals, as the service writes them. */
export const timedOut = (requestId: string, seconds: number): Failure =>
  failure('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`);

/** Lambda quotas: 6 MB for a synchronous answer, as the error itself counts it. */
const MAX_RESPONSE_BYTES = 6_291_556;

export const isTooLarge = (payload: string): boolean =>
  payload.length > MAX_RESPONSE_BYTES / 3 && Buffer.byteLength(payload) > MAX_RESPONSE_BYTES;

export const TOO_LARGE: Failure = failure(
  'Function.ResponseSizeTooLarge',
  `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
);

const isError = (thrown: unknown): thrown is { name: unknown; message: unknown; stack: unknown } =>
  typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown && 'stack' in thrown;
