/**
 * What an optimized integration hands on beside a service's answer: the metadata of the HTTP exchange.
 * Developer Guide, "Discover service integration patterns": "the response … includes HTTP metadata".
 */
import { crc32 } from 'node:zlib';
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import { textOf } from '../json';
import type { Optimized } from './failures';

/** In the order of the answer's headers; the last three are the same everywhere. */
type Headers = readonly (readonly [name: string, value: string])[];

interface Exchange {
  readonly body: string;
  readonly requestId: string;
  readonly now: EpochMillis;
}

const HEADERS: { readonly [S in Optimized]: (exchange: Exchange) => Headers } = {
  dynamodb: (exchange) => [
    ['Server', 'Server'],
    ['Connection', 'keep-alive'],
    ['x-amzn-RequestId', exchange.requestId],
    ['x-amz-crc32', String(crc32(exchange.body))],
    ...entity(exchange, 'application/x-amz-json-1.0'),
  ],
  sqs: (exchange) => [...kept(exchange), ...entity(exchange, 'application/x-amz-json-1.0')],
  sns: (exchange) => [...kept(exchange), ...entity(exchange, 'text/xml')],
  events: (exchange) => [...kept(exchange), ...entity(exchange, 'application/x-amz-json-1.1')],
  stepfunctions: (exchange) => [...kept(exchange), ...entity(exchange, 'application/x-amz-json-1.0')],
};

const kept = ({ requestId }: Exchange): Headers => [
  ['x-amzn-RequestId', requestId],
  ['connection', 'keep-alive'],
];

const entity = ({ body, now }: Exchange, contentType: string): Headers => [
  ['Content-Length', String(Buffer.byteLength(body))],
  ['Date', new Date(now).toUTCString()],
  ['Content-Type', contentType],
];

/** `result` with its metadata, fields in alphabetical order. `answer` is what went over the wire for it. */
export function withHttpMetadata(
  service: Optimized,
  result: JsonObject,
  answer: JsonObject,
  requestId: string,
  now: EpochMillis,
): JsonObject {
  const body = service === 'sns' ? publishXml(answer, requestId) : textOf(answer);
  const headers = HEADERS[service]({ body, requestId, now });
  return sortedFields({
    ...result,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries([...headers].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))),
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  });
}

export const sortedFields = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

/** SNS speaks XML; only the length of it is seen. */
function publishXml({ MessageId, SequenceNumber }: JsonObject, requestId: string): string {
  const line = (name: string, value: Json | undefined) =>
    value === undefined ? '' : `    <${name}>${String(value)}</${name}>\n`;
  return [
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">\n  <PublishResult>\n',
    line('MessageId', MessageId),
    line('SequenceNumber', SequenceNumber),
    '  </PublishResult>\n  <ResponseMetadata>\n',
    line('RequestId', requestId),
    '  </ResponseMetadata>\n</PublishResponse>\n',
  ].join('');
}
