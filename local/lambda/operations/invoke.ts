/** Lambda API Reference, "Invoke". */
import type { JsonObject } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import { AwsError, type Caller } from '../../service';
import type { LambdaModel } from '../lambda';

/** Lambda quotas: 6 MB for a synchronous request, 1 MB for an asynchronous one. */
const MAX_REQUEST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576 } as const;
/** `LogType: Tail` gives the last 4 KB. */
const MAX_TAIL_BYTES = 4_096;

export async function invoke(
  lambda: LambdaModel,
  input: JsonObject,
  caller: Caller,
  entropy: Entropy,
): Promise<JsonObject> {
  const functionName = typeof input.FunctionName === 'string' ? input.FunctionName : '';
  const fn = lambda.find(functionName);
  const type = input.InvocationType ?? 'RequestResponse';
  const payload = readPayload(input.Payload, type === 'Event' ? 'Event' : 'RequestResponse');
  const request = { functionName, payload, caller };
  const requestId = entropy.uuid();
  if (type === 'DryRun') return { StatusCode: 204 };
  if (type === 'Event') {
    await lambda.accept(request, requestId);
    return { StatusCode: 202, Payload: '' };
  }
  if (type !== 'RequestResponse') {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${String(type)}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
    );
  }
  const result = await lambda.run(request, requestId);
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    Payload: Buffer.from(result.payload).toString('base64'),
    ...(result.kind === 'failed' ? { FunctionError: 'Unhandled' } : {}),
    ...(input.LogType === 'Tail' ? { LogResult: tail(lambda, fn.name, requestId) } : {}),
  };
}

function readPayload(blob: unknown, type: keyof typeof MAX_REQUEST_BYTES): string {
  const bytes = Buffer.from(typeof blob === 'string' ? blob : '', 'base64');
  const limit = MAX_REQUEST_BYTES[type];
  if (bytes.length > limit) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
      { Type: 'User' },
    );
  }
  const payload = bytes.length === 0 ? '{}' : bytes.toString('utf8');
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${String(error)}`,
      400,
      {
        Type: 'User',
      },
    );
  }
  return payload;
}

function tail(lambda: LambdaModel, functionName: string, requestId: string): string {
  const lines = lambda.logs.of(functionName).filter((line) => line.requestId === requestId);
  const text = [
    `START RequestId: ${requestId} Version: $LATEST`,
    ...lines.map((line) => line.text),
    `END RequestId: ${requestId}`,
  ];
  return Buffer.from(`${text.join('\n')}\n`)
    .subarray(-MAX_TAIL_BYTES)
    .toString('base64');
}
