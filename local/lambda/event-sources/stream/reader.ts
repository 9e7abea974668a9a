/**
 * One lane's view of a stream: the records that are its own and pass the filter, in order.
 *
 * With a ParallelizationFactor above one, every item belongs to one lane by the digest of its key: "Lambda still ensures
 * in-order processing at the item (partition and sort key) level".
 */
import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../../../lib/units';
import type { StreamRecord } from '../../../dynamodb/streams';
import { type Position, positionOfRecord, type StreamLog } from '../../../streams/stream-log';
import type { Filter } from '../filter';
import type { Entry } from './batch';

/** Records looked at in one read where not all are wanted: a long stretch of others is read in pieces. */
const PIECE_RECORDS = 200;

export interface Piece {
  readonly entries: readonly Entry[];
  /** Where to read on. */
  readonly next: Position;
  readonly isAtEnd: boolean;
}

export interface ReaderOptions {
  readonly log: StreamLog;
  readonly streamArn: string;
  /** Undefined lets everything through. */
  readonly filter: Filter | undefined;
  readonly lane: number;
  readonly lanes: number;
}

export class LaneReader {
  constructor(private readonly options: ReaderOptions) {}

  /** The record there, or the first one after it, of any lane. */
  recordAt(position: Position): StreamRecord | undefined {
    return this.options.log.read(this.options.streamArn, position, 1)[0];
  }

  /** At most `limit` entries from `position` on; what has expired meanwhile is gone, as on AWS. */
  read(position: Position, limit: number): Piece {
    const { log, streamArn, lanes, filter } = this.options;
    const wanted = lanes === 1 && filter === undefined ? limit : Math.max(limit, PIECE_RECORDS);
    let records = log.read(streamArn, position, wanted);
    const [first] = records;
    if (first !== undefined && log.isExpired(first)) {
      records = log.read(streamArn, log.horizonOf(streamArn), wanted);
    }
    const entries: Entry[] = [];
    let next = position;
    for (const record of records) {
      if (entries.length === limit) return { entries, next, isAtEnd: false };
      const event = this.wantedEvent(record);
      if (event !== undefined) entries.push({ record, text: JSON.stringify(event) });
      next = positionOfRecord(record) + 1;
    }
    return { entries, next, isAtEnd: records.length < wanted };
  }

  private wantedEvent(record: StreamRecord): JsonObject | undefined {
    const { lane, lanes, filter } = this.options;
    if (lanes > 1 && laneOf(record, lanes) !== lane) return undefined;
    const event = this.eventOf(record);
    return filter === undefined || filter(event) ? event : undefined;
  }

  /** As a function sees it. */
  private eventOf(record: StreamRecord): JsonObject {
    const { eventID, eventName, eventVersion, eventSource, awsRegion, dynamodb, userIdentity } = record;
    return {
      eventID,
      eventName,
      eventVersion,
      eventSource,
      awsRegion,
      dynamodb: dynamodb as unknown as JsonObject,
      ...(userIdentity === undefined ? {} : { userIdentity: { ...userIdentity } }),
      eventSourceARN: this.options.streamArn,
    };
  }
}

export function laneOf({ dynamodb: { Keys } }: StreamRecord, lanes: number): number {
  const digest = createHash('sha256')
    .update(canonicalJson(Keys as unknown as JsonObject))
    .digest();
  return digest.readUInt32BE(0) % lanes;
}
