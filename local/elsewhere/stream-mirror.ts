/**
 * The streams of an emulator's tables, read all the time and kept in memory, so that the consumers of the model read
 * them as they read its own. Records are numbered anew, in the order in which they came.
 *
 * M1. A stream is read from its oldest record on, once somebody asks for it.
 * M2. The records of a shard stay in their order; a shard's are read after those of its parent.
 */
import { epochMillis, type Json, type JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { StreamListener, StreamRecord } from '../dynamodb/streams';
import type { JsonEndpoint } from './json-endpoint';

const TARGET = 'DynamoDBStreams_20120810';
const POLL_MILLIS = 200;

interface Mirrored {
  readonly tableName: string;
  readonly records: StreamRecord[];
  /** Where each shard's reading goes on; nothing for a shard that is read to its end. */
  readonly iterators: Map<string, string | undefined>;
}

export class StreamMirror {
  private readonly streams = new Map<string, Mirrored>();
  private readonly listeners = new Map<string, Set<StreamListener>>();
  private isClosed = false;

  constructor(
    private readonly endpoint: JsonEndpoint,
    private readonly clock: LocalClock,
  ) {}

  subscribe(tableName: string, listener: StreamListener): () => void {
    const listeners = this.listeners.get(tableName) ?? new Set();
    this.listeners.set(tableName, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  records(streamArn: string, afterSequence: string | undefined, limit: number): readonly StreamRecord[] {
    const { records } = this.mirrored(streamArn);
    const from = afterSequence === undefined ? 0 : Number(afterSequence.slice(1));
    return records.slice(from, from + Math.max(0, limit));
  }

  close(): void {
    this.isClosed = true;
  }

  private mirrored(streamArn: string): Mirrored {
    const known = this.streams.get(streamArn);
    if (known !== undefined) return known;
    const tableName = /:table\/([\w.-]+)/.exec(streamArn)?.[1] ?? '';
    const mirrored: Mirrored = { tableName, records: [], iterators: new Map() };
    this.streams.set(streamArn, mirrored);
    this.readSoon(streamArn, mirrored);
    return mirrored;
  }

  private readSoon(streamArn: string, mirrored: Mirrored): void {
    if (this.isClosed) return;
    this.clock.at(epochMillis(this.clock.now() + POLL_MILLIS), () => {
      // What fails is tried again: the emulator may be starting anew.
      this.read(streamArn, mirrored)
        .catch(() => undefined)
        .then(() => this.readSoon(streamArn, mirrored));
    });
  }

  private async read(streamArn: string, mirrored: Mirrored): Promise<void> {
    for (const { shardId, parentId } of await this.shardsOf(streamArn)) {
      if (!mirrored.iterators.has(shardId)) await this.begin(streamArn, shardId, mirrored);
      const isParentRead = parentId === undefined || mirrored.iterators.get(parentId) === undefined;
      if (isParentRead) await this.readShard(shardId, mirrored);
    }
  }

  private async shardsOf(StreamArn: string) {
    const { StreamDescription } = await this.endpoint.call(TARGET, 'DescribeStream', { StreamArn });
    const { Shards = [] } = (StreamDescription ?? {}) as { readonly Shards?: readonly JsonObject[] };
    return Shards.map(({ ShardId, ParentShardId }) => ({
      shardId: String(ShardId),
      parentId: ParentShardId === undefined ? undefined : String(ParentShardId),
    }));
  }

  private async begin(StreamArn: string, ShardId: string, { iterators }: Mirrored): Promise<void> {
    const request = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    const { ShardIterator } = await this.endpoint.call(TARGET, 'GetShardIterator', request);
    iterators.set(ShardId, String(ShardIterator));
  }

  private async readShard(shardId: string, mirrored: Mirrored): Promise<void> {
    for (let more = true; more && !this.isClosed; ) {
      const iterator = mirrored.iterators.get(shardId);
      if (iterator === undefined) return;
      const answer = await this.endpoint.call(TARGET, 'GetRecords', { ShardIterator: iterator });
      const { NextShardIterator: next, Records = [] } = answer;
      mirrored.iterators.set(shardId, typeof next === 'string' ? next : undefined);
      const came = (Records as readonly Json[]).map((record) => numbered(record, mirrored.records));
      more = came.length > 0;
      if (more) for (const listener of this.listeners.get(mirrored.tableName) ?? []) listener(came);
    }
  }
}

/** Keeps the record at the end of `records`, under the number that it has there. */
function numbered(given: Json, records: StreamRecord[]): StreamRecord {
  const record = given as unknown as StreamRecord;
  const SequenceNumber = `1${String(records.length + 1).padStart(20, '0')}`;
  const kept = { ...record, dynamodb: { ...record.dynamodb, SequenceNumber } };
  records.push(kept);
  return kept;
}
