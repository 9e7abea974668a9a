/** Members of the requests. Source: API Reference, "Amazon DynamoDB Streams", the constraints of each member. */
import { oneOf, text } from '../dynamodb/requests/scalars';
import { optional, required, structure } from '../dynamodb/requests/shape';

const arn = text({ min: 37, max: 1024 });
const shard = text({ min: 28, max: 65 });

export const streamArn = required(arn);
export const startStreamArn = optional(arn);
export const shardId = required(shard);
export const startShardId = optional(shard);
export const sequenceNumber = optional(text({ min: 21, max: 40 }));
export const shardIterator = required(text({ min: 1, max: 2048 }));
export const shardFilter = optional(structure({ Type: optional(oneOf('CHILD_SHARDS')), ShardId: optional(shard) }));
