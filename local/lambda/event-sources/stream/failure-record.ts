/**
 * What the on-failure destination is told of discarded records: where they lie in the stream, never what they hold.
 * Source: Lambda Developer Guide, "Retain discarded records for a DynamoDB event source", "Example record".
 */
import type { EpochMillis, JsonObject } from '../../../../lib/units';
import { Lineage } from '../../../streams/shard';
import { type Discarded, type Entry, identifierOf } from './batch';

export interface FailedInvocation {
  /** Of the last attempt. */
  readonly requestId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly discarded: Discarded;
  readonly now: EpochMillis;
}

export function failureRecord({ requestId, functionArn, streamArn, discarded, now }: FailedInvocation): JsonObject {
  const { entries, condition, invokeCount } = discarded;
  const [first, last] = [entries[0], entries.at(-1)];
  const shards = new Lineage(streamArn);
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
    ...(invokeCount === 0
      ? {}
      : { responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' } }),
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: shards.idOf(first === undefined ? 0 : shards.of(first.record)),
      startSequenceNumber: first === undefined ? '' : identifierOf(first),
      endSequenceNumber: last === undefined ? '' : identifierOf(last),
      approximateArrivalOfFirstRecord: arrivalOf(first),
      approximateArrivalOfLastRecord: arrivalOf(last),
      batchSize: entries.length,
      streamArn,
    },
  };
}

/** ISO 8601 in seconds. */
function arrivalOf(entry: Entry | undefined): string {
  const seconds = entry?.record.dynamodb.ApproximateCreationDateTime ?? 0;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}
