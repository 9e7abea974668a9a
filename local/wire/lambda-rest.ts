/** Lambda's REST protocol: the few paths that invoke and describe functions (Lambda API Reference). */
import type { Json, JsonObject } from '../../lib/units';
import { AwsError } from '../service';
import type { Route, WireReply, WireRequest } from './message';

const FUNCTIONS = /^\/2015-03-31\/functions(?:\/(?<name>[^/]+)(?:\/(?<part>[^/]+))?)?\/?$/;

export const isLambdaPath = (path: string) => path.startsWith('/2015-03-31/');

export function routeLambda(request: WireRequest): Route {
  const match = FUNCTIONS.exec(request.path)?.groups;
  const name = match?.name === undefined ? undefined : decodeURIComponent(match.name);
  const operation = operationOf(request.method, name, match?.part);
  if (match === undefined || operation === undefined) {
    throw new AwsError('UnknownOperationException', `${request.method} ${request.path} is not an operation`, 404);
  }
  return {
    service: 'lambda',
    operation,
    input: operation === 'Invoke' ? invokeInput(request, name ?? '') : describeInput(request, name),
    reply: operation === 'Invoke' ? replyInvoke : replyJson,
    refuse: refuseRest,
  };
}

function operationOf(method: string, name: string | undefined, part: string | undefined): string | undefined {
  if (method === 'POST' && part === 'invocations') return 'Invoke';
  if (method !== 'GET') return undefined;
  if (name === undefined) return 'ListFunctions';
  if (part === undefined) return 'GetFunction';
  return part === 'configuration' ? 'GetFunctionConfiguration' : undefined;
}

function invokeInput({ headers, query, body }: WireRequest, name: string): JsonObject {
  return withoutAbsent({
    FunctionName: name,
    Qualifier: query.Qualifier,
    InvocationType: headers['x-amz-invocation-type'],
    LogType: headers['x-amz-log-type'],
    ClientContext: headers['x-amz-client-context'],
    Payload: Buffer.from(body).toString('base64'),
  });
}

function describeInput({ query }: WireRequest, name: string | undefined): JsonObject {
  return withoutAbsent({
    FunctionName: name,
    Qualifier: query.Qualifier,
    Marker: query.Marker,
    MaxItems: query.MaxItems === undefined ? undefined : Number(query.MaxItems),
  });
}

function replyInvoke(output: JsonObject, requestId: string): WireReply {
  const header = (name: string, value: Json | undefined) => (typeof value === 'string' ? { [name]: value } : {});
  return {
    statusCode: typeof output.StatusCode === 'number' ? output.StatusCode : 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      ...header('x-amz-function-error', output.FunctionError),
      ...header('x-amz-log-result', output.LogResult),
      ...header('x-amz-executed-version', output.ExecutedVersion),
    },
    body: Buffer.from(typeof output.Payload === 'string' ? output.Payload : '', 'base64'),
  };
}

function replyJson(output: JsonObject, requestId: string): WireReply {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: Buffer.from(JSON.stringify(output)),
  };
}

function refuseRest(error: AwsError, requestId: string): WireReply {
  return {
    statusCode: error.statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
    body: Buffer.from(JSON.stringify({ ...error.fields, Message: error.message, message: error.message })),
  };
}

function withoutAbsent(fields: { readonly [name: string]: Json | undefined }): JsonObject {
  const present: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) present[name] = value;
  return present;
}
