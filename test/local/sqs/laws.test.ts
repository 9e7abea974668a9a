/** What holds for every sequence of calls. */
import fc from 'fast-check';
import { ARN, aBench, type Bench, DEAD_ARN, type Message, receive, send, URL } from './fixture';

type Step =
  | { readonly kind: 'send'; readonly delaySeconds: number }
  | { readonly kind: 'receive'; readonly timeoutSeconds: number; readonly max: number }
  | { readonly kind: 'delete'; readonly which: number }
  | { readonly kind: 'hide'; readonly which: number; readonly seconds: number }
  | { readonly kind: 'wait'; readonly millis: number }
  | { readonly kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), delaySeconds: fc.integer({ min: 0, max: 3 }) }),
  fc.record({
    kind: fc.constant('receive' as const),
    timeoutSeconds: fc.integer({ min: 0, max: 3 }),
    max: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), which: fc.nat(8) }),
  fc.record({ kind: fc.constant('hide' as const), which: fc.nat(8), seconds: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant('wait' as const), millis: fc.integer({ min: 1, max: 4_000 }) }),
  fc.constant({ kind: 'restart' as const }),
);

/** What the service promised of each message, by id. */
interface Promised {
  visibleAt: number;
  receives: number;
}

class Account {
  readonly live = new Map<string, Promised>();
  readonly held: Message[] = [];
  seed = 1;

  constructor(
    public bench: Bench,
    private readonly maxReceives: number,
  ) {}

  async take(step: Step): Promise<void> {
    const now = this.bench.clock.now();
    switch (step.kind) {
      case 'send': {
        const { MessageId } = await send(this.bench, 'x', { DelaySeconds: step.delaySeconds });
        this.live.set(String(MessageId), { visibleAt: now + step.delaySeconds * 1_000, receives: 0 });
        return;
      }
      case 'receive':
        return this.receive(now, step.timeoutSeconds, step.max);
      case 'delete':
        return this.delete(this.held[step.which]);
      case 'hide':
        return this.hide(now, this.held[step.which], step.seconds);
      case 'wait':
        return this.bench.clock.advance(step.millis);
      case 'restart':
        this.bench.sqs.close();
        this.bench = aBench({ store: this.bench.store, clock: this.bench.clock, seed: ++this.seed });
    }
  }

  private async receive(now: number, timeoutSeconds: number, max: number): Promise<void> {
    const due = [...this.live.values()].filter((m) => m.visibleAt <= now && m.receives < this.maxReceives).length;
    const messages = await receive(this.bench, { VisibilityTimeout: timeoutSeconds, MaxNumberOfMessages: max });
    expect(messages.length).toBe(Math.min(due, max));
    for (const message of messages) {
      const promised = this.live.get(message.MessageId);
      if (promised === undefined) throw new Error('a message was given that was deleted or dead');
      expect(promised.visibleAt).toBeLessThanOrEqual(now);
      promised.visibleAt = now + timeoutSeconds * 1_000;
      promised.receives++;
      this.held.unshift(message);
    }
  }

  private async delete(message: Message | undefined): Promise<void> {
    if (message === undefined) return;
    const goes = this.isLatest(message) && this.isInQueue(message);
    await this.bench.call('DeleteMessage', { QueueUrl: URL, ReceiptHandle: message.ReceiptHandle });
    if (goes) this.live.delete(message.MessageId);
  }

  private async hide(now: number, message: Message | undefined, seconds: number): Promise<void> {
    const promised = message === undefined ? undefined : this.live.get(message.MessageId);
    if (message === undefined || promised === undefined || !this.isLatest(message) || promised.visibleAt <= now) return;
    const { ReceiptHandle } = message;
    if (!this.isInQueue(message)) return;
    await this.bench.call('ChangeMessageVisibility', { QueueUrl: URL, ReceiptHandle, VisibilityTimeout: seconds });
    promised.visibleAt = now + seconds * 1_000;
  }

  /** Rather than in the dead-letter queue. */
  private isInQueue({ MessageId }: Message): boolean {
    return this.bench.sqs.messagesOf(ARN).some(({ id }) => id === MessageId);
  }

  private isLatest(message: Message): boolean {
    return this.held.find(({ MessageId }) => MessageId === message.MessageId) === message;
  }
}

test('no message is lost, given while invisible, or given after its deletion', async () => {
  let received = 0;
  let dead = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(step, { minLength: 20, maxLength: 60 }),
      async (maxReceiveCount, steps) => {
        const bench = aBench();
        await bench.call('CreateQueue', { QueueName: 'dead' });
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DEAD_ARN, maxReceiveCount });
        await bench.call('CreateQueue', { QueueName: 'orders', Attributes: { RedrivePolicy } });
        const account = new Account(bench, maxReceiveCount);

        for (const step of steps) await account.take(step);

        const kept = [...account.bench.sqs.messagesOf(ARN), ...account.bench.sqs.messagesOf(DEAD_ARN)];
        expect(kept.map(({ id }) => id).sort()).toEqual([...account.live.keys()].sort());
        const { Attributes } = await account.bench.call('GetQueueAttributes', {
          QueueUrl: URL,
          AttributeNames: ['All'],
        });
        const counts = Object.entries(Attributes ?? {}).filter(([name]) => name.startsWith('ApproximateNumber'));
        expect(counts.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(
          account.bench.sqs.messagesOf(ARN).length,
        );
        received += account.held.length;
        dead += account.bench.sqs.messagesOf(DEAD_ARN).length;
      },
    ),
    { numRuns: 300, seed: 3 },
  );

  expect(received).toBeGreaterThan(100);
  expect(dead).toBeGreaterThan(5);
});
