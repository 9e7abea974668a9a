/**
 * Lambda functions as tasks: `arn:aws:states:::lambda:invoke`, and a function's own ARN.
 * Step Functions Developer Guide, "Invoke an AWS Lambda function with Step Functions".
 */
import type { EpochMillis, Json } from '../../../lib/units';
import { AwsError } from '../../service';
import { isObject, textOf } from '../json';
import type { Integration, Surroundings, TaskOutcome } from './integration';

const NO_NAME: TaskOutcome = {
  kind: 'failed',
  error: 'States.Runtime',
  cause: "The field 'FunctionName' is required but was missing",
};

export const invokeLambda: Integration = ({ parameters }, around) => {
  const { FunctionName: functionName, Payload: payload } = isObject(parameters) ? parameters : {};
  if (typeof functionName !== 'string') return Promise.resolve(NO_NAME);
  return run(functionName, payload ?? {}, around, (answer) => invokeResult(answer, around));
};

export const invokeFunctionArn: Integration = ({ resource, parameters }, around) =>
  run(resource.arn, parameters, around, (answer) => answer);

interface Answer {
  readonly output: Json;
  readonly text: string;
}

async function run(
  functionName: string,
  event: Json,
  { runFunction, entropy, stateMachineName }: Surroundings,
  wrap: (answer: Answer) => Answer,
): Promise<TaskOutcome> {
  try {
    const caller = { kind: 'stateMachine', name: stateMachineName } as const;
    const result = await runFunction({ functionName, payload: textOf(event), caller });
    if (result.kind === 'failed') return { kind: 'failed', ...functionError(result.errorType, result.payload) };
    const { output, text } = wrap(answerOf(result.payload));
    return { kind: 'succeeded', output, text };
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
function answerOf(text: string): Answer {
  try {
    return { output: JSON.parse(text) as Json, text };
  } catch {
    return { output: text, text: JSON.stringify(text) };
  }
}

/**
 * Invoke's answer with the metadata of its HTTP exchange, as the optimized integration hands it on. The text is put
 * together by hand: it is by far the longest that a task leaves in the history, and most of it is always the same.
 */
function invokeResult({ output, text }: Answer, { clock, entropy }: Surroundings): Answer {
  const requestId = entropy.uuid();
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(text)),
    'Content-Type': 'application/json',
    Date: httpDate(clock.now()),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
    'X-Amzn-Trace-Id': `Root=1-${requestId.slice(0, 8)}-${requestId.slice(12).replaceAll('-', '')};Sampled=0`,
  };
  const { Date: date, 'Content-Length': length, 'X-Amzn-Trace-Id': trace } = headers;
  const result = {
    ExecutedVersion: '$LATEST',
    Payload: output,
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'X-Amz-Executed-Version': [headers['X-Amz-Executed-Version']],
        'x-amzn-Remapped-Content-Length': [headers['x-amzn-Remapped-Content-Length']],
        Connection: [headers.Connection],
        'x-amzn-RequestId': [requestId],
        'Content-Length': [length],
        Date: [date],
        'X-Amzn-Trace-Id': [trace],
        'Content-Type': [headers['Content-Type']],
      },
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
  // Joined, not concatenated: one flat string, where `+` would leave the collector a tree of dozens.
  const written = [
    '{"ExecutedVersion":"$LATEST","Payload":',
    text,
    ',"SdkHttpMetadata":{"AllHttpHeaders":{"X-Amz-Executed-Version":["$LATEST"],"x-amzn-Remapped-Content-Length":["0"],"Connection":["keep-alive"],"x-amzn-RequestId":["',
    requestId,
    '"],"Content-Length":["',
    length,
    '"],"Date":["',
    date,
    '"],"X-Amzn-Trace-Id":["',
    trace,
    '"],"Content-Type":["application/json"]},"HttpHeaders":{"Connection":"keep-alive","Content-Length":"',
    length,
    '","Content-Type":"application/json","Date":"',
    date,
    '","X-Amz-Executed-Version":"$LATEST","x-amzn-Remapped-Content-Length":"0","x-amzn-RequestId":"',
    requestId,
    '","X-Amzn-Trace-Id":"',
    trace,
    '"},"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"',
    requestId,
    '"},"StatusCode":200}',
  ].join('');
  return { output: result, text: written };
}

let lastDate = { second: Number.NaN, text: '' };

/** An HTTP date changes once a second. */
function httpDate(now: EpochMillis): string {
  const second = Math.floor(now / 1000);
  if (second !== lastDate.second) lastDate = { second, text: new Date(second * 1000).toUTCString() };
  return lastDate.text;
}
