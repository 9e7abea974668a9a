import { indexName } from '../../dynamodb/requests/members';
import { integer } from '../../dynamodb/requests/scalars';
import { optional, readRequest, structure } from '../../dynamodb/requests/shape';
import * as members from '../members';
import type { Operation } from './operation';

const MAX_STREAMS = 100;
const LIST_STREAMS = structure({
  TableName: optional(indexName),
  Limit: optional(integer({ min: 1, max: MAX_STREAMS })),
  ExclusiveStartStreamArn: members.startStreamArn,
});

export const listStreams: Operation = async ({ catalog }, input) => {
  const request = readRequest(LIST_STREAMS, input);
  const { TableName: tableName, Limit: limit = MAX_STREAMS, ExclusiveStartStreamArn: after } = request;
  const streams = await (tableName === undefined ? catalog.all() : catalog.ofTable(tableName));
  const from = after === undefined ? 0 : streams.findIndex(({ arn }) => arn === after) + 1;
  const page = streams.slice(from, from + limit);
  const last = from + limit < streams.length ? page.at(-1) : undefined;
  return {
    Streams: page.map(({ arn, tableName: TableName, label }) => ({ StreamArn: arn, TableName, StreamLabel: label })),
    ...(last === undefined ? {} : { LastEvaluatedStreamArn: last.arn }),
  };
};
