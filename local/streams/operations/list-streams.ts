import { limitOf, optionalText } from '../members';
import type { Operation } from './operation';

const MAX_STREAMS = 100;

export const listStreams: Operation = async ({ catalog }, input) => {
  const limit = limitOf(input, MAX_STREAMS);
  const after = optionalText(input, 'ExclusiveStartStreamArn');
  const tableName = optionalText(input, 'TableName');
  const all = tableName === undefined ? await catalog.all() : [await catalog.ofTable(tableName)];
  const streams = all.filter((stream) => stream !== undefined);
  const from = after === undefined ? 0 : streams.findIndex(({ arn }) => arn === after) + 1;
  const page = streams.slice(from, from + limit);
  const last = from + limit < streams.length ? page.at(-1) : undefined;
  return {
    Streams: page.map(({ arn, tableName: TableName, label }) => ({ StreamArn: arn, TableName, StreamLabel: label })),
    ...(last === undefined ? {} : { LastEvaluatedStreamArn: last.arn }),
  };
};
