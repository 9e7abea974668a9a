import { assertNever, type JsonObject } from '../../../lib/units';
import { shardNotFound, trimmedDataAccess, validationError } from '../errors';
import { formatIterator } from '../iterator';
import { oneOf, optionalText, requiredText } from '../members';
import { shardIdOf } from '../shard';
import { type Position, positionOf } from '../stream-log';
import type { Model, Operation } from './operation';

const TYPES = ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'] as const;

export const getShardIterator: Operation = async (model, input) => {
  const { arn: streamArn } = await model.catalog.find(requiredText(input, 'StreamArn'));
  const shardId = requiredText(input, 'ShardId');
  const type = oneOf(input, 'ShardIteratorType', TYPES);
  if (shardId !== shardIdOf(streamArn)) throw shardNotFound(streamArn, shardId);
  const position = positionFor(model, streamArn, type, input);
  return { ShardIterator: formatIterator({ streamArn, position, givenAt: model.clock.now() }) };
};

function positionFor(
  model: Model,
  streamArn: string,
  type: (typeof TYPES)[number],
  input: JsonObject,
): Position | 'horizon' {
  switch (type) {
    case 'TRIM_HORIZON':
      return 'horizon';
    case 'LATEST':
      return model.log.endOf(streamArn);
    case 'AT_SEQUENCE_NUMBER':
      return namedPosition(model, streamArn, input);
    case 'AFTER_SEQUENCE_NUMBER':
      return namedPosition(model, streamArn, input) + 1;
    default:
      return assertNever(type);
  }
}

/** Of a record that can still be read. */
function namedPosition({ log }: Model, streamArn: string, input: JsonObject): Position {
  const text = optionalText(input, 'SequenceNumber');
  if (text === undefined) throw validationError('SequenceNumber must be given for this ShardIteratorType.');
  const position = positionOf(text);
  if (position === undefined || position < 1 || position >= log.endOf(streamArn)) {
    throw validationError(`Invalid SequenceNumber: ${text} is not of this shard.`);
  }
  if (position < log.horizonOf(streamArn)) throw trimmedDataAccess();
  return position;
}
