/**
 * The query protocol: a form in, XML out. SNS speaks nothing else, and CloudWatch still understands it.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import type { Json, JsonObject } from '../../lib/units';
import { AwsError, QueryCompatibleError, type ServiceName } from '../service';
import type { Route, WireReply, WireRequest } from './message';
import { parseForm } from './query-form';
import { xmlOf } from './query-xml';

/** What the protocol does not say by itself: of what type a member is. By its name. */
export interface QueryApi {
  readonly service: ServiceName;
  readonly namespace: string;
  readonly numbers: ReadonlySet<string>;
  readonly booleans: ReadonlySet<string>;
  /** Lists whose entries' `Value` is text all the same. */
  readonly textual: ReadonlySet<string>;
  readonly timestamps: ReadonlySet<string>;
  readonly maps: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** By `Version`. */
const APIS: { readonly [version: string]: QueryApi | undefined } = {
  '2010-03-31': {
    service: 'sns',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    numbers: NONE,
    booleans: NONE,
    textual: NONE,
    timestamps: NONE,
    maps: new Set(['Attributes']),
  },
  '2010-08-01': {
    service: 'cloudwatch',
    namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    numbers: new Set([
      'ActionsSuppressorExtensionPeriod',
      'ActionsSuppressorWaitPeriod',
      'Counts',
      'DatapointsToAlarm',
      'EvaluationPeriods',
      'MaxDatapoints',
      'MaxRecords',
      'Maximum',
      'Minimum',
      'Period',
      'SampleCount',
      'StorageResolution',
      'Sum',
      'Threshold',
      'Value',
      'Values',
    ]),
    booleans: new Set(['ActionsEnabled', 'ReturnData', 'RecentlyActive', 'IncludeLinkedAccounts']),
    textual: new Set(['Dimensions', 'Tags']),
    timestamps: new Set([
      'AlarmConfigurationUpdatedTimestamp',
      'LastModified',
      'StateTransitionedTimestamp',
      'StateUpdatedTimestamp',
      'Timestamp',
      'Timestamps',
    ]),
    maps: NONE,
  },
};

export const isAwsQuery = ({ headers }: WireRequest): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

export function routeAwsQuery({ body }: WireRequest): Route {
  const form = new URLSearchParams(body);
  const api = APIS[form.get('Version') ?? ''];
  const operation = form.get('Action') ?? '';
  if (api === undefined) {
    throw new AwsError('UnknownOperationException', `the local model has no query protocol for ${operation}`);
  }
  return {
    service: api.service,
    operation,
    input: parseForm(form, api),
    reply: (output, requestId) => replyXml(200, operation, answerOf(output, operation, requestId, api), api, requestId),
    refuse: (error, requestId) => refuse(error, requestId, api),
  };
}

function answerOf(output: JsonObject, operation: string, requestId: string, api: QueryApi): string {
  const result = xmlOf(`${operation}Result`, output, api);
  return `${result}<ResponseMetadata>${xmlOf('RequestId', requestId, api)}</ResponseMetadata>`;
}

function refuse(error: AwsError, requestId: string, api: QueryApi): WireReply {
  const compatible = error instanceof QueryCompatibleError ? error.queryError.split(';') : [];
  const [Code = error.code, Type = error.statusCode >= 500 ? 'Receiver' : 'Sender'] = compatible;
  const shown: Json = { Type, Code, Message: error.message };
  const xml = xmlOf('Error', shown, api) + xmlOf('RequestId', requestId, api);
  return replyXml(error.statusCode, 'Error', xml, api, requestId);
}

function replyXml(statusCode: number, name: string, inner: string, api: QueryApi, requestId: string): WireReply {
  return {
    statusCode,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: Buffer.from(`<${name}Response xmlns="${api.namespace}">${inner}</${name}Response>\n`),
  };
}
