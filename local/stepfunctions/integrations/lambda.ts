/**
 * Lambda functions as tasks: `arn:aws:states:::lambda:invoke`, and a function's own ARN.
 * Step Functions Developer Guide, "Invoke an AWS Lambda function with Step Functions".
 */
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import { isObject, textOf } from '../json';
import type { Integration, Surroundings, TaskOutcome } from './integration';

export const invokeLambda: Integration = async ({ parameters }, around) => {
  const { FunctionName: functionName, Payload: payload } = isObject(parameters) ? parameters : {};
  if (typeof functionName !== 'string') {
    return { kind: 'failed', error: 'States.Runtime', cause: "The field 'FunctionName' is required but was missing" };
  }
  return run(functionName, payload ?? {}, around, (text) => invokeResult(text, around));
};

export const invokeFunctionArn: Integration = async ({ resource, parameters }, around) =>
  run(resource.arn, parameters, around, payloadOf);

async function run(
  functionName: string,
  event: Json,
  { runFunction, entropy, stateMachineName }: Surroundings,
  output: (payload: string) => Json,
): Promise<TaskOutcome> {
  try {
    const caller = { kind: 'stateMachine', name: stateMachineName } as const;
    const result = await runFunction({ functionName, payload: textOf(event), caller });
    return result.kind === 'returned'
      ? { kind: 'succeeded', output: output(result.payload) }
      : { kind: 'failed', ...functionError(result.errorType, result.payload) };
  } catch (error) {
    return { kind: 'failed', ...serviceError(error, entropy.uuid()) };
  }
}

/** "Unhandled errors in Lambda runtimes … are reported only as Lambda.Unknown" when they carry no type. */
function functionError(errorType: string, payload: string) {
  if (errorType !== '') return { error: errorType, cause: payload };
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`;
  return { error: 'Lambda.Unknown', cause };
}

function serviceError(error: unknown, requestId: string) {
  if (!(error instanceof AwsError)) {
    return { error: 'Lambda.SdkClientException', cause: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, statusCode } = error;
  return {
    error: `Lambda.${code}`,
    cause: `${message} (Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  };
}

/** An answer that is no JSON stays the text it is. */
function payloadOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Invoke's answer with the metadata of its HTTP exchange, as the optimized integration hands it on. */
function invokeResult(text: string, { clock, entropy }: Surroundings): JsonObject {
  const requestId = entropy.uuid();
  const hex = requestId.replaceAll('-', '');
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(text)),
    'Content-Type': 'application/json',
    Date: new Date(clock.now()).toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
    'X-Amzn-Trace-Id': `Root=1-${hex.slice(0, 8)}-${hex.slice(8)};Sampled=0`,
  };
  return {
    ExecutedVersion: '$LATEST',
    Payload: payloadOf(text),
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'X-Amz-Executed-Version': [headers['X-Amz-Executed-Version']],
        'x-amzn-Remapped-Content-Length': [headers['x-amzn-Remapped-Content-Length']],
        Connection: [headers.Connection],
        'x-amzn-RequestId': [headers['x-amzn-RequestId']],
        'Content-Length': [headers['Content-Length']],
        Date: [headers.Date],
        'X-Amzn-Trace-Id': [headers['X-Amzn-Trace-Id']],
        'Content-Type': [headers['Content-Type']],
      },
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
