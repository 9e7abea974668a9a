/** A bus and the marks of an outbox in memory, which refuse as they are told. */
import type { OutboxRecord } from '../../lib/saga/outbox';
import type { BusMessage, EventBus, OutboxMarks, Publication } from '../../lib/saga/relay';
import type { EpochMillis } from '../../lib/units';

export class MemoryEventBus implements EventBus {
  readonly maxEntries = 10;
  readonly maxBytes: number;
  /** The ids of each call's entries, whatever became of them. */
  readonly calls: (readonly string[])[] = [];
  /** What was acknowledged, in order. */
  readonly published: BusMessage[] = [];
  /** A code where the entry is to be refused. */
  refuses: (message: BusMessage) => string | undefined = () => undefined;
  /** Thrown instead of an answer. */
  fails: () => Error | undefined = () => undefined;

  constructor({ maxBytes = 262_144 } = {}) {
    this.maxBytes = maxBytes;
  }

  bytesOf({ body }: BusMessage): number {
    return Buffer.byteLength(body);
  }

  async publish(messages: readonly BusMessage[]): Promise<readonly Publication[]> {
    this.calls.push(messages.map(({ envelope }) => envelope.id));
    const failure = this.fails();
    if (failure !== undefined) throw failure;
    return messages.map((message): Publication => {
      const code = this.refuses(message);
      if (code !== undefined) return { kind: 'refused', code };
      this.published.push(message);
      return { kind: 'acknowledged' };
    });
  }

  ids(): readonly string[] {
    return this.published.map(({ envelope }) => envelope.id);
  }
}

export class MemoryOutboxMarks implements OutboxMarks {
  /** By event id, when it was marked. */
  readonly sent = new Map<string, EpochMillis>();
  fails: (record: OutboxRecord) => boolean = () => false;

  async markSent(record: OutboxRecord, at: EpochMillis): Promise<void> {
    if (this.fails(record)) throw new Error('throttled');
    this.sent.set(record.id, at);
  }
}
