/**
 * Reads the change log of a table as its consumers may see it.
 *
 * L1. A record can be read for 24 hours; a reader that asks for an older one is told so, and what is left is untouched.
 * L2. Finding the oldest record that can be read costs a few reads, however many have expired: sequence numbers follow
 *     each other and creation times never fall, so it is searched for by halves.
 */
import type { Clock } from '../../lib/units';
import type { DynamoDB } from '../dynamodb/dynamodb';
import type { StreamRecord } from '../dynamodb/streams';
import { RETENTION_SECONDS } from './shard';

/** The number of a record in its stream, from 1. A reader's position is the number of the next record it wants. */
export type Position = number;

/** Sequence numbers are text of 21 digits: a 1, and the position. */
export const sequenceNumberAt = (position: Position): string => `1${String(position).padStart(20, '0')}`;
/** Undefined for text that no stream here has given. */
export function positionOf(sequenceNumber: string): Position | undefined {
  return /^1\d{20}$/.test(sequenceNumber) ? Number(sequenceNumber.slice(1)) : undefined;
}
export const positionOfRecord = (record: StreamRecord): Position => Number(record.dynamodb.SequenceNumber.slice(1));

export class StreamLog {
  constructor(
    private readonly dynamodb: Pick<DynamoDB, 'streamRecords'>,
    private readonly clock: Clock,
  ) {}

  /** Up to `limit` records from `position` on. */
  read(streamArn: string, position: Position, limit: number): readonly StreamRecord[] {
    return this.dynamodb.streamRecords(streamArn, sequenceNumberAt(position - 1), limit);
  }

  /** The position of the oldest record that can be read; where the next one will be when there is none. */
  horizonOf(streamArn: string): Position {
    return this.firstSince(streamArn, this.oldestReadable());
  }

  /** The position of the first record of that second or later; where the next one will be when there is none. */
  firstSince(streamArn: string, seconds: number): Position {
    const isSince = (record: StreamRecord) => record.dynamodb.ApproximateCreationDateTime >= seconds;
    const [oldest] = this.dynamodb.streamRecords(streamArn, undefined, 1);
    if (oldest === undefined) return 1;
    return isSince(oldest) ? positionOfRecord(oldest) : this.firstFrom(streamArn, positionOfRecord(oldest), isSince);
  }

  /** Where the next record of a stream will be. */
  endOf(streamArn: string): Position {
    const [oldest] = this.dynamodb.streamRecords(streamArn, undefined, 1);
    return oldest === undefined ? 1 : this.firstFrom(streamArn, positionOfRecord(oldest), () => false);
  }

  isExpired(record: StreamRecord): boolean {
    return record.dynamodb.ApproximateCreationDateTime < this.oldestReadable();
  }

  /** Epoch seconds: no record of before can be read. */
  oldestReadable(): number {
    return Math.floor(this.clock.now() / 1000) - RETENTION_SECONDS;
  }

  /** The first position after `known` whose record is wanted, where every later one is too; else where none is yet. */
  private firstFrom(streamArn: string, known: Position, isWanted: (record: StreamRecord) => boolean): Position {
    const isPast = (position: Position) => {
      const [record] = this.read(streamArn, position, 1);
      return record === undefined || isWanted(record);
    };
    let step = 1;
    while (!isPast(known + step)) step *= 2;
    let [low, high] = [known, known + step];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isPast(middle)) high = middle;
      else low = middle;
    }
    return high;
  }
}
