import { assertNever } from '../../../lib/units';
import { oneOf } from '../../dynamodb/requests/scalars';
import { type Of, readRequest, required, structure } from '../../dynamodb/requests/shape';
import { shardNotFound, trimmedDataAccess, validationError } from '../errors';
import { formatIterator } from '../iterator';
import * as members from '../members';
import { shardIdOf } from '../shard';
import { type Position, positionOf } from '../stream-log';
import type { Model, Operation } from './operation';

const GET_SHARD_ITERATOR = structure({
  StreamArn: members.streamArn,
  ShardId: members.shardId,
  ShardIteratorType: required(oneOf('TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER')),
  SequenceNumber: members.sequenceNumber,
});
type Request = Of<typeof GET_SHARD_ITERATOR>;

export const getShardIterator: Operation = async (model, input) => {
  const request = readRequest(GET_SHARD_ITERATOR, input);
  const { ShardId: shardId } = request;
  const { arn: streamArn } = await model.catalog.find(request.StreamArn);
  if (shardId !== shardIdOf(streamArn)) throw shardNotFound(streamArn, shardId);
  const position = positionFor(model, streamArn, request);
  return { ShardIterator: formatIterator({ streamArn, position, givenAt: model.clock.now() }) };
};

function positionFor(
  model: Model,
  streamArn: string,
  { ShardIteratorType: type, SequenceNumber }: Request,
): Position | 'horizon' {
  switch (type) {
    case 'TRIM_HORIZON':
      return 'horizon';
    case 'LATEST':
      return model.log.endOf(streamArn);
    case 'AT_SEQUENCE_NUMBER':
      return namedPosition(model, streamArn, SequenceNumber);
    case 'AFTER_SEQUENCE_NUMBER':
      return namedPosition(model, streamArn, SequenceNumber) + 1;
    default:
      return assertNever(type);
  }
}

/** Of a record that can still be read. */
function namedPosition({ log }: Model, streamArn: string, text: string | undefined): Position {
  if (text === undefined) throw validationError('SequenceNumber must be given for this ShardIteratorType.');
  const position = positionOf(text);
  if (position === undefined || position < 1 || position >= log.endOf(streamArn)) {
    throw validationError(`Invalid SequenceNumber: ${text} is not of this shard.`);
  }
  if (position < log.horizonOf(streamArn)) throw trimmedDataAccess();
  return position;
}
