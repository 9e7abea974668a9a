/**
 * The poller of one mapping over a queue.
 *
 * Q1. A message is deleted after its batch has succeeded, or when the filter turns it away; never otherwise.
 * Q2. What failed is left alone: it is visible again when its timeout ends, and the queue's own redrive policy counts.
 * Q3. A refusal of the service (throttling) is tried again for as long as the messages stay invisible.
 *
 * Source: Lambda Developer Guide, "Using Lambda with Amazon SQS", "Handling errors for an SQS event source in Lambda".
 */
import { type EpochMillis, epochMillis, type JsonObject } from '../../../../lib/units';
import type { Cancel } from '../../../clock';
import { AwsError, CLIENT } from '../../../service';
import type { ReceivedMessage } from '../../../sqs/message';
import { backoffMillis } from '../backoff';
import { type BatchOutcome, outcomeOf } from '../batch-response';
import { type Filter, filterOf } from '../filter';
import type { QueueMapping } from '../mapping';
import { eventText, MAX_PAYLOAD_BYTES, type Poller, type PollerParts, type ProcessingResult } from '../poller';
import { filterableEvent, messageEvent } from './message-event';

/** "Lambda reads up to five batches and sends them to your function"; the model does not scale beyond by itself. */
const DEFAULT_CONCURRENCY = 5;

interface Delivery {
  readonly message: ReceivedMessage;
  readonly text: string;
}

export class QueuePoller implements Poller {
  private gathered: Delivery[] = [];
  private gatheringSince: EpochMillis = epochMillis(0);
  private batches = 0;
  private receiving = false;
  private missed = false;
  private closed = false;
  private readonly filter: Filter | undefined;
  private readonly unsubscribe: () => void;
  private readonly timers = new Set<Cancel>();
  private windowTimer: Cancel | undefined;

  constructor(
    private readonly mapping: QueueMapping,
    private readonly parts: PollerParts,
    private readonly onResult: (result: ProcessingResult) => void,
  ) {
    this.filter = filterOf(mapping.filters);
    this.unsubscribe = parts.sqs.subscribe(mapping.source.arn, () => this.wake());
  }

  close(): void {
    this.closed = true;
    this.unsubscribe();
    this.windowTimer?.();
    for (const cancel of this.timers) cancel();
  }

  private wake(): void {
    this.missed = true;
    if (this.receiving || this.closed) return;
    this.receiving = true;
    this.receive().catch((error: unknown) => this.failed(error));
  }

  private async receive(): Promise<void> {
    const { clock, sqs } = this.parts;
    const { batchSize, source } = this.mapping;
    try {
      while (!this.closed && this.batches < (source.maximumConcurrency ?? DEFAULT_CONCURRENCY)) {
        this.missed = false;
        const messages = await clock.busy(sqs.receive(source.arn, batchSize - this.gathered.length));
        if (messages.length > 0) await this.gather(messages);
        if (this.isFull()) this.flush();
        else if (messages.length === 0 && !this.missed) return this.awaitWindow();
      }
    } finally {
      this.receiving = false;
    }
  }

  /** The queue was deleted: there is nothing more to poll. */
  private failed(error: unknown): void {
    if (this.closed) return;
    if (!(error instanceof AwsError)) throw error;
    this.close();
  }

  private async gather(messages: readonly ReceivedMessage[]): Promise<void> {
    const { clock, region, sqs } = this.parts;
    const { arn } = this.mapping.source;
    if (this.gathered.length === 0) this.gatheringSince = clock.now();
    for (const message of messages) {
      const event: JsonObject = messageEvent(message, arn, region);
      const isWanted = this.filter === undefined || this.filter(filterableEvent(event));
      if (isWanted) this.gathered.push({ message, text: JSON.stringify(event) });
      else await clock.busy(sqs.deleteMessage(arn, message.ReceiptHandle)); // Q1
    }
  }

  private isFull(): boolean {
    const bytes = this.gathered.reduce((sum, { text }) => sum + text.length, 0);
    return this.gathered.length >= this.mapping.batchSize || bytes > MAX_PAYLOAD_BYTES;
  }

  private awaitWindow(): void {
    const { clock } = this.parts;
    const windowEnd = epochMillis(this.gatheringSince + this.mapping.windowSeconds * 1000);
    this.windowTimer?.();
    if (this.gathered.length === 0) return;
    if (clock.now() >= windowEnd) this.flush();
    else this.windowTimer = clock.at(windowEnd, () => this.flush());
  }

  /** Sends what has been gathered, as far as one invocation takes it. */
  private flush(): void {
    this.windowTimer?.();
    let bytes = 0;
    const over = this.gathered.findIndex(({ text }, index) => {
      bytes += Buffer.byteLength(text) + 1;
      return index > 0 && bytes > MAX_PAYLOAD_BYTES;
    });
    const batch = over < 0 ? this.gathered : this.gathered.slice(0, over);
    this.gathered = over < 0 ? [] : this.gathered.slice(over);
    if (batch.length > 0) this.begin(batch);
  }

  private begin(batch: readonly Delivery[]): void {
    this.batches++;
    this.process(batch)
      .catch((error: unknown) => this.failed(error))
      .finally(() => {
        this.batches--;
        this.wake();
      });
  }

  private async process(batch: readonly Delivery[]): Promise<void> {
    const { clock, sqs } = this.parts;
    const receivedAt = clock.now();
    let outcome = await this.invoke(batch);
    for (let refusals = 1; outcome === 'refused'; refusals++) {
      const at = epochMillis(clock.now() + backoffMillis(refusals));
      if (this.closed || at >= receivedAt + (await this.visibilityMillis())) return; // Q2, Q3
      await this.until(at);
      outcome = await this.invoke(batch);
    }
    if (this.closed) return;
    for (const { message } of batch) {
      if (isDone(message, outcome)) {
        await clock.busy(sqs.deleteMessage(this.mapping.source.arn, message.ReceiptHandle)); // Q1
      }
    }
  }

  private async invoke(batch: readonly Delivery[]): Promise<BatchOutcome | 'refused'> {
    const { entropy, run } = this.parts;
    const { functionArn: functionName, reportsItemFailures } = this.mapping;
    const payload = eventText(batch.map(({ text }) => text));
    try {
      const result = await run({ functionName, payload, caller: CLIENT }, entropy.uuid());
      const identifiers = new Set(batch.map(({ message }) => message.MessageId));
      const outcome = outcomeOf(result, reportsItemFailures, identifiers);
      this.onResult(outcome.kind === 'failed' ? 'PROBLEM: Function call failed' : 'OK');
      return outcome;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.onResult('PROBLEM: Function call failed');
      return 'refused';
    }
  }

  private async visibilityMillis(): Promise<number> {
    const { sqs } = this.parts;
    const QueueUrl = sqs.queueUrl(this.mapping.source.arn);
    const answer = await sqs.call('GetQueueAttributes', { QueueUrl, AttributeNames: ['VisibilityTimeout'] }, CLIENT);
    return Number((answer.Attributes as JsonObject | undefined)?.VisibilityTimeout ?? 0) * 1000;
  }

  private until(time: EpochMillis): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.parts.clock.at(time, () => {
        this.timers.delete(cancel);
        resolve();
      });
      this.timers.add(cancel);
    });
  }
}

function isDone({ MessageId }: ReceivedMessage, outcome: BatchOutcome | 'refused'): boolean {
  if (outcome === 'refused' || outcome.kind === 'failed') return false;
  return outcome.kind === 'succeeded' || !outcome.failed.has(MessageId);
}
