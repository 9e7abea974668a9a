import { assertNever } from '../../../lib/units';
import { oneOf } from '../../dynamodb/requests/scalars';
import { type Of, readRequest, required, structure } from '../../dynamodb/requests/shape';
import { trimmedDataAccess, validationError } from '../errors';
import { formatIterator } from '../iterator';
import * as members from '../members';
import type { Generation } from '../shard';
import { type Position, positionOf } from '../stream-log';
import type { StreamShards } from '../stream-shards';
import { type Model, type Operation, shardsOf } from './operation';

const GET_SHARD_ITERATOR = structure({
  StreamArn: members.streamArn,
  ShardId: members.shardId,
  ShardIteratorType: required(oneOf('TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER')),
  SequenceNumber: members.sequenceNumber,
});
type Request = Of<typeof GET_SHARD_ITERATOR>;

export const getShardIterator: Operation = async (model, input) => {
  const request = readRequest(GET_SHARD_ITERATOR, input);
  const stream = await model.catalog.find(request.StreamArn);
  const shards = shardsOf(model, stream);
  const shard = shards.named(request.ShardId);
  const position = positionFor(model, stream.arn, shards, shard, request);
  return { ShardIterator: formatIterator({ streamArn: stream.arn, shard, position, givenAt: model.clock.now() }) };
};

function positionFor(
  { log }: Model,
  streamArn: string,
  shards: StreamShards,
  shard: Generation,
  { ShardIteratorType: type, SequenceNumber }: Request,
): Position | 'horizon' {
  const named = (): Position => {
    const position = positionIn(shards, shard, SequenceNumber);
    if (position < log.horizonOf(streamArn)) throw trimmedDataAccess();
    return position;
  };
  switch (type) {
    case 'TRIM_HORIZON':
      return 'horizon';
    case 'LATEST':
      return shards.endOf(shard);
    case 'AT_SEQUENCE_NUMBER':
      return named();
    case 'AFTER_SEQUENCE_NUMBER':
      return named() + 1;
    default:
      return assertNever(type);
  }
}

/** Of a record of the shard. */
function positionIn(shards: StreamShards, shard: Generation, text: string | undefined): Position {
  if (text === undefined) throw validationError('SequenceNumber must be given for this ShardIteratorType.');
  const position = positionOf(text);
  if (position !== undefined && position >= shards.startOf(shard) && position < shards.endOf(shard)) return position;
  throw validationError(`Invalid SequenceNumber: ${text} is not of this shard.`);
}
