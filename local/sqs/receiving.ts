/** Receiving, at once or with a long poll. */
import { type EpochMillis, epochMillis } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Availability } from './availability';
import { md5Of, md5OfAttributes } from './digest';
import type { QueuedMessage, ReceivedMessage } from './message';
import { handleOf, systemAttributesOf } from './message';
import type { Messages } from './messages';
import { numberOf, type Queue } from './queue';

export interface ReceiveOptions {
  readonly max: number;
  /** @default the queue's */
  readonly visibilityTimeoutSeconds?: number | undefined;
  /** @default the queue's */
  readonly waitSeconds?: number | undefined;
}

export class Receiving {
  private readonly closing = new Set<() => void>();

  constructor(
    private readonly clock: LocalClock,
    private readonly messages: Messages,
    private readonly availability: Availability,
  ) {}

  async receive(queue: Queue, options: ReceiveOptions): Promise<readonly QueuedMessage[]> {
    const timeout = options.visibilityTimeoutSeconds ?? numberOf(queue, 'VisibilityTimeout');
    const wait = options.waitSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
    const deadline = epochMillis(this.clock.now() + wait * 1_000);
    for (;;) {
      const taken = await this.messages.take(queue, options.max, timeout);
      if (taken.length > 0 || this.clock.now() >= deadline) return taken;
      if ((await this.nextChance(queue, deadline)) === 'closed') return [];
    }
  }

  /** Ends every long poll with what there is: nothing. */
  close(): void {
    for (const end of [...this.closing]) end();
  }

  private async nextChance(queue: Queue, deadline: EpochMillis): Promise<'again' | 'closed'> {
    let release = (): void => undefined;
    try {
      return await new Promise((resolve) => {
        const closed = () => resolve('closed');
        const cancel = this.clock.at(deadline, () => resolve('again'));
        const unsubscribe = this.availability.subscribe(queue, () => resolve('again'));
        this.closing.add(closed);
        release = () => {
          cancel();
          unsubscribe();
          this.closing.delete(closed);
        };
      });
    } finally {
      release();
    }
  }
}

/** With every attribute that it has. */
export function shownMessage(queued: QueuedMessage): ReceivedMessage {
  const { message } = queued;
  return {
    MessageId: message.id,
    ReceiptHandle: handleOf(queued),
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    Attributes: systemAttributesOf(message),
    MessageAttributes: message.attributes,
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
  };
}
