/**
 * A poller of a stream, or of one part of its items.
 *
 * P1. One invocation at a time; records are finished in order (batch.ts, B1).
 * P2. The checkpoint names the first record that is not finished. It is written after the batch, so a process that dies
 *     in between delivers again: at least once. Attempts are counted in memory: after a restart they begin anew.
 * P3. A refusal of the service (throttling) is no attempt: it is waited out until the records are too old.
 * P4. A batch is of one shard, and no lane begins a shard before every lane has finished the shard's parent.
 */
import { type EpochMillis, epochMillis } from '../../../../lib/units';
import type { Cancel } from '../../../clock';
import type { StreamRecord } from '../../../dynamodb/streams';
import { AwsError, CLIENT } from '../../../service';
import { type Generation, Lineage, RETENTION_SECONDS } from '../../../streams/shard';
import { type Position, positionOfRecord } from '../../../streams/stream-log';
import { parseFunctionName } from '../../function-name';
import { backoffMillis } from '../backoff';
import { outcomeOf } from '../batch-response';
import { checkpointKey } from '../keys';
import type { StreamMapping } from '../mapping';
import { eventText, MAX_PAYLOAD_BYTES, type PollerParts, type ProcessingResult } from '../poller';
import {
  afterAttempt,
  type Batch,
  type Discarded,
  type Entry,
  identifierOf,
  type Progress,
  withoutAged,
} from './batch';
import { failureRecord } from './failure-record';
import type { LaneReader } from './reader';

export interface LaneOptions {
  readonly parts: PollerParts;
  readonly mapping: StreamMapping;
  readonly lane: number;
  readonly reader: LaneReader;
  readonly onResult: (result: ProcessingResult) => void;
  /** Whether the other lanes are done with what lies before the shard (P4). */
  readonly mayBegin: (shard: Generation) => boolean;
  /** Told where others may have waited for this. */
  readonly onProgress: () => void;
}

export class StreamLane {
  /** Where the log is read on. */
  private position: Position;
  /** Read, and not yet a batch. */
  private gathered: Entry[] = [];
  private gatheredBytes = 0;
  private gatheringSince: EpochMillis = epochMillis(0);
  /** The batch at work, or what is left of it. */
  private pending: readonly Batch[] = [];
  private failuresInARow = 0;
  private lastRequestId = '';
  private readonly shards: Lineage;
  /** The shard that this lane is at work on, and the one that others were told it has come to. */
  private begun: Generation = -1;
  private told: Generation = -1;
  private isWaitingForOthers = false;
  private state: 'idle' | 'running' | 'retrying' | 'closed' = 'idle';
  private cancelTimer: Cancel | undefined;

  constructor(private readonly options: LaneOptions) {
    const { parts, mapping, lane } = options;
    this.shards = new Lineage(mapping.source.arn);
    const checkpoint = parts.store.get(checkpointKey(mapping.uuid, lane));
    this.position = typeof checkpoint === 'number' ? checkpoint : mapping.source.from;
  }

  /** There may be records. */
  wake(): void {
    if (this.state === 'idle') this.start();
  }

  /** Another lane has gone on. */
  wakeIfWaiting(): void {
    if (this.isWaitingForOthers) this.wake();
  }

  /** Of the first record that is not finished, as far as one is there. */
  unfinishedShard(): Generation | undefined {
    const first = this.pending[0]?.entries[0] ?? this.gathered[0];
    const record = first?.record ?? this.options.reader.recordAt(this.position);
    return record && this.shards.of(record);
  }

  close(): void {
    this.state = 'closed';
    this.cancelTimer?.();
  }

  private start(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.isWaitingForOthers = false;
    this.state = 'running';
    this.work().catch((error: unknown) => {
      if (!this.isClosed()) throw error;
    });
  }

  private async work(): Promise<void> {
    await this.nextTurn(); // Writes of one turn come as one batch, and no writer waits for its consumers.
    while (this.state === 'running') {
      const batch = this.pending[0] ?? this.take();
      if (batch === 'more') await this.nextTurn();
      else if (batch === undefined) this.rest();
      else await this.attempt(batch);
    }
  }

  private rest(): void {
    this.state = 'idle';
    if (!this.isWaitingForOthers) this.options.onProgress();
  }

  private nextTurn(): Promise<void> {
    return this.options.parts.clock.busy(new Promise((resolve) => setImmediate(resolve)));
  }

  /** Between two awaits another turn may have closed the lane. */
  private isClosed(): boolean {
    return this.state === 'closed';
  }

  private take(): Batch | 'more' | undefined {
    const { batchSize, windowSeconds } = this.options.mapping;
    const { clock } = this.options.parts;
    const piece = this.options.reader.read(this.position, batchSize - this.gathered.length);
    if (this.gathered.length === 0) this.gatheringSince = clock.now();
    const isFull = this.gather(piece.entries, piece.next);
    if (!isFull && !piece.isAtEnd) return 'more';
    const [first] = this.gathered;
    if (first === undefined) return undefined;
    const windowEnd = epochMillis(this.gatheringSince + windowSeconds * 1000);
    if (!isFull && clock.now() < windowEnd) {
      this.cancelTimer = clock.at(windowEnd, () => this.wake());
      return undefined;
    }
    if (!this.mayBegin(first)) return undefined;
    const batch = { entries: this.gathered, failures: 0 };
    this.pending = [batch];
    this.gathered = [];
    this.gatheredBytes = 0;
    return batch;
  }

  /** Answers whether the batch is full, by number or by size, or its shard at its end; what does not fit is read again. */
  private gather(entries: readonly Entry[], next: Position): boolean {
    for (const entry of entries) {
      const first = this.gathered[0];
      const bytes = Buffer.byteLength(entry.text) + 1;
      if (
        first !== undefined &&
        (this.gatheredBytes + bytes > MAX_PAYLOAD_BYTES || this.isOfAnotherShard(first, entry))
      ) {
        this.position = positionOfRecord(entry.record);
        return true;
      }
      this.gathered.push(entry);
      this.gatheredBytes += bytes;
    }
    this.position = next;
    return this.gathered.length >= this.options.mapping.batchSize;
  }

  /** Others may have waited for this lane to come to the shard, also where it now waits for them. */
  private mayBegin(first: Entry): boolean {
    const shard = this.shards.of(first.record);
    if (shard === this.begun) return true;
    this.isWaitingForOthers = !this.options.mayBegin(shard);
    if (!this.isWaitingForOthers) this.begun = shard;
    if (shard !== this.told) {
      this.told = shard;
      this.options.onProgress();
    }
    return !this.isWaitingForOthers;
  }

  private isOfAnotherShard(first: Entry, entry: Entry): boolean {
    return this.shards.of(first.record) !== this.shards.of(entry.record);
  }

  private async attempt(batch: Batch): Promise<void> {
    const progress = withoutAged(batch, (record) => this.isAged(record)) ?? (await this.invoke(batch));
    if (this.isClosed()) return; // P2
    if (progress === 'refused') return this.retryLater(); // P3
    if (progress.discarded !== undefined) await this.report(progress.discarded);
    this.pending = [...progress.next, ...this.pending.slice(1)];
    await this.checkpoint();
    if (progress.mustWait) this.retryLater();
    else if (progress.next.length === 0) this.failuresInARow = 0;
  }

  private async invoke(batch: Batch): Promise<Progress | 'refused'> {
    const { parts, mapping, onResult } = this.options;
    const payload = eventText(batch.entries.map(({ text }) => text));
    this.lastRequestId = parts.entropy.uuid();
    try {
      const request = { functionName: mapping.functionArn, payload, caller: CLIENT };
      this.countAge(batch);
      const result = await parts.run(request, this.lastRequestId);
      const identifiers = new Set(batch.entries.map(identifierOf));
      const outcome = outcomeOf(result, mapping.reportsItemFailures, identifiers);
      onResult(outcome.kind === 'failed' ? 'PROBLEM: Function call failed' : 'OK');
      return afterAttempt(batch, outcome, mapping.source);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      onResult('PROBLEM: Function call failed');
      return 'refused';
    }
  }

  /** "For event source mappings that read from streams, the age of the last record in the event". */
  private countAge({ entries }: Batch): void {
    const { parts, mapping } = this.options;
    const last = entries.at(-1)?.record.dynamodb.ApproximateCreationDateTime;
    const name = parseFunctionName(mapping.functionArn)?.name;
    if (parts.count === undefined || last === undefined || name === undefined) return;
    parts.count('IteratorAge', name, Math.max(0, parts.clock.now() - last * 1000));
  }

  private retryLater(): void {
    if (this.isClosed()) return;
    const { clock } = this.options.parts;
    this.state = 'retrying';
    this.failuresInARow++;
    this.cancelTimer = clock.at(epochMillis(clock.now() + backoffMillis(this.failuresInARow)), () => this.start());
  }

  private isAged(record: StreamRecord): boolean {
    const { maximumRecordAgeSeconds: maximum } = this.options.mapping.source;
    const ageSeconds = this.options.parts.clock.now() / 1000 - record.dynamodb.ApproximateCreationDateTime;
    return ageSeconds > (maximum < 0 ? RETENTION_SECONDS : Math.min(maximum, RETENTION_SECONDS));
  }

  /** A destination that takes nothing costs the record, as on AWS, where only a metric tells of it. */
  private async report(discarded: Discarded): Promise<void> {
    const { parts, mapping } = this.options;
    const { arn: streamArn, onFailureQueueArn } = mapping.source;
    if (onFailureQueueArn === undefined) return;
    const record = failureRecord({
      requestId: this.lastRequestId,
      functionArn: mapping.functionArn,
      streamArn,
      discarded,
      now: parts.clock.now(),
    });
    await parts.clock.busy(parts.sqs.send(onFailureQueueArn, JSON.stringify(record)).catch(() => undefined));
  }

  private async checkpoint(): Promise<void> {
    const { parts, mapping, lane } = this.options;
    const first = this.pending[0]?.entries[0] ?? this.gathered[0];
    const value = first === undefined ? this.position : positionOfRecord(first.record);
    await parts.clock.busy(parts.store.commit([{ kind: 'put', key: checkpointKey(mapping.uuid, lane), value }]));
  }
}
