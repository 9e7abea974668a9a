/**
 * Lambda's REST protocol (Lambda API Reference): the operation from method and path, its input from the path, the query
 * and the body.
 */
import type { Json, JsonObject } from '../../lib/units';
import { AwsError } from '../service';
import type { Route, WireReply, WireRequest } from './message';

interface Endpoint {
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly statusCode: number;
}

const FUNCTION = 'functions/(?<FunctionName>[^/]+)';
const MAPPINGS = '2015-03-31/event-source-mappings';
const MAPPING = `${MAPPINGS}/(?<UUID>[^/]+)`;
const CONFIG = `2019-09-25/${FUNCTION}/event-invoke-config`;

const endpoint = (operation: string, method: Endpoint['method'], path: string, statusCode = 200): Endpoint => ({
  operation,
  method,
  path: new RegExp(`^/${path}/?$`),
  statusCode,
});

/** The most frequent first. */
const ENDPOINTS: readonly Endpoint[] = [
  endpoint('Invoke', 'POST', `2015-03-31/${FUNCTION}/invocations`),
  endpoint('ListFunctions', 'GET', '2015-03-31/functions'),
  endpoint('GetFunction', 'GET', `2015-03-31/${FUNCTION}`),
  endpoint('GetFunctionConfiguration', 'GET', `2015-03-31/${FUNCTION}/configuration`),
  endpoint('CreateEventSourceMapping', 'POST', MAPPINGS, 202),
  endpoint('ListEventSourceMappings', 'GET', MAPPINGS),
  endpoint('GetEventSourceMapping', 'GET', MAPPING),
  endpoint('UpdateEventSourceMapping', 'PUT', MAPPING, 202),
  endpoint('DeleteEventSourceMapping', 'DELETE', MAPPING, 202),
  endpoint('PutFunctionEventInvokeConfig', 'PUT', CONFIG),
  endpoint('UpdateFunctionEventInvokeConfig', 'POST', CONFIG),
  endpoint('GetFunctionEventInvokeConfig', 'GET', CONFIG),
  endpoint('DeleteFunctionEventInvokeConfig', 'DELETE', CONFIG, 204),
  endpoint('ListFunctionEventInvokeConfigs', 'GET', `${CONFIG}/list`),
  endpoint('PutFunctionConcurrency', 'PUT', `2017-10-31/${FUNCTION}/concurrency`),
  endpoint('DeleteFunctionConcurrency', 'DELETE', `2017-10-31/${FUNCTION}/concurrency`, 204),
  endpoint('GetFunctionConcurrency', 'GET', `2019-09-30/${FUNCTION}/concurrency`),
];

export const isLambdaPath = (path: string) => /^\/20\d\d-\d\d-\d\d\//.test(path);

export function routeLambda(request: WireRequest): Route {
  const { method, path } = request;
  for (const found of ENDPOINTS) {
    const match = found.method === method ? found.path.exec(path) : null;
    if (match === null) continue;
    const names = decoded(match.groups ?? {});
    const isInvoke = found.operation === 'Invoke';
    return {
      service: 'lambda',
      operation: found.operation,
      input: isInvoke ? invokeInput(request, names) : { ...bodyOf(request), ...queryOf(request), ...names },
      reply: isInvoke ? replyInvoke : (output, requestId) => replyJson(found.statusCode, output, requestId),
      refuse: refuseRest,
    };
  }
  throw new AwsError('UnknownOperationException', `${method} ${path} is not an operation`, 404);
}

const decoded = (groups: { readonly [name: string]: string }): JsonObject =>
  Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));

function invokeInput({ headers, query, body }: WireRequest, names: JsonObject): JsonObject {
  return withoutAbsent({
    ...names,
    Qualifier: query.Qualifier,
    InvocationType: headers['x-amz-invocation-type'],
    LogType: headers['x-amz-log-type'],
    ClientContext: headers['x-amz-client-context'],
    Payload: Buffer.from(body).toString('base64'),
  });
}

function bodyOf({ body }: WireRequest): JsonObject {
  if (body === '') return {};
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    input = undefined;
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as JsonObject;
  throw new AwsError('SerializationException', 'The request body is no JSON object', 400);
}

const queryOf = ({ query }: WireRequest): JsonObject =>
  withoutAbsent({ ...query, MaxItems: query.MaxItems === undefined ? undefined : Number(query.MaxItems) });

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

function replyJson(statusCode: number, output: JsonObject, requestId: string): WireReply {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
    body: Buffer.from(statusCode === 204 ? '' : JSON.stringify(output)),
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
