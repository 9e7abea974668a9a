import { limitOf, optionalText, requiredText } from '../members';
import { describeShard, shardIdOf } from '../shard';
import type { Operation } from './operation';

const MAX_SHARDS = 100;

/** `LastEvaluatedShardId` never appears: the one shard is always on the first page. */
export const describeStream: Operation = async ({ catalog, log }, input) => {
  limitOf(input, MAX_SHARDS);
  const stream = await catalog.find(requiredText(input, 'StreamArn'));
  const isPast = optionalText(input, 'ExclusiveStartShardId') === shardIdOf(stream.arn);
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
