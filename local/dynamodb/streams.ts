/**
 * The change log of each table whose stream is enabled.
 * Source: DynamoDB Developer Guide, "Change data capture for DynamoDB Streams".
 *
 * S1. A record is committed together with the write that it tells of.
 * S2. Sequence numbers rise within a stream, also across restarts.
 * S3. A write that changes nothing leaves no record.
 * S4. Records are kept for the 24 hours that they can be read and four more. The newest stays, since the sequence goes on
 *     from it.
 */
import type { Clock } from '../../lib/units';
import type { Entropy } from '../entropy';
import type { Change, Key, Store } from '../store/store';
import { pickNames } from './tables/item-keys';
import { streamPlace, type Table, type TableStream } from './tables/table';
import type { StreamViewType } from './tables/table-record';
import { equalItems, type Item } from './values/attribute-value';
import { itemBytes } from './values/item-size';

/** Who wrote, when it was not a caller: TTL deletions name the service. */
export interface UserIdentity {
  readonly type: 'Service';
  readonly principalId: 'dynamodb.amazonaws.com';
}

export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly userIdentity?: UserIdentity;
}

export type StreamListener = (records: readonly StreamRecord[]) => void;

/** The shards of a stream last four hours (local/streams): one is told of, with where it begins, until all of it is that old. */
const KEPT_SECONDS = (24 + 4) * 60 * 60;
/** A trim is tried once in this many records, and removes at most twice as many. */
const TRIM_EVERY = 512;

/** What a write did to one item. */
export interface ItemChange {
  readonly table: Table;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly identity?: UserIdentity;
}

export class Streams {
  private readonly sequences = new Map<string, number>();
  private readonly listeners = new Map<string, Set<StreamListener>>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly entropy: Entropy,
    private readonly region: string,
  ) {}

  /** Tells `listener` of every record of the table's stream once it is committed. Answers how to stop. */
  subscribe(tableName: string, listener: StreamListener): () => void {
    const listeners = this.listeners.get(tableName) ?? new Set();
    this.listeners.set(tableName, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  notify(tableName: string, records: readonly StreamRecord[]): void {
    for (const listener of this.listeners.get(tableName) ?? []) listener(records);
  }

  /** Adds to `changes` what logs the write, and answers the record. */
  append(change: ItemChange, changes: Change[]): StreamRecord | undefined {
    const { table, before, after } = change;
    const { stream } = table;
    const image = after ?? before;
    if (stream === undefined || image === undefined) return undefined;
    if (before !== undefined && after !== undefined && equalItems(before, after)) return undefined; // S3
    const sequence = this.nextSequence(stream);
    const record = this.recordOf(change, stream, image, sequence);
    changes.push({ kind: 'put', key: recordKey(stream.place, record.dynamodb.SequenceNumber), value: record });
    if (sequence % TRIM_EVERY === 0) this.trim(stream, changes);
    return record;
  }

  /** Up to `limit` records of a stream after a sequence number, or from its oldest. */
  records(streamArn: string, afterSequence: string | undefined, limit: number): readonly StreamRecord[] {
    const place = streamPlace(streamArn);
    const from = afterSequence === undefined ? `${place}\u0000` : `${recordKey(place, afterSequence)}\u0000`;
    const records: StreamRecord[] = [];
    if (limit <= 0) return records;
    for (const [, value] of this.store.range({ from, to: `${place}\u0001` })) {
      records.push(value as StreamRecord);
      if (records.length >= limit) break;
    }
    return records;
  }

  private recordOf(change: ItemChange, stream: TableStream, image: Item, sequence: number): StreamRecord {
    const { table, before, after, identity } = change;
    const record = {
      eventID: this.entropy.uuid().replaceAll('-', ''),
      eventName: eventNameOf(change),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.region,
      dynamodb: this.detailOf(stream, pickNames(image, table.keyNames), before, after, sequence),
    } as const;
    return identity === undefined ? record : { ...record, userIdentity: identity };
  }

  private detailOf(
    { viewType }: TableStream,
    Keys: Item,
    before: Item | undefined,
    after: Item | undefined,
    sequence: number,
  ): StreamRecord['dynamodb'] {
    const NewImage = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? after : undefined;
    const OldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? before : undefined;
    const detail: { -readonly [K in keyof StreamRecord['dynamodb']]: StreamRecord['dynamodb'][K] } = {
      ApproximateCreationDateTime: Math.floor(this.clock.now() / 1000),
      Keys,
      SequenceNumber: sequenceNumber(sequence),
      SizeBytes: itemBytes(Keys) + (NewImage ? itemBytes(NewImage) : 0) + (OldImage ? itemBytes(OldImage) : 0),
      StreamViewType: viewType,
    };
    if (NewImage !== undefined) detail.NewImage = NewImage;
    if (OldImage !== undefined) detail.OldImage = OldImage;
    return detail;
  }

  private nextSequence({ arn, place }: TableStream): number {
    const next = (this.sequences.get(arn) ?? this.lastSequence(place)) + 1;
    this.sequences.set(arn, next);
    return next;
  }

  private lastSequence(place: Key): number {
    for (const [, value] of this.store.range({ from: `${place}\u0000`, to: `${place}\u0001`, reverse: true })) {
      return Number((value as StreamRecord).dynamodb.SequenceNumber.slice(1));
    }
    return 0;
  }

  private trim({ place }: TableStream, changes: Change[]): void {
    const oldest = Math.floor(this.clock.now() / 1000) - KEPT_SECONDS;
    let left = 2 * TRIM_EVERY;
    for (const [key, value] of this.store.range({ from: `${place}\u0000`, to: `${place}\u0001` })) {
      if (left-- === 0 || (value as StreamRecord).dynamodb.ApproximateCreationDateTime >= oldest) return;
      changes.push({ kind: 'delete', key });
    }
  }
}

function eventNameOf({ before, after }: ItemChange): StreamRecord['eventName'] {
  if (before === undefined) return 'INSERT';
  return after === undefined ? 'REMOVE' : 'MODIFY';
}

/** 21 digits, as few as AWS's sequence numbers have; text order is number order. */
const sequenceNumber = (sequence: number) => `1${String(sequence).padStart(20, '0')}`;
const recordKey = (place: Key, sequence: string): Key => `${place}\u0000${sequence}`;
