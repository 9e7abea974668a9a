/** The shards of a stream as they are now, and where their records lie. */
import type { Clock, JsonObject } from '../../lib/units';
import type { Stream } from './catalog';
import { shardNotFound } from './errors';
import { type Generation, Lineage } from './shard';
import { type Position, type StreamLog, sequenceNumberAt } from './stream-log';

export class StreamShards {
  private readonly lineage: Lineage;
  /** The last there is: the open one, unless the stream was disabled. */
  private readonly newest: Generation;

  constructor(
    private readonly stream: Stream,
    private readonly log: StreamLog,
    private readonly clock: Clock,
  ) {
    this.lineage = new Lineage(stream.arn);
    this.newest = stream.status === 'ENABLED' ? this.lineage.at(clock.now() / 1000) : this.lastWritten();
  }

  /** Of a shard that is told of. Throws ResourceNotFoundException. */
  named(shardId: string): Generation {
    const generation = this.lineage.named(shardId);
    if (generation === undefined || generation < this.oldest() || generation > this.newest) {
      throw shardNotFound(this.stream.arn, shardId);
    }
    return generation;
  }

  isClosed(generation: Generation): boolean {
    return this.stream.status === 'DISABLED' || generation < this.newest;
  }

  startOf(generation: Generation): Position {
    return this.log.firstSince(this.stream.arn, this.lineage.startOf(generation));
  }

  /** The position of its oldest record that can be read; of the first one after it when there is none. */
  horizonOf(generation: Generation): Position {
    const seconds = Math.max(this.lineage.startOf(generation), this.log.oldestReadable());
    return this.log.firstSince(this.stream.arn, seconds);
  }

  /** Where the next record after the shard's last one is, or will be. */
  endOf(generation: Generation): Position {
    return generation < this.newest ? this.startOf(generation + 1) : this.log.endOf(this.stream.arn);
  }

  /** Up to `limit` records of the shard from `position` on; fewer only where it has no more. */
  read(generation: Generation, position: Position, limit: number) {
    const records = this.log.read(this.stream.arn, position, limit);
    const end = records.findIndex((record) => this.lineage.of(record) > generation);
    return end < 0 ? records : records.slice(0, end);
  }

  /** Those after `after`, the oldest first; of a parent only its child. */
  describe({ after, parent }: { readonly after?: string | undefined; readonly parent?: string | undefined }) {
    const from = after === undefined ? -1 : (this.lineage.named(after) ?? -1);
    const only = parent === undefined ? undefined : (this.lineage.named(parent) ?? this.newest) + 1;
    const described: JsonObject[] = [];
    for (let generation = this.oldest(); generation <= this.newest; generation++) {
      if (generation > from && (only ?? generation) === generation) described.push(this.shard(generation));
    }
    return described;
  }

  private shard(generation: Generation): JsonObject {
    const start = this.startOf(generation);
    const StartingSequenceNumber = sequenceNumberAt(start);
    const last = Math.max(start, this.endOf(generation) - 1); // P3 of shard.ts
    return {
      ShardId: this.lineage.idOf(generation),
      SequenceNumberRange: this.isClosed(generation)
        ? { StartingSequenceNumber, EndingSequenceNumber: sequenceNumberAt(last) }
        : { StartingSequenceNumber },
      ...(generation > 0 && { ParentShardId: this.lineage.idOf(generation - 1) }),
    };
  }

  private oldest(): Generation {
    return Math.min(this.newest, this.lineage.oldest(this.clock.now()));
  }

  private lastWritten(): Generation {
    const { arn } = this.stream;
    const [last] = this.log.read(arn, Math.max(1, this.log.endOf(arn) - 1), 1);
    return last === undefined ? 0 : this.lineage.of(last);
  }
}
