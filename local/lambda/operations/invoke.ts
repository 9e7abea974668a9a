/** Lambda API Reference, "Invoke". */
import { epochMillis, type JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import { AwsError, type Caller } from '../../service';
import type { InvocationResult } from '../invocation';
import type { LambdaModel } from '../lambda';

/** Lambda quotas: 6 MB for a synchronous request, 1 MB for an asynchronous one. */
const MAX_REQUEST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576 } as const;
/** "Lambda ... retries two more times, with a one-minute wait between the first two attempts, and two minutes between the second and third." */
const EVENT_RETRY_DELAYS_SECONDS = [60, 120];
/** `LogType: Tail` gives the last 4 KB. */
const MAX_TAIL_BYTES = 4_096;

interface Around {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
}

export async function invoke(
  lambda: LambdaModel,
  input: JsonObject,
  caller: Caller,
  { clock, entropy }: Around,
): Promise<JsonObject> {
  const functionName = typeof input.FunctionName === 'string' ? input.FunctionName : '';
  const fn = lambda.find(functionName);
  const type = input.InvocationType ?? 'RequestResponse';
  const payload = readPayload(input.Payload, type === 'Event' ? 'Event' : 'RequestResponse');
  const request = { functionName, payload, caller };
  const requestId = entropy.uuid();
  if (type === 'DryRun') return { StatusCode: 204 };
  if (type === 'Event') {
    clock.at(clock.now(), () => void deliver(0));
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

  async function deliver(attempt: number): Promise<void> {
    const result = await lambda.run(request, requestId).catch((error: unknown): InvocationResult => {
      // Throttled, or removed meanwhile: a failed delivery like any other.
      return { kind: 'failed', errorType: 'Lambda', errorMessage: String(error), payload: '' };
    });
    const delay = EVENT_RETRY_DELAYS_SECONDS[attempt];
    if (result.kind === 'returned' || delay === undefined) return;
    clock.at(epochMillis(clock.now() + delay * 1000), () => void deliver(attempt + 1));
  }
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
