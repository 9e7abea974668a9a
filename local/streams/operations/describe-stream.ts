import { integer } from '../../dynamodb/requests/scalars';
import { optional, readRequest, structure } from '../../dynamodb/requests/shape';
import * as members from '../members';
import { describeShard, shardIdOf } from '../shard';
import type { Operation } from './operation';

const MAX_SHARDS = 100;
const DESCRIBE_STREAM = structure({
  StreamArn: members.streamArn,
  Limit: optional(integer({ min: 1, max: MAX_SHARDS })),
  ExclusiveStartShardId: members.startShardId,
  ShardFilter: members.shardFilter,
});

/** `LastEvaluatedShardId` never appears: the one shard is always on the first page. It has no children. */
export const describeStream: Operation = async ({ catalog, log }, input) => {
  const { StreamArn, ExclusiveStartShardId, ShardFilter } = readRequest(DESCRIBE_STREAM, input);
  const stream = await catalog.find(StreamArn);
  const isPast = ShardFilter !== undefined || ExclusiveStartShardId === shardIdOf(stream.arn);
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: stream.status,
      StreamViewType: stream.viewType,
      CreationRequestDateTime: Date.parse(`${stream.label}Z`) / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema ?? [],
      Shards: isPast ? [] : [describeShard(stream, log.endOf(stream.arn))],
    },
  };
};
