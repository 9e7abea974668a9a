/**
 * The one shard that a stream has here. AWS divides a stream into shards by partition key and closes each after about
 * four hours; the order of changes to an item, which is all that it promises, is the same.
 */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../lib/units';
import type { Stream } from './catalog';
import { type Position, sequenceNumberAt } from './stream-log';

/** `shardId-`, 20 digits of time, and 8 hex digits: the same in every process. */
export function shardIdOf(streamArn: string): string {
  const label = streamArn.slice(streamArn.lastIndexOf('/') + 1);
  const millis = Date.parse(`${label}Z`);
  const digest = createHash('sha256').update(streamArn).digest('hex').slice(0, 8);
  return `shardId-${String(Number.isNaN(millis) ? 0 : millis).padStart(20, '0')}-${digest}`;
}

/** A stream that was disabled has a last record, and its shard an end. */
export function describeShard(stream: Stream, end: Position): JsonObject {
  const StartingSequenceNumber = sequenceNumberAt(1);
  return {
    ShardId: shardIdOf(stream.arn),
    SequenceNumberRange:
      stream.status === 'ENABLED'
        ? { StartingSequenceNumber }
        : { StartingSequenceNumber, EndingSequenceNumber: sequenceNumberAt(Math.max(1, end - 1)) },
  };
}
