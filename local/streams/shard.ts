/**
 * The shards of a stream: one after the other, each the child of the one before.
 *
 * P1. A shard takes records for four hours and is then closed, whether it has any or not; the next one is its child. So
 *     which shard a record is of, and which shards there are, follows from the time alone, and nothing of it is kept.
 * P2. A shard is told of until the last record that it could have has expired. Its child names it also after that.
 * P3. A closed shard that has no record begins and ends with the number of the next record of the stream, which is its
 *     child's: numbers have no gaps here to name an empty range by.
 *
 * AWS also divides a stream by partition key, into shards that are open at the same time; the order of the changes to an
 * item, which is all that is promised, is the same.
 */
import { createHash } from 'node:crypto';
import type { EpochMillis } from '../../lib/units';
import type { StreamRecord } from '../dynamodb/streams';

/** DynamoDB Developer Guide, "Change data capture for DynamoDB Streams": "a lifetime of 24 hours". */
export const RETENTION_SECONDS = 24 * 60 * 60;
/** AWS promises no time; shards there are seen to be closed after about four hours. */
export const SHARD_SECONDS = 4 * 60 * 60;
const SHARD_MILLIS = SHARD_SECONDS * 1000;

/** The number of a shard in its stream, from 0. */
export type Generation = number;

/** The shards of one stream. */
export class Lineage {
  /** Epoch milliseconds; 0 for a stream whose label is no time. */
  private readonly begins: number;

  constructor(private readonly streamArn: string) {
    const millis = Date.parse(`${streamArn.slice(streamArn.lastIndexOf('/') + 1)}Z`);
    this.begins = Number.isNaN(millis) ? 0 : millis;
  }

  /** Epoch seconds: records carry no finer time. */
  startOf(generation: Generation): number {
    return Math.floor(this.begins / 1000) + generation * SHARD_SECONDS;
  }

  /** The shard that takes records at that time, in epoch seconds. */
  at(seconds: number): Generation {
    return Math.max(0, Math.floor((Math.floor(seconds) - this.startOf(0)) / SHARD_SECONDS));
  }

  of(record: StreamRecord): Generation {
    return this.at(record.dynamodb.ApproximateCreationDateTime);
  }

  /** The first shard that is told of (P2). */
  oldest(now: EpochMillis): Generation {
    return this.at(now / 1000 - RETENTION_SECONDS);
  }

  /** `shardId-`, 20 digits of time, and 8 hex digits: the same in every process. */
  idOf(generation: Generation): string {
    const millis = this.begins + generation * SHARD_MILLIS;
    const named = generation === 0 ? this.streamArn : `${this.streamArn} ${generation}`;
    return `shardId-${String(millis).padStart(20, '0')}-${createHash('sha256').update(named).digest('hex').slice(0, 8)}`;
  }

  /** Undefined for an id that no shard of the stream has. */
  named(shardId: string): Generation | undefined {
    const millis = /^shardId-(\d{20})-[0-9a-f]{8}$/.exec(shardId)?.[1];
    const generation = (Number(millis) - this.begins) / SHARD_MILLIS;
    return Number.isInteger(generation) && generation >= 0 && this.idOf(generation) === shardId
      ? generation
      : undefined;
  }
}
