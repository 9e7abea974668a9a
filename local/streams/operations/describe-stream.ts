import { integer } from '../../dynamodb/requests/scalars';
import { optional, readRequest, structure } from '../../dynamodb/requests/shape';
import * as members from '../members';
import { type Operation, shardsOf } from './operation';

const MAX_SHARDS = 100;
const DESCRIBE_STREAM = structure({
  StreamArn: members.streamArn,
  Limit: optional(integer({ min: 1, max: MAX_SHARDS })),
  ExclusiveStartShardId: members.startShardId,
  ShardFilter: members.shardFilter,
});

export const describeStream: Operation = async (model, input) => {
  const request = readRequest(DESCRIBE_STREAM, input);
  const { Limit: limit = MAX_SHARDS, ExclusiveStartShardId: after, ShardFilter } = request;
  const stream = await model.catalog.find(request.StreamArn);
  const shards = shardsOf(model, stream).describe({ after, parent: ShardFilter?.ShardId });
  const page = shards.slice(0, limit);
  const last = page.length < shards.length ? page.at(-1) : undefined;
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.status,
      StreamViewType: stream.viewType,
      CreationRequestDateTime: Date.parse(`${stream.label}Z`) / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema ?? [],
      Shards: page,
      ...(last?.ShardId === undefined ? {} : { LastEvaluatedShardId: last.ShardId }),
    },
  };
};
