/**
 * The AWS JSON protocols: `POST /` with the operation in `X-Amz-Target`.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html; error types as DynamoDB and Step Functions write them.
 */
import { crc32 } from 'node:zlib';
import type { JsonObject } from '../../lib/units';
import { AwsError, QueryCompatibleError, type ServiceName } from '../service';
import type { Route, WireReply, WireRequest } from './message';

interface Target {
  readonly service: ServiceName;
  readonly version: '1.0' | '1.1';
  /** The namespace before `#` in `__type`. */
  readonly namespace: string;
}

const TARGETS: { readonly [prefix: string]: Target | undefined } = {
  DynamoDB_20120810: { service: 'dynamodb', version: '1.0', namespace: 'com.amazonaws.dynamodb.v20120810' },
  DynamoDBStreams_20120810: { service: 'streams', version: '1.0', namespace: 'com.amazonaws.dynamodb.v20120810' },
  AWSStepFunctions: { service: 'stepfunctions', version: '1.0', namespace: 'com.amazonaws.swf.service.v2.model' },
  AmazonSQS: { service: 'sqs', version: '1.0', namespace: 'com.amazonaws.sqs' },
  Logs_20140328: { service: 'logs', version: '1.1', namespace: 'com.amazonaws.logs' },
  AWSEvents: { service: 'events', version: '1.1', namespace: 'com.amazonaws.events' },
  GraniteServiceVersion20100801: { service: 'cloudwatch', version: '1.0', namespace: 'com.amazonaws.cloudwatch' },
};

/** A refusal of DynamoDB's, for who has called it past the protocol. */
export const refuseDynamoDB = (error: AwsError, requestId: string): WireReply =>
  refuseAwsJson(error, requestId, TARGETS.DynamoDB_20120810);

/** Errors of the framework below the services keep its own namespaces. */
const FRAMEWORK_NAMESPACES: { readonly [code: string]: string | undefined } = {
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  InternalFailure: 'com.amazon.coral.service',
  AccessDeniedException: 'com.amazon.coral.service',
  ThrottlingException: 'com.amazon.coral.availability',
  ValidationException: 'com.amazon.coral.validate',
};

/** Members whose text the service writes under `Message`. */
const CAPITAL_MESSAGE = new Set(['TransactionCanceledException', 'IdempotentParameterMismatchException']);
/** DynamoDB's reader of requests too. */
const hasCapitalMessage = ({ code }: AwsError, target: Target | undefined) =>
  CAPITAL_MESSAGE.has(code) || (code === 'SerializationException' && target?.service === 'dynamodb');

export function routeAwsJson(request: WireRequest): Route {
  const header = request.headers['x-amz-target'] ?? '';
  const dot = header.lastIndexOf('.');
  const target = TARGETS[header.slice(0, dot)];
  if (target === undefined) throw new AwsError('UnknownOperationException', '', 400);
  return {
    service: target.service,
    operation: header.slice(dot + 1),
    input: parseInput(request.body),
    reply: (output, requestId) => reply(target, 200, JSON.stringify(output), requestId),
    refuse: (error, requestId) => refuseAwsJson(error, requestId, target),
  };
}

export function refuseAwsJson(error: AwsError, requestId: string, target?: Target): WireReply {
  const type = error instanceof QueryCompatibleError ? error.wireType : typeOf(error, target);
  const message = hasCapitalMessage(error, target) ? { Message: error.message } : { message: error.message };
  const answer = reply(
    target,
    error.statusCode,
    JSON.stringify({ __type: type, ...error.fields, ...(error.message === '' ? {} : message) }),
    requestId,
  );
  const headers: Record<string, string> = { ...answer.headers, 'x-amzn-errortype': error.code };
  if (target !== undefined && QUERY_COMPATIBLE.has(target.service)) headers['x-amzn-query-error'] = queryErrorOf(error);
  return { ...answer, headers };
}

function typeOf({ code }: AwsError, target: Target | undefined): string {
  const namespace = FRAMEWORK_NAMESPACES[code] ?? target?.namespace;
  return namespace === undefined ? code : `${namespace}#${code}`;
}

/** They name their errors by the codes of their older protocol too, for clients that know those. */
const QUERY_COMPATIBLE: ReadonlySet<ServiceName> = new Set(['sqs', 'cloudwatch']);

function queryErrorOf(error: AwsError): string {
  if (error instanceof QueryCompatibleError) return error.queryError;
  return `${error.code};${error.statusCode >= 500 ? 'Receiver' : 'Sender'}`;
}

function parseInput(body: string): JsonObject {
  let input: unknown;
  try {
    input = body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', '');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', '');
  }
  return input as JsonObject;
}

function reply(target: Target | undefined, statusCode: number, text: string, requestId: string): WireReply {
  const body = Buffer.from(text);
  const headers: Record<string, string> = {
    'content-type': `application/x-amz-json-${target?.version ?? '1.0'}`,
    'x-amzn-requestid': requestId,
  };
  if (target?.service === 'dynamodb') headers['x-amz-crc32'] = String(crc32(body));
  return { statusCode, headers, body };
}
